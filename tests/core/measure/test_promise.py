"""The numbers that residents read: shares and usual times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.measure import share_within_promise, usual_working_days


@pytest.mark.parametrize(
    ("kept", "broken", "share"),
    [(10, 0, 100), (0, 10, 0), (9, 1, 90), (1, 2, 33), (2, 1, 67), (1, 7, 13), (999, 1, 99), (1, 999, 1)],
)
def test_the_share_within_the_promise(kept, broken, share):
    assert share_within_promise([True] * kept + [False] * broken) == share


@given(st.lists(st.booleans(), min_size=1, max_size=300))
def test_only_a_promise_always_kept_is_100_and_only_one_never_kept_is_0(kept):
    share = share_within_promise(kept)
    assert (share == 100) == all(kept)
    assert (share == 0) == (not any(kept))
    assert abs(share - 100 * sum(kept) / len(kept)) <= 1


@pytest.mark.parametrize(
    ("days", "half", "most"),
    [
        ([3], 3, 3),
        ([1, 2], 1, 2),
        (list(range(1, 11)), 5, 9),
        (list(range(1, 12)), 6, 10),
        ([0] * 9 + [40], 0, 0),
        ([0] * 8 + [40] * 2, 0, 40),
        ([5, 1, 4, 2, 3], 3, 5),
    ],
)
def test_the_usual_time(days, half, most):
    assert usual_working_days(days) == (half, most)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=200))
def test_what_the_page_says_of_the_usual_time_is_true(days):
    """'Half took n days or less, 9 in 10 took m or less', and no smaller number would do."""
    half, most = usual_working_days(days)
    for number, tenths in ((half, 5), (most, 9)):
        assert 10 * sum(day <= number for day in days) >= tenths * len(days)
        assert 10 * sum(day < number for day in days) < tenths * len(days)


@pytest.mark.parametrize("measure", [share_within_promise, usual_working_days])
def test_there_is_no_measure_of_nothing(measure):
    with pytest.raises(ValueError, match="no cases"):
        measure([])
