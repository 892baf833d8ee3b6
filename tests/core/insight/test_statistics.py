"""Checked against SciPy, against the worked examples of the papers, and by simulation with fixed seeds."""

import numpy as np
import pytest
from scipy import stats

from servewell.core.insight.statistics import (
    benjamini_hochberg,
    difference_of_medians,
    fisher_exact,
    hodges_lehmann,
    mann_whitney,
    mann_whitney_of,
    proportion_difference,
    quantile_difference,
    rank_correlation,
    risk_ratio,
    share,
    welch,
    welch_of,
)

RANDOM = np.random.default_rng(7)
SLOW, FAST = RANDOM.lognormal(0.3, 1, 80), RANDOM.lognormal(0, 1, 60)


def test_p_values_are_adjusted_as_benjamini_and_hochberg_did_with_theirs() -> None:
    # Benjamini and Hochberg (1995), section 3.2: fifteen hypotheses, of which the first four are rejected at 0.05.
    theirs = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
              0.7590, 1.0]  # fmt: skip
    adjusted = benjamini_hochberg(theirs)
    assert (adjusted < 0.05).tolist() == [True] * 4 + [False] * 11
    assert adjusted == pytest.approx(stats.false_discovery_control(theirs))
    assert benjamini_hochberg(theirs[::-1]) == pytest.approx(adjusted[::-1])


def test_no_p_values_are_adjusted_to_none_and_what_is_no_probability_is_refused() -> None:
    assert len(benjamini_hochberg([])) == 0
    with pytest.raises(ValueError, match="from 0 to 1"):
        benjamini_hochberg([0.2, 1.2])


@pytest.mark.parametrize(("hits", "of"), [(0, 12), (3, 12), (12, 12), (81, 263)])
def test_a_share_has_the_interval_of_wilson(hits: int, of: int) -> None:
    expected = stats.binomtest(hits, of).proportion_ci(method="wilson")
    found = share(hits, of)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(
    ("hits", "of", "other_hits", "other_of", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),  # Newcombe (1998), table II, method 10
        (9, 10, 3, 10, 0.1705, 0.8090),
        (10, 10, 0, 20, 0.6791, 1.0),
        (5, 56, 0, 29, -0.0381, 0.1926),
    ],
)
def test_two_shares_differ_by_the_interval_of_newcombe(
    hits: int, of: int, other_hits: int, other_of: int, low: float, high: float
) -> None:
    found = proportion_difference(hits, of, other_hits, other_of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)
    table = [[hits, of - hits], [other_hits, other_of - other_hits]]
    assert found.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)


def test_shares_that_are_both_nothing_do_not_differ() -> None:
    assert proportion_difference(0, 10, 0, 20).p_value == 1


def test_a_ratio_of_shares_has_the_interval_of_katz() -> None:
    expected = stats.contingency.relative_risk(15, 120, 40, 140)
    found = risk_ratio(15, 120, 40, 140)
    bounds = expected.confidence_interval(0.95)
    assert (found.value, found.low, found.high) == pytest.approx((expected.relative_risk, bounds.low, bounds.high))
    assert 0 < risk_ratio(0, 30, 5, 30).low < 1 < risk_ratio(0, 30, 5, 30).high


def test_means_are_compared_as_welch_did() -> None:
    expected = stats.ttest_ind(SLOW, FAST, equal_var=False)
    found = welch_of(SLOW, FAST)
    bounds = expected.confidence_interval()
    assert (found.p_value, found.low, found.high) == pytest.approx((expected.pvalue, bounds.low, bounds.high))
    assert welch((2.0, 0.0, 9), (2.0, 0.0, 9)).p_value == 1
    assert welch((3.0, 0.0, 9), (2.0, 0.0, 9)).p_value == 0


def test_samples_are_compared_by_rank_with_ties() -> None:
    slow, fast = SLOW.round(0), FAST.round(0)
    expected = stats.mannwhitneyu(slow, fast, method="asymptotic")
    found = mann_whitney_of(slow, fast)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert found.exceeds == pytest.approx(expected.statistic / (len(slow) * len(fast)))


def test_counted_values_give_what_the_samples_give() -> None:
    assert mann_whitney([3, 1, 2], [2, 1, 0], [0, 3, 1]) == mann_whitney_of([3, 3, 1], [1, 1, 1, 2])
    assert mann_whitney([1], [4], [5]).p_value == 1
    assert mann_whitney([1, 2], [0, 0], [3, 4]).p_value == 1


def test_the_shift_between_samples_is_the_median_of_their_pairs() -> None:
    # Hollander, Wolfe and Chicken (2014), example 4.1: permeability at term less at 12 to 26 weeks, shift 0.305.
    term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    earlier = [1.15, 0.88, 0.90, 0.74, 1.21]
    assert hodges_lehmann(term, earlier).value == pytest.approx(0.305, abs=1e-9)


def test_a_large_sample_is_thinned_without_moving_the_shift() -> None:
    many = np.arange(40_000, dtype=float)
    found = hodges_lehmann(many + 500, many)
    assert found.value == pytest.approx(500, abs=30)
    assert found.low < 500 < found.high


def _covered(compare: object, truth: float, first: object, second: object, runs: int = 400) -> float:
    random = np.random.default_rng(3)
    hits = 0
    for _ in range(runs):
        found = compare(first(random), second(random))  # type: ignore[operator]
        hits += found.low <= truth <= found.high
    return hits / runs


def test_intervals_of_medians_and_shifts_hold_the_truth_in_95_of_100_samples() -> None:
    slow, fast = (lambda random: random.lognormal(1, 0.8, 150)), (lambda random: random.lognormal(0, 0.8, 90))
    # Four standard errors of a share of 0.95 in 400 runs are 0.044.
    assert _covered(difference_of_medians, np.e - 1, slow, fast) == pytest.approx(0.95, abs=0.044)
    moved, still = (lambda random: random.normal(2, 1, 40)), (lambda random: random.normal(0, 1, 50))
    assert _covered(hodges_lehmann, 2.0, moved, still) == pytest.approx(0.95, abs=0.044)


def test_a_quantile_of_equal_values_differs_only_where_the_values_do() -> None:
    same = np.full(20, 3.0)
    assert quantile_difference(same, same, 0.9).p_value == 1
    assert quantile_difference(same + 1, same, 0.9).p_value == 0
    assert quantile_difference(np.arange(100), np.arange(100) + 40, 0.9).value == pytest.approx(-40)


def test_few_cases_are_compared_by_every_table_that_could_have_been() -> None:
    draw = np.random.default_rng(5)
    for _ in range(300):
        of, other_of = (int(one) for one in draw.integers(1, 60, 2))
        hits, other = int(draw.integers(0, of + 1)), int(draw.integers(0, other_of + 1))
        table = [[hits, of - hits], [other, other_of - other]]
        assert fisher_exact(hits, of, other, other_of) == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-9)


def test_ranks_are_correlated_with_ties_as_spearman_did() -> None:
    draw = np.random.default_rng(6)
    for number in (4, 12, 80):
        first = draw.integers(0, 9, number)
        second = first + draw.integers(0, 12, number)
        found, expected = rank_correlation(first, second), stats.spearmanr(first, second)
        assert found.value == pytest.approx(expected.statistic, rel=1e-12)
        assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)
        assert found.low < found.value < found.high
    assert rank_correlation([1, 2, 3, 4], [2, 4, 6, 9]).value == pytest.approx(1)
