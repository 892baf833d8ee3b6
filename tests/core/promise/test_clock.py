"""The promise clock: which day is promised, what is used, and how it stands while the resident is asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.definition.model import Duration
from servewell.core.promise import Calendar, clock, working_days_used

LISBON = Calendar(holidays=frozenset({date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 25)}))
TEN = Duration(10, "working days")
DAY = timedelta(days=1)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


MONDAY = at(11, 2)


def reading(now, *, started=MONDAY, within=TEN, pauses=(), stopped=None, calendar=LISBON, timezone="Europe/Lisbon"):
    return clock(
        started_at=started, within=within, pauses=pauses, stopped_at=stopped, now=now, calendar=calendar,
        timezone=timezone,
    )  # fmt: skip


def test_the_clock_of_a_new_case():
    new = reading(MONDAY)
    assert (new.started_on, new.due_on, new.state) == (date(2026, 11, 2), date(2026, 11, 16), "running")
    assert (new.used, new.allowed, new.left, new.unit) == (0, 10, 10, "working days")


@pytest.mark.parametrize(
    ("now", "state", "used", "left"),
    [
        (at(11, 3), "running", 1, 9),
        (at(11, 8), "running", 4, 6),  # Sunday
        (at(11, 16, 23), "running", 10, 0),  # the whole due day is within the promise
        (at(11, 17), "late", 11, 0),
    ],
)
def test_the_clock_day_after_day(now, state, used, left):
    found = reading(now)
    assert (found.state, found.used, found.left) == (state, used, left)


def test_a_decision_on_the_due_day_keeps_the_promise_and_one_a_day_later_breaks_it():
    assert reading(at(12, 20), stopped=at(11, 16, 20)).state == "met"
    assert reading(at(12, 20), stopped=at(11, 17, 8)).state == "missed"


def test_a_stopped_clock_does_not_go_on():
    assert reading(at(11, 10), stopped=at(11, 10)) == reading(at(12, 24), stopped=at(11, 10))


def test_days_are_those_of_the_agency():
    """23:30 in Lisbon is already the next day in Auckland, and still the same in Lima."""
    started = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert reading(started, started=started, timezone="Europe/Lisbon").started_on == date(2026, 11, 2)
    assert reading(started, started=started, timezone="Pacific/Auckland").started_on == date(2026, 11, 3)
    assert reading(started, started=started, timezone="America/Lima").started_on == date(2026, 11, 2)


def test_while_the_resident_is_asked_no_day_is_used():
    pauses = [(at(11, 4), None)]
    before, after = reading(at(11, 4), pauses=pauses), reading(at(11, 20), pauses=pauses)
    assert before.state == after.state == "paused"
    assert before.used == after.used == 2
    assert before.left == after.left == 8
    assert (after.due_on - date(2026, 11, 20)).days >= after.left


def test_the_due_day_moves_by_the_days_of_the_pause():
    answered = reading(at(11, 12), pauses=[(at(11, 4), at(11, 11))])  # five working days
    assert (answered.due_on, answered.used, answered.left, answered.state) == (date(2026, 11, 23), 3, 7, "running")


def test_an_answer_on_the_same_day_moves_nothing():
    assert reading(at(11, 5), pauses=[(at(11, 4, 9), at(11, 4, 16))]) == reading(at(11, 5))


def test_a_weekend_of_waiting_moves_nothing():
    assert reading(at(11, 9), pauses=[(at(11, 6, 17), at(11, 8, 12))]) == reading(at(11, 9))


def test_several_pauses_add_up():
    pauses = [(at(11, 3), at(11, 4)), (at(11, 4), at(11, 6))]
    assert reading(at(11, 6), pauses=pauses).due_on == date(2026, 11, 19)


def test_asking_when_it_is_late_makes_it_no_more_and_no_less_late():
    late = reading(at(11, 18))
    asked = reading(at(11, 30), pauses=[(at(11, 18), at(11, 30))])
    assert late.state == asked.state == "late"
    assert late.used == asked.used


@pytest.mark.parametrize(
    ("within", "due_on", "allowed"),
    [
        (Duration(8, "weeks"), date(2026, 12, 28), 56),
        (Duration(5, "days"), date(2026, 11, 9), 5),  # 7 November is a Saturday
        (Duration(1, "months"), date(2026, 12, 2), 30),
        (Duration(29, "days"), date(2026, 12, 2), 29),  # 1 December is a day off
    ],
)
def test_a_promise_in_calendar_days_ends_on_a_working_day(within, due_on, allowed):
    found = reading(MONDAY, within=within)
    assert (found.due_on, found.allowed, found.unit) == (due_on, allowed, "days")


def test_a_pause_moves_a_promise_in_calendar_days_by_calendar_days():
    found = reading(at(11, 20), within=Duration(8, "weeks"), pauses=[(at(11, 4), at(11, 13))])
    assert (found.due_on, found.used) == (date(2027, 1, 6), 9)


def test_working_days_used_do_not_depend_on_the_unit_of_the_promise():
    used = working_days_used(
        started_at=MONDAY, stopped_at=at(12, 2), pauses=[(at(11, 4), at(11, 11))], calendar=LISBON,
        timezone="Europe/Lisbon",
    )  # fmt: skip
    assert used == 16  # 22 weekdays, without 1 December and five days of waiting
    assert used == reading(at(12, 2), pauses=[(at(11, 4), at(11, 11))], stopped=at(12, 2)).used


HOURS = st.integers(0, 24 * 60)


@given(
    st.lists(HOURS, min_size=2, max_size=6, unique=True).map(sorted),
    HOURS,
    st.sampled_from([TEN, Duration(3, "weeks")]),
)
def test_used_and_left_make_up_what_is_allowed_until_it_is_late(moments, later, within):
    times = [MONDAY + timedelta(hours=hour) for hour in moments]
    pauses = list(zip(times[::2], times[1::2], strict=False))
    now = times[-1] + timedelta(hours=later)
    found = reading(now, pauses=pauses, within=within)
    assert found.used >= 0
    assert found.due_on >= reading(now, within=within).due_on
    assert (found.state == "late") == (now.date() > found.due_on)
    if found.unit == "working days" and found.state == "running":
        assert found.used + found.left == found.allowed
