"""Time to decision with open cases: exact under no difference, whatever the queue does; days as they would be drawn."""

import math
from itertools import product

import numpy as np
import pytest

from servewell.core.trial.survival import log_e_values, restricted_mean, speed

OPEN = math.nan
# Two cohorts, open cases, a tie, decisions within and after the period, ages that differ.
BEGAN = np.array([0.0, 1, 2, 3, 6, 8, 9, 10, 13, 16])
DECIDED = np.array([5.0, 20, 20, OPEN, 9, 16, 11, OPEN, 22, 17])


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_no_difference_expects_one_over_all_ways_of_allocation(share: float) -> None:
    ways = list(product([False, True], repeat=len(BEGAN)))
    chance = np.array([share ** sum(way) * (1 - share) ** (len(way) - sum(way)) for way in ways])
    paths = [
        log_e_values(arm=np.array(way), began=BEGAN, decided=DECIDED, now=20.0, period=7.0, smallest_ratio=1.5)
        for way in ways
    ]
    # By day 20 the third cohort's period is not over, so its decision does not count yet.
    assert {path.shape for path in paths} == {(2, 6)}
    assert np.tensordot(chance, np.exp(paths), 1) == pytest.approx(np.ones((2, 6)), abs=1e-12)


def made_up(ratio: float, seed: int) -> dict[str, np.ndarray]:
    """Return 600 cases of which the new way's are decided as many times quicker, seen on day 200, some still open."""
    rng = np.random.default_rng(seed)
    arm = rng.random(600) < 0.5
    began = np.sort(rng.random(600) * 150)
    decided = began + rng.weibull(1.5, 600) * 40 / np.where(arm, ratio, 1)
    return {"arm": arm, "began": began, "decided": decided}


def test_quicker_and_slower_are_told_apart_and_seldom_without_a_difference() -> None:
    told = {ratio: [speed(**made_up(ratio, seed), now=200.0) for seed in range(60)] for ratio in (0.6, 1.0, 1.6)}
    assert np.mean([one.is_quicker() for one in told[1.6]]) > 0.9
    assert np.mean([one.is_slower() for one in told[0.6]]) > 0.9
    assert not any(one.is_slower() for one in told[1.6])
    wrong = np.mean([one.is_quicker() or one.is_slower() for one in told[1.0]])
    assert wrong <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 60)


def test_what_comes_after_now_is_not_known_now() -> None:
    cases = made_up(1.3, 1)
    seen = cases["began"] <= 100
    early = {name: column[seen] for name, column in cases.items()}
    masked = {**early, "decided": np.where(early["decided"] > 100, OPEN, early["decided"])}
    assert speed(**cases, now=100.0) == speed(**masked, now=100.0)


def test_before_a_decision_nothing_is_known() -> None:
    found = speed(arm=np.array([True, False]), began=np.array([0.0, 1.0]), decided=np.array([OPEN, OPEN]), now=50.0)
    assert (found.quicker, found.slower, found.decided) == (1.0, 1.0, 0)


def test_mean_days_are_the_plain_means_when_no_case_is_open() -> None:
    arm = np.array([True, True, True, False, False, False])
    lasted = np.array([2.0, 4, 9, 5, 10, 30])
    found = restricted_mean(arm=arm, lasted=lasted, is_closed=np.ones(6, dtype=bool), horizon=20.0)
    assert found.new == pytest.approx(5)
    assert found.old == pytest.approx((5 + 10 + 20) / 3)
    # Without open cases Greenwood's variance is that of the mean, divided by the number of cases.
    spread = math.hypot(np.std([2, 4, 9]) / math.sqrt(3), np.std([5, 10, 20]) / math.sqrt(3))
    assert found.high - found.difference == pytest.approx(1.959964 * spread, rel=1e-6)


def test_mean_days_with_open_cases_are_near_the_truth() -> None:
    rng = np.random.default_rng(2)
    arm = rng.random(6_000) < 0.5
    took, until = rng.exponential(np.where(arm, 8, 10)), rng.uniform(5, 40, 6_000)
    found = restricted_mean(arm=arm, lasted=np.minimum(took, until), is_closed=took <= until, horizon=20.0)
    truth = 8 * (1 - math.exp(-20 / 8)) - 10 * (1 - math.exp(-2))
    assert found.low - 0.1 < truth < found.high + 0.1
    assert abs(found.difference - truth) < 0.5
