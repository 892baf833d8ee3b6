"""Which cases break a promise, counted by the agency's calendar like a case's own clock (core.promise.clock).

The promise runs from the day of a case's first event to that of its last. Where the log tells whose turn it was, days
of the resident's turn do not count. Working days come from a small table with a row for each day, joined in the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.ordered import Ordered, grouped
from servewell.core.eventlog.units import DAY_US
from servewell.core.promise import Calendar

EPOCH: Final = date(1970, 1, 1)
RESIDENT: Final = "resident"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised number of days, working ones by `calendar` or of the calendar; `zone_offset_us` of the office's clock.

    A due day in calendar days that is no working day moves to the next one (Regulation (EEC) No 1182/71, art. 3.4).
    """

    days: int
    is_working: bool
    calendar: Calendar
    zone_offset_us: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """How many cases kept the promise, broke it, and are still open within it; `over_*`: days late, of all together."""

    kept: int
    broken: int
    undecided: int
    over_days: float = 0.0
    over_squares: float = 0.0

    @property
    def share(self) -> float:
        """The share kept of the cases that kept or broke it; 0 of none."""
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """The time before an activity (code) in cases that break the promise and in those that keep it, in days.

    A case counts with the sum of its waits there, 0 when it never waits there, so that the means of all steps add up to
    the mean duration. `*_cases` have any such wait; `*_squares` are sums of squared days.
    """

    activity: int
    broken_cases: int
    broken_days: float
    broken_squares: float
    kept_cases: int
    kept_days: float
    kept_squares: float


def late_cases(log: EventLog, promise: Promise) -> ir.Table:
    """Return for each case whether it broke the promise, and by how many days of the calendar: case, is_late, over.

    `is_late` is null for open cases that may still keep it; `over` is 0 for all that are not late.
    """
    days = _days(log, promise)
    cases = log.cases.select(
        "case",
        "is_open",
        first_day=_day(log.cases["first"], promise),
        last_day=log.cases.is_open.ifelse(_day_of(log.counted_until, promise), _day(log.cases["last"], promise)),
    )
    cases = cases.mutate(paused=ibis.literal(0, "int64"))
    if log.abilities.has_turns:
        paused = _paused(log, promise, days)
        cases = cases.drop("paused").left_join(paused, "case").drop("case_right")
        cases = cases.mutate(paused=cases.paused.fill_null(0))
    # The due day is the working day with this number. Beyond the table's end it is later than anything in the log.
    if promise.is_working:
        cases = cases.join(days.select(first_day="day", since="working"), "first_day")
        cases = cases.mutate(number=cases.since + promise.days + cases.paused)
    else:
        earliest = cases.mutate(earliest=cases.first_day + promise.days + cases.paused)
        before = days.select(earliest=days.day + 1, since="working")
        cases = earliest.left_join(before, "earliest")
        cases = cases.mutate(number=cases.since + 1)
    working_days = days.filter(days.is_working).select(number="working", due="day")
    cases = cases.left_join(working_days, "number")
    over = ((cases.last_day > cases.due) & (cases.last_day > cases.first_day)).ifelse(cases.last_day - cases.due, 0)
    cases = cases.mutate(over=over.fill_null(0))
    is_late = ((cases.over == 0) & cases.is_open).ifelse(ibis.null("boolean"), cases.over > 0)
    return cases.select("case", "over", is_late=is_late)


def kept(late: ir.Table) -> Kept:
    """Count the cases of `late_cases`."""
    (row,) = (
        late.agg(
            broken=late.is_late.fill_null(False).cast("int64").sum(),
            undecided=late.is_late.isnull().cast("int64").sum(),
            all=late.count(),
            over=late.over.sum(),
            squares=(late.over.cast("float64") * late.over).sum(),
        )
        .to_pyarrow()
        .to_pylist()
    )
    broken, undecided = row["broken"] or 0, row["undecided"] or 0
    return Kept(row["all"] - broken - undecided, broken, undecided, float(row["over"] or 0), row["squares"] or 0.0)


