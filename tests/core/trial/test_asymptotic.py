"""The normal approximation says nothing in its burn-in, is never sure of an arm without failures, and then agrees."""

import numpy as np

from servewell.core.trial.asymptotic import BURN_IN, difference_and_error, half_width, narrowest_at
from servewell.core.trial.sequences import Tuning, interval, signals

TUNING = Tuning(0.6, 0.05)


def test_the_burn_in_says_nothing() -> None:
    wide = half_width(np.full(BURN_IN, 0.1), np.arange(1.0, BURN_IN + 1), TUNING, alpha=0.05)
    assert np.isinf(wide[:-1]).all()
    assert np.isfinite(wide[-1])


def test_arms_in_which_everybody_succeeds_still_have_an_error() -> None:
    arm = np.arange(200) % 2 == 0
    difference, error = difference_and_error(arm, np.ones(200))
    assert (error > 0.005).all()
    assert abs(difference[-1]) < 1e-12


def test_the_reach_is_least_near_where_it_is_tuned_to() -> None:
    cases = np.arange(100.0, 20_000.0)
    reach = half_width(np.ones_like(cases), cases, TUNING, alpha=0.05)
    assert 0.5 < cases[reach.argmin()] / narrowest_at(TUNING) < 2


def test_it_is_about_as_wide_as_the_exact_interval() -> None:
    rng = np.random.default_rng(3)
    arm = rng.random(1_500) < 0.5
    value = (rng.random(1_500) < 0.6 + 0.05 * arm).astype(float)
    difference, error = difference_and_error(arm, value)
    wide = half_width(error, np.arange(1.0, 1_501.0), TUNING, alpha=0.05)[-1]
    exact = interval(signals(arm, value, 0.5, TUNING), TUNING, alpha=0.05)
    assert abs(exact.estimate - difference[-1]) < 0.02
    assert 0.8 < 2 * wide / (exact.high - exact.low) < 1.3
