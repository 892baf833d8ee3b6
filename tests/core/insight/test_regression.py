import numpy as np
import pytest
from scipy import optimize, special, stats

from servewell.core.insight.regression import Design

RANDOM = np.random.default_rng(11)
GROUP = (RANDOM.random(400) < 0.3).astype(float)
AGE = RANDOM.normal(size=400)
COLUMNS = np.column_stack([np.ones(400), GROUP, AGE])


def test_least_squares_gives_the_line_that_scipy_gives() -> None:
    outcome = 2 + 3 * AGE + RANDOM.normal(size=400)
    found = Design(COLUMNS[:, [0, 2]]).ols(outcome)
    expected = stats.linregress(AGE, outcome)
    assert found.coefficients == pytest.approx([expected.intercept, expected.slope])


def test_errors_of_two_groups_are_those_of_welch_with_the_factor_of_hc1() -> None:
    outcome = RANDOM.normal(size=400) * (1 + 4 * GROUP)
    slope = Design(COLUMNS[:, :2]).ols(outcome)
    parts = [outcome[group == GROUP].var() / (group == GROUP).sum() for group in (0, 1)]
    assert slope.covariance[1, 1] == pytest.approx(sum(parts) * 400 / 398)


def test_a_difference_that_others_explain_is_gone_once_they_are_in() -> None:
    kind = (RANDOM.random(4_000) < 0.3).astype(float)
    group = (RANDOM.random(4_000) < 0.1 + 0.6 * kind).astype(float)
    outcome = 5 * kind + RANDOM.normal(size=4_000)
    constant = np.ones(4_000)
    raw = Design(np.column_stack([constant, group])).ols(outcome).contrast([0, 1])
    adjusted = Design(np.column_stack([constant, group, kind])).ols(outcome).contrast([0, 1, 0])
    assert raw is not None
    assert adjusted is not None
    assert raw.low > 2
    assert adjusted.low < 0 < adjusted.high


def test_what_the_columns_cannot_tell_apart_is_not_told() -> None:
    design = Design(np.column_stack([COLUMNS, 1 - GROUP, np.zeros(400)]))
    assert design.kept.tolist() == [True, True, True, False, False]
    fit = design.ols(AGE + GROUP + RANDOM.normal(size=400))
    assert fit.contrast([0, 0, 0, 1, 0]) is None
    assert fit.contrast([0, 1, 0, 0, 0]) is not None


def test_an_outcome_that_never_varies_has_no_difference() -> None:
    assert Design(COLUMNS).ols(np.ones(400)).contrast([0, 1, 0]) is None


def test_log_odds_are_those_of_the_greatest_likelihood() -> None:
    outcome = (RANDOM.random(400) < special.expit(-1 + GROUP + 0.5 * AGE)).astype(float)
    found = Design(COLUMNS).logistic(outcome)

    def loss(coefficients: np.ndarray) -> float:
        line = COLUMNS @ coefficients
        return float(np.sum(np.logaddexp(0, line) - outcome * line))

    assert found.coefficients == pytest.approx(optimize.minimize(loss, np.zeros(3)).x, abs=1e-3)
    assert not found.is_ridged


def test_log_odds_of_two_groups_are_those_of_their_table() -> None:
    group = np.repeat([1.0, 1, 0, 0], [30, 70, 40, 260])
    outcome = np.repeat([1.0, 0, 1, 0], [30, 70, 40, 260])
    found = Design(np.column_stack([np.ones(400), group])).logistic(outcome)
    assert found.coefficients[1] == pytest.approx(np.log(30 * 260 / (70 * 40)))
    assert found.covariance[1, 1] == pytest.approx((1 / 30 + 1 / 70 + 1 / 40 + 1 / 260) * 400 / 398)


def test_a_group_that_tells_the_outcome_apart_is_held_by_a_penalty() -> None:
    found = Design(COLUMNS[:, :2]).logistic(GROUP)
    assert found.is_ridged
    assert 2 < found.coefficients[1] < 15


def test_a_group_that_makes_no_difference_is_called_different_in_five_of_a_hundred_samples() -> None:
    alarms = 0
    for _ in range(600):
        group = (RANDOM.random(300) < 0.2).astype(float)
        outcome = RANDOM.lognormal(size=300)
        found = Design(np.column_stack([np.ones(300), group])).ols(outcome).contrast([0, 1])
        alarms += bool(found and found.p_value < 0.05)
    assert alarms / 600 == pytest.approx(0.05, abs=0.045)  # five standard errors of the share of 600 runs