def steps(log: EventLog, late: ir.Table) -> tuple[Step, ...]:
    """Return the time before each activity in cases that broke and that kept the promise, by code."""
    return tuple(
        steps_anywhere(log, late) if log.ordered is None else _steps_in(log.ordered, late, len(log.activities))
    )


def steps_anywhere(log: EventLog, late: ir.Table) -> list[Step]:
    """Return the same on any engine."""
    waits = log.transitions.filter(log.transitions.wait > 0)
    at_step = waits.group_by(["case", "activity"]).agg(days=waits.wait.sum().cast("float64") / DAY_US)
    told = at_step.join(late.filter(late.is_late.notnull()), "case")
    squares = told.days * told.days
    grouped = told.group_by("activity").agg(
        broken_cases=told.is_late.cast("int64").sum(),
        broken_days=told.is_late.ifelse(told.days, 0.0).sum(),
        broken_squares=told.is_late.ifelse(squares, 0.0).sum(),
        kept_cases=(~told.is_late).cast("int64").sum(),
        kept_days=told.is_late.ifelse(0.0, told.days).sum(),
        kept_squares=told.is_late.ifelse(0.0, squares).sum(),
    )
    return [Step(**row) for row in grouped.order_by("activity").to_pyarrow().to_pylist()]


def _steps_in(events: Ordered, late: ir.Table, activities: int) -> list[Step]:
    """Put equal activities one after the other, which leaves cases in order, and add up the waits of each visit."""
    answers = late.select("case", code=late.is_late.cast("int8").fill_null(2)).to_pyarrow()
    codes = np.empty(len(events.begins) - 1, dtype=np.int8)
    codes[answers["case"].to_numpy()] = answers["code"].to_numpy()
    waits = np.diff(events.at, prepend=0) * events.follows
    case = events.case
    places, waits = grouped(events.activity, activities, waits)
    ends = np.cumsum(np.bincount(events.activity, minlength=activities))[:-1]
    found = []
    for activity, (some, waited) in enumerate(zip(np.split(places, ends), np.split(waits, ends), strict=True)):
        if not waited.any():
            continue
        begins = np.flatnonzero(np.diff(case[some], prepend=-1))
        days = np.add.reduceat(waited, begins) / DAY_US
        of = codes[case[some[begins]]]
        broken, on_time = (days[(of == code) & (days > 0)] for code in (1, 0))
        if len(broken) or len(on_time):
            found.append(Step(activity, *_sums(broken), *_sums(on_time)))
    return found


def _sums(days: npt.NDArray[np.float64]) -> tuple[int, float, float]:
    return len(days), float(days.sum()), float(days @ days)


def _paused(log: EventLog, promise: Promise, days: ir.Table) -> ir.Table:
    """Return how many days of each case did not count: case, paused. The day a pause begins counts as used."""
    theirs = log.transitions.filter(log.transitions.turn == RESIDENT)
    pauses = theirs.select("case", since=_day(theirs.entered, promise), until=_day(theirs.left, promise))
    if promise.is_working:
        pauses = pauses.join(days.select(since=days.day, before="working"), "since")
        pauses = pauses.join(days.select(until=days.day, after="working"), "until")
        taken = pauses.after - pauses.before
    else:
        taken = pauses.until - pauses.since
    return pauses.group_by("case").agg(paused=taken.sum())


def _day(instant: ir.Column, promise: Promise) -> ir.Column:
    return ((instant + promise.zone_offset_us) // DAY_US).cast("int64")


def _day_of(instant: int, promise: Promise) -> int:
    return (instant + promise.zone_offset_us) // DAY_US


def _days(log: EventLog, promise: Promise) -> ir.Table:
    """Return every day of the log with the number of working days up to and with it: day, working, is_working."""
    first, last = _day_of(log.first, promise) - 1, _day_of(log.counted_until, promise)
    every = np.arange(first, last + 1, dtype=np.int64)
    weekdays = (every + EPOCH.weekday()) % 7
    is_working = np.isin(weekdays, list(promise.calendar.working_weekdays))
    holidays = [(day - EPOCH) // timedelta(days=1) for day in promise.calendar.holidays]
    is_working &= ~np.isin(every, holidays)
    return ibis.memtable(pa.table({"day": every, "working": np.cumsum(is_working), "is_working": is_working}))
