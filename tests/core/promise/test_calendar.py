"""Adding spans to dates, and counting the days on which an agency works."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.definition.model import Duration
from servewell.core.promise import Calendar, add

# Portugal's days off around the turn of the year; 1 December 2026 is a Tuesday, 25 December a Friday.
LISBON = Calendar(holidays=frozenset({date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 25), date(2027, 1, 1)}))
RIYADH = Calendar(working_weekdays=frozenset({6, 0, 1, 2, 3}))
PLAIN = Calendar()
DATES = st.dates(date(1990, 1, 1), date(2090, 1, 1))
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=30),
)


@pytest.mark.parametrize(
    ("calendar", "start", "count", "end"),
    [
        (PLAIN, date(2026, 11, 23), 1, date(2026, 11, 24)),
        (PLAIN, date(2026, 11, 23), 5, date(2026, 11, 30)),
        (PLAIN, date(2026, 11, 27), 1, date(2026, 11, 30)),
        (PLAIN, date(2026, 11, 28), 1, date(2026, 11, 30)),  # handed in on a Saturday
        (PLAIN, date(2026, 11, 23), 0, date(2026, 11, 23)),
        (LISBON, date(2026, 11, 30), 1, date(2026, 12, 2)),
        (LISBON, date(2026, 11, 30), 10, date(2026, 12, 16)),
        (LISBON, date(2026, 12, 24), 1, date(2026, 12, 28)),
        (LISBON, date(2026, 12, 31), 1, date(2027, 1, 4)),
        (RIYADH, date(2026, 11, 26), 1, date(2026, 11, 29)),  # Thursday, then Sunday
    ],
)
def test_working_days_pass_over_days_off(calendar, start, count, end):
    assert add(calendar, start, Duration(count, "working days")) == end


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        (date(2026, 11, 23), 8, "weeks", date(2027, 1, 18)),
        (date(2026, 11, 23), 28, "days", date(2026, 12, 21)),
        (date(2026, 1, 31), 1, "months", date(2026, 2, 28)),
        (date(2028, 1, 31), 1, "months", date(2028, 2, 29)),
        (date(2026, 8, 31), 1, "months", date(2026, 9, 30)),
        (date(2026, 11, 30), 3, "months", date(2027, 2, 28)),
        (date(2026, 12, 31), 2, "months", date(2027, 2, 28)),
        (date(2026, 2, 28), 1, "months", date(2026, 3, 28)),
        (date(2028, 2, 29), 1, "years", date(2029, 2, 28)),
        (date(2028, 2, 29), 4, "years", date(2032, 2, 29)),
        (date(2096, 2, 29), 4, "years", date(2100, 2, 28)),  # 2100 has no 29 February
        (date(2026, 11, 23), 12, "months", date(2027, 11, 23)),
    ],
)
def test_months_and_years_end_with_a_shorter_month(start, count, unit, end):
    assert add(PLAIN, start, Duration(count, unit)) == end


@pytest.mark.parametrize("unit", ["working days", "days", "weeks", "months", "years"])
def test_spans_beyond_the_calendar_end_with_it(unit):
    assert add(PLAIN, date(9998, 12, 1), Duration(999, unit)) >= date(9999, 12, 30)


def test_a_calendar_without_working_days_ends_too():
    nothing = Calendar(working_weekdays=frozenset())
    assert add(nothing, date(2026, 11, 23), Duration(3, "working days")) > date(2026, 11, 23)
    assert nothing.working_days(date(2026, 1, 1), date(2027, 1, 1)) == 0


@given(CALENDARS, DATES, st.integers(1, 60))
def test_counting_undoes_adding(calendar, start, count):
    end = add(calendar, start, Duration(count, "working days"))
    assert calendar.is_working(end)
    assert calendar.working_days(start, end) == count


@given(CALENDARS, DATES, st.integers(-5, 400))
def test_working_days_are_those_one_counts_on_the_fingers(calendar, start, length):
    end = start + timedelta(days=length)
    on_fingers = sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, length + 1))
    assert calendar.working_days(start, end) == on_fingers


@given(CALENDARS, DATES, st.integers(0, 200), st.integers(0, 200))
def test_days_of_two_stretches_add_up(calendar, start, one, other):
    middle = start + timedelta(days=one)
    end = middle + timedelta(days=other)
    whole = calendar.working_days(start, end)
    assert whole == calendar.working_days(start, middle) + calendar.working_days(middle, end)


@given(DATES, st.integers(0, 60), st.sampled_from(["days", "weeks", "months", "years", "working days"]))
def test_a_longer_span_never_ends_earlier(start, count, unit):
    assert start <= add(LISBON, start, Duration(count, unit)) <= add(LISBON, start, Duration(count + 1, unit))
