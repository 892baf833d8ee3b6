"""A case breaks the promise exactly when its own clock says so, and its steps account for all of its time."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from servewell.core.definition.model import Duration
from servewell.core.eventlog.table import Batch
from servewell.core.measure.lateness import Kept, Promise, kept, late_cases, steps
from servewell.core.promise import Calendar, clock
from servewell.gateways.logs import log_of_batches, log_of_rows

DAY_US = 86_400_000_000
MONDAY = (datetime(2026, 11, 2, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=1) * DAY_US
HOLIDAY = Calendar(holidays=frozenset({date(2026, 11, 11), date(2026, 11, 15)}))
Row = tuple[str, str, int, str | None]


def cases(*days: tuple[float, float]) -> list[Row]:
    """Make a case that begins and ends so many days after a Monday."""
    return [
        (f"{number:03}", name, MONDAY + int(day * DAY_US), None)
        for number, case in enumerate(days)
        for name, day in zip(("submitted", "decided"), case, strict=True)
    ]


def late(rows: list[Row], promise: Promise) -> list[bool | None]:
    log = log_of_rows(rows)
    return late_cases(log, promise).order_by("case").to_pyarrow()["is_late"].to_pylist()


def test_the_due_day_itself_is_in_time_and_the_day_after_is_late() -> None:
    promise = Promise(5, is_working=True, calendar=Calendar())
    assert late(cases((0, 7), (0, 8), (0.9, 7.99), (4, 11), (4, 12)), promise) == [False, True, False, False, True]


def test_the_office_clock_decides_which_day_it_is() -> None:
    evening = cases((0, 7.99))
    assert late(evening, Promise(5, True, Calendar())) == [False]
    assert late(evening, Promise(5, True, Calendar(), zone_offset_us=DAY_US // 24)) == [True]


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 25)), min_size=1, max_size=40),
    st.integers(0, 9),
    st.booleans(),
    st.sampled_from([Calendar(), HOLIDAY, Calendar(frozenset({1, 5}))]),
)
def test_cases_are_late_when_their_own_clock_says_so(
    spans: list[tuple[int, int]], days: int, is_working: bool, calendar: Calendar
) -> None:
    found = late(cases(*((start, start + length) for start, length in spans)), Promise(days, is_working, calendar))
    unit = "working days" if is_working else "days"
    for (start, length), is_late in zip(spans, found, strict=True):
        began = datetime(2026, 11, 2, 0, 0, 1, tzinfo=UTC) + timedelta(days=start)
        ended = began + timedelta(days=length)
        own = clock(
            started_at=began, within=Duration(days, unit), pauses=[], stopped_at=ended, now=ended, calendar=calendar,
            timezone="UTC",
        )  # fmt: skip
        assert is_late == (own.state == "missed"), (start, length, days, unit)


def test_an_open_case_is_late_once_its_due_day_is_over_and_undecided_before() -> None:
    rows = cases(*[(0, 1)] * 20)
    rows += [("old", "submitted", MONDAY + 2 * DAY_US, None), ("new", "submitted", MONDAY + 14 * DAY_US, None)]
    rows += [("end", "submitted", MONDAY + 14 * DAY_US, None), ("end", "decided", MONDAY + 15 * DAY_US, None)]
    log = log_of_rows(rows)
    log = log.with_cases(log.cases.mutate(is_open=log.cases.case_id.isin(["old", "new"])), log.attributes)
    found = late_cases(log, Promise(5, True, Calendar()))
    assert kept(found) == Kept(kept=21, broken=1, undecided=1, over_days=6, over_squares=36)
    assert kept(found).share == pytest.approx(21 / 22)


@pytest.mark.parametrize(("is_working", "on_time", "too_late"), [(True, 11, 14), (False, 11, 12)])
def test_days_of_the_residents_turn_do_not_count(is_working: bool, on_time: int, too_late: int) -> None:
    """Asked on Tuesday evening, answered on Monday: four working days, six days of the calendar."""
    promise = Promise(5, is_working, Calendar())
    for ended, expected in ((on_time, False), (too_late, True)):
        begun, asked, answered = (MONDAY + day * DAY_US for day in (0, 1, 7))
        events = pa.table(
            {
                "case_id": ["1"] * 4,
                "activity": ["submitted", "information requested", "information received", "decided"],
                "happened_us": [begun, asked, answered, MONDAY + ended * DAY_US],
                "turn": [None, "agency", "resident", "queue"],
            }
        )
        log = log_of_batches([Batch(events, pa.table({"case_id": ["1"]}))])
        assert log.abilities.has_turns
        began = datetime(2026, 11, 2, tzinfo=UTC)
        own = clock(
            started_at=began,
            within=Duration(5, "working days" if is_working else "days"),
            pauses=[(began + timedelta(days=1), began + timedelta(days=7))],
            stopped_at=began + timedelta(days=ended),
            now=began + timedelta(days=ended),
            calendar=Calendar(),
            timezone="UTC",
        )
        assert late_cases(log, promise).to_pyarrow()["is_late"].to_pylist() == [own.state == "missed"] == [expected]


def test_the_steps_of_a_case_add_up_to_its_duration() -> None:
    rows = [
        ("slow", "a", 0, None), ("slow", "b", 9 * DAY_US, None), ("slow", "a", 10 * DAY_US, None),
        ("slow", "b", 21 * DAY_US, None), ("fast", "a", 0, None), ("fast", "b", 2 * DAY_US, None),
    ]  # fmt: skip
    log = log_of_rows(rows)
    found = {log.named(one.activity): one for one in steps(log, late_cases(log, Promise(5, False, Calendar())))}
    assert (found["b"].broken_days, found["b"].broken_squares, found["b"].broken_cases) == (20, 400, 1)
    assert (found["b"].kept_days, found["b"].kept_cases) == (2, 1)
    assert (found["a"].broken_days, found["a"].kept_days, found["a"].kept_cases) == (1, 0, 0)
    assert sum(one.broken_days for one in found.values()) == 21


@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), min_size=1, max_size=5), max_size=9))
def test_both_forms_of_the_steps_are_equal(paths: list[list[tuple[str, int]]]) -> None:
    rows: list[Row] = [("first", "a", 0, None), ("first", "b", 3 * DAY_US, None)]
    for number, path in enumerate(paths):
        at = 0
        for name, days in path:
            at += days * DAY_US
            rows.append((str(number), name, at, None))
    log = log_of_rows(rows)
    late = late_cases(log, Promise(4, False, Calendar()))
    anywhere = steps(replace(log, ordered=None), late)
    assert list(map(astuple, steps(log, late))) == list(map(pytest.approx, map(astuple, anywhere)))
