"""The two-by-two e-process expects at most 1 under every pair of rates with the difference it is asked about."""

import math

import numpy as np
import pytest
from tests.core.trial.enumerated import every_trial

from servewell.core.trial.e_process import log_e_values, nearest_pair
from servewell.core.trial.sequences import Tuning


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_one_rate_that_drifts_expects_exactly_one(share: float) -> None:
    arm, success, chance = every_trial([(rate, rate) for rate in (0.2, 0.9, 0.5, 0.6)], share)
    told = log_e_values(arm, success, share, Tuning(0.6, 0.05))
    assert chance @ np.exp(told[0]) == pytest.approx(np.ones(4), abs=1e-12)


@pytest.mark.parametrize("difference", [-0.3, 0.04, 0.1])
@pytest.mark.parametrize("share", [0.5, 0.2])
@pytest.mark.parametrize("base", [0.6, 0.85, 0.95])
def test_rates_with_the_difference_expect_one_at_most(difference: float, share: float, base: float) -> None:
    lowest, highest = max(0.0, -difference), min(1.0, 1 - difference)
    for part in (0.0, 0.05, 0.5, 0.95, 1.0):
        old = lowest + part * (highest - lowest)
        arm, success, chance = every_trial([(old, old + difference)] * 4, share)
        told = log_e_values(arm, success, share, Tuning(base, 0.05), (difference,))
        assert (chance @ np.exp(told[0]) <= 1 + 1e-9).all()


def test_the_nearest_pair_is_nearer_than_its_neighbours() -> None:
    old, new = np.array([0.94, 0.5, 0.02]), np.array([0.97, 0.2, 0.9])
    for share, difference in ((0.5, 0.04), (0.2, -0.1), (0.5, 0.9)):
        rate = nearest_pair(old, new, share, difference)

        def far(one: np.ndarray, share: float = share, difference: float = difference) -> np.ndarray:
            other = one + difference
            return -(1 - share) * (old * np.log(one) + (1 - old) * np.log(1 - one)) - share * (
                new * np.log(other) + (1 - new) * np.log(1 - other)
            )

        assert (far(rate) <= far(rate + 1e-4)).all()
        assert (far(rate) <= far(rate - 1e-4)).all()


def test_it_agrees_with_the_betting_sequence_about_a_real_difference() -> None:
    rng = np.random.default_rng(2)
    arm = rng.random((40, 900)) < 0.5
    success = rng.random((40, 900)) < 0.6 + 0.15 * arm
    told = log_e_values(arm, success, 0.5, Tuning(0.6, 0.05))[0]
    assert (told.max(axis=1) >= math.log(20)).mean() > 0.9
