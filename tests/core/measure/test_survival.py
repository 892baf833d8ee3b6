import numpy as np
import pytest
from scipy import stats

from servewell.core.measure.survival import kaplan_meier, log_rank, survival
from servewell.gateways.logs import log_of_rows

# Weeks in remission of 42 children with leukaemia (Freireich 1963), from Kalbfleisch and Prentice (1980).
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
DAY = 86_400_000_000


def test_the_published_shares_of_treated_children_are_found() -> None:
    found = kaplan_meier(TREATED, RELAPSED)
    assert found.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.shares == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert (found.cases, found.closed, found.median, found.p90) == (21, 9, 23, None)


def test_the_interval_is_that_of_scipy() -> None:
    found = kaplan_meier(TREATED, RELAPSED)
    data = stats.CensoredData.right_censored(TREATED, np.array(RELAPSED) == 0)
    expected = stats.ecdf(data).sf.confidence_interval(method="log-log")
    places = np.searchsorted(expected.low.quantiles, found.times)
    assert found.low == pytest.approx(expected.low.probabilities[places])
    assert found.high == pytest.approx(expected.high.probabilities[places])


def test_without_open_cases_the_median_is_that_of_the_cases() -> None:
    found = kaplan_meier(PLACEBO, np.ones(21))
    assert found.median == np.median(PLACEBO)
    assert found.shares[-1] == found.high[-1] == 0


def test_rows_may_stand_for_several_cases() -> None:
    counted = kaplan_meier([1, 2, 3], [True, False, True], [2, 3, 1])
    assert counted.shares.tolist() == kaplan_meier([1, 1, 2, 2, 2, 3], [1, 1, 0, 0, 0, 1]).shares.tolist()


def test_the_published_test_of_treatment_against_placebo_is_found() -> None:
    found = log_rank([(TREATED, RELAPSED), (PLACEBO, np.ones(21))])
    assert found.statistic == pytest.approx(16.79, abs=0.005)
    assert found.p_value == pytest.approx(4.2e-5, abs=1e-6)


def test_three_groups_are_compared_at_once_and_one_is_refused() -> None:
    found = log_rank([(TREATED, RELAPSED), (PLACEBO, np.ones(21)), (PLACEBO, np.ones(21))])
    assert found.freedom == 2
    assert found.p_value < 1e-4
    with pytest.raises(ValueError, match="two groups"):
        log_rank([(TREATED, RELAPSED)])


def test_an_open_case_has_lasted_until_the_end_of_the_log() -> None:
    rows = []
    for case in range(40):
        start = case * DAY
        rows.append((str(case), "Received", start, None))
        if case < 30:
            rows.append((str(case), "Decided", start + (10 + case % 3) * DAY, None))
    found = survival(log_of_rows(rows))
    assert found.cases == 40
    assert found.closed >= 30
    assert found.median in (10 * DAY, 11 * DAY, 12 * DAY)
