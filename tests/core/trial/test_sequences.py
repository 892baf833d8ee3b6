"""The betting sequence is exact: its wealth expects 1 under the truth, whatever is drifting, and its interval holds."""

import math
from itertools import pairwise

import numpy as np
import pytest
from tests.core.trial.enumerated import every_trial

from servewell.core.trial.sequences import Tuning, interval, intervals, log_wealth, signals

DRIFTING = [(0.3, 0.4), (0.5, 0.6), (0.8, 0.9), (0.55, 0.65), (0.1, 0.2)]


@pytest.mark.parametrize("share", [0.5, 0.2, 0.9])
@pytest.mark.parametrize("base", [0.6, 0.95])
@pytest.mark.parametrize("sides", [0, 1, -1])
def test_the_wealth_against_the_truth_expects_one_though_rates_drift(share: float, base: float, sides: int) -> None:
    arm, success, chance = every_trial(DRIFTING, share)
    tuning = Tuning(base, 0.05)
    given = signals(arm, success.astype(float), share, tuning)
    wealth = np.exp(log_wealth(given, 0.1, tuning, sides=sides))
    assert chance @ wealth == pytest.approx(np.ones(len(DRIFTING)), abs=1e-12)


def test_what_was_known_before_keeps_the_expectation() -> None:
    arm, success, chance = every_trial(DRIFTING, 0.4)
    tuning = Tuning(0.5, 0.1)
    known = np.broadcast_to(np.array([0.2, 0.9, 0.1, 0.5, 0.7]), arm.shape)
    given = signals(arm, success.astype(float), 0.4, tuning, known)
    assert chance @ np.exp(log_wealth(given, 0.1, tuning)) == pytest.approx(np.ones(5), abs=1e-12)
    assert (given.number <= given.high + 1e-12).all()
    assert (given.number >= given.low - 1e-12).all()


@pytest.mark.parametrize("side", [1, -1])
def test_a_bet_on_one_side_does_not_grow_on_the_other(side: int) -> None:
    arm, success, chance = every_trial([(0.5, 0.5 - side * 0.2)] * 4, 0.5)
    tuning = Tuning(0.5, 0.1)
    wealth = np.exp(log_wealth(signals(arm, success.astype(float), 0.5, tuning), 0.0, tuning, sides=side))
    assert (chance @ wealth < 1).all()


@pytest.mark.parametrize(("base", "effect"), [(0.6, 0.0), (0.6, 0.1), (0.85, 0.1), (0.95, 0.03)])
def test_the_interval_holds_at_every_look(base: float, effect: float) -> None:
    trials, cases, alpha = 300, 800, 0.05
    rng = np.random.default_rng(5)
    arm = rng.random((trials, cases)) < 0.5
    value = (rng.random((trials, cases)) < base + effect * arm).astype(float)
    tuning = Tuning(base, 0.05)
    missed = (log_wealth(signals(arm, value, 0.5, tuning), effect, tuning) >= math.log(1 / alpha)).any(axis=1)
    assert missed.mean() <= alpha + 3 * math.sqrt(alpha * (1 - alpha) / trials)


def test_the_interval_is_where_the_wealth_stays_below() -> None:
    rng = np.random.default_rng(8)
    arm = rng.random(900) < 0.3
    value = np.clip(rng.normal(0.5 + 0.08 * arm, 0.2), 0, 1)
    tuning = Tuning(0.5, 0.05)
    given = signals(arm, value, 0.3, tuning)
    found = interval(given, tuning, alpha=0.05)
    assert found.low < found.estimate < found.high
    for outside in (found.low, found.high):
        assert log_wealth(given, outside, tuning).max() >= math.log(20)
    for inside in (found.low + 1e-3, found.estimate, found.high - 1e-3):
        assert log_wealth(given, inside, tuning).max() < math.log(20)


def test_scores_that_vary_little_need_fewer_cases_than_yes_and_no() -> None:
    rng = np.random.default_rng(4)
    arm = rng.random(400) < 0.5
    tuning = Tuning(0.5, 0.05)
    score = np.clip(rng.normal(0.5, 0.1, 400), 0, 1)
    answer = (rng.random(400) < 0.5).astype(float)
    narrow, wide = (interval(signals(arm, value, 0.5, tuning), tuning, alpha=0.05) for value in (score, answer))
    assert narrow.high - narrow.low < 0.5 * (wide.high - wide.low)


def test_what_was_known_before_narrows_the_interval() -> None:
    rng = np.random.default_rng(6)
    known = rng.random(800)
    arm = rng.random(800) < 0.5
    value = np.clip(0.2 + 0.6 * known + rng.normal(0, 0.08, 800), 0, 1)
    tuning = Tuning(0.5, 0.05)
    plain, adjusted = (interval(signals(arm, value, 0.5, tuning, one), tuning, alpha=0.05) for one in (None, known))
    assert adjusted.high - adjusted.low < 0.7 * (plain.high - plain.low)


def test_before_the_first_case_nothing_is_known() -> None:
    none = np.zeros(0)
    found = interval(signals(none.astype(bool), none, 0.5, Tuning(0.6, 0.05)), Tuning(0.6, 0.05), alpha=0.05)
    assert (found.low, found.high) == (-1.0, 1.0)


def test_intervals_over_time_only_narrow_and_hold_the_last_one() -> None:
    rng = np.random.default_rng(9)
    arm = rng.random(600) < 0.5
    value = (rng.random(600) < 0.6 + 0.1 * arm).astype(float)
    tuning = Tuning(0.6, 0.05)
    given = signals(arm, value, 0.5, tuning)
    found = intervals(given, tuning, alpha=0.05, after=[1, 50, 200, 600])
    assert (found[0].low, found[0].high) == (-1.0, 1.0)
    assert all(before.low <= after.low and before.high >= after.high for before, after in pairwise(found))
    last = interval(given, tuning, alpha=0.05)
    assert found[-1].low == pytest.approx(last.low, abs=0.0051)
    assert found[-1].high == pytest.approx(last.high, abs=0.0051)
