"""Comparing two sets of values by their sums alone gives what comparing the values themselves gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from servewell.core.insight.moments import Moments, difference


def of(values: list[float]) -> Moments:
    return Moments(len(values), sum(values), sum(value * value for value in values))


def test_sums_give_the_same_as_the_values_themselves() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.gamma(2, 3, 40).tolist(), rng.gamma(2, 2, 90).tolist()
    expected = ttest_ind(one, other, equal_var=False)
    interval = expected.confidence_interval(0.95)
    found = difference(of(one), of(other))
    assert found.value == pytest.approx(np.mean(one) - np.mean(other))
    assert found.p_value == pytest.approx(expected.pvalue)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_one_value_alone_tells_nothing() -> None:
    assert difference(of([9.0]), of([1.0, 2.0, 3.0])).p_value == 1.0


def test_values_without_any_spread_differ_for_certain_or_not_at_all() -> None:
    assert difference(of([2.0, 2.0]), of([5.0, 5.0, 5.0])).p_value == 0.0
    assert difference(of([5.0, 5.0]), of([5.0, 5.0, 5.0])).p_value == 1.0


def test_nothing_has_a_mean_of_zero_and_no_spread() -> None:
    assert (of([]).mean, of([]).variance, of([4.0]).variance) == (0.0, 0.0, 0.0)


def test_welch_on_equal_sets_is_wrong_in_about_one_of_twenty_times() -> None:
    rng = np.random.default_rng(5)
    runs = 1_000
    wrong = 0
    for _ in range(runs):
        values = rng.lognormal(0, 0.8, 120)
        wrong += difference(of(values[:40].tolist()), of(values[40:].tolist())).p_value < 0.05
    assert wrong / runs < 0.05 + 4 * (0.05 * 0.95 / runs) ** 0.5  # four standard errors
