"""What is done more than once in a case: repeats of an activity, and loops A, B, A.

A repeat counts every event of an activity after the first in its case. The time in the repeats of a case runs from its
first to its last event of that activity: what would be gone if once had been enough, whatever else was done meanwhile.

Two forms give the same: a pass over ordered arrays, seven times as fast on ten million events, and expressions for any
engine (`repeats_anywhere`, `loops_anywhere`), which are what the arrays are tested against.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.ordered import Ordered, grouped
from servewell.core.eventlog.units import DAY_US


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often an activity (code) is done again. Times are in days, `*_squares` sums of squared days.

    `cases` have it at all, `repeating` more than once, `later` with some time between; `extra` counts the events after
    each first, `most` is the largest number in one case. `spent` is the time from first to last of all cases, `lasted`
    the whole durations of the cases in `later`, `else_lasted` those of the other cases that have it.
    """

    activity: int
    cases: int
    repeating: int
    later: int
    extra: int
    most: int
    spent: float
    spent_squares: float
    lasted: float
    lasted_squares: float
    else_lasted: float
    else_squares: float


@dataclass(frozen=True, slots=True)
class Loop:
    """How often an activity follows itself with one other between (codes): in how many cases, how many days in all."""

    activity: int
    between: int
    times: int
    cases: int
    days: float


def visits(log: EventLog, activity: int | None = None) -> ir.Table:
    """Return a row for each case and activity: case, activity, times, since, until, spent (days)."""
    events = log.events if activity is None else log.events.filter(log.events.activity == activity)
    found = events.group_by(["case", "activity"]).agg(
        times=events.count(), since=events.at.min(), until=events.at.max()
    )
    return found.mutate(spent=(found.until - found.since).cast("float64") / DAY_US)


def done_again(log: EventLog, activity: int) -> ir.Table:
    """Return the visits in which an activity is done again later: case, since, until, spent (days)."""
    if log.ordered is None:
        found = visits(log, activity)
        return found.filter(found.until > found.since).select("case", "since", "until", "spent")
    places = np.flatnonzero(log.ordered.activity == activity)
    case, at = log.ordered.case[places], log.ordered.at[places]
    begins = np.flatnonzero(np.diff(case, prepend=-1))
    since, until = at[begins], at[np.append(begins[1:], len(at)) - 1]
    later = until > since
    spent = (until - since) / DAY_US
    names = ("case", "since", "until", "spent")
    columns = (case[begins], since, until, spent)
    return ibis.memtable(pa.table({name: column[later] for name, column in zip(names, columns, strict=True)}))


def repeats(log: EventLog) -> tuple[Repeat, ...]:
    """Return the activities that are done more than once in some case, by the time spent downwards."""
    found = repeats_anywhere(log) if log.ordered is None else _repeats_in(log.ordered, len(log.activities))
    return tuple(sorted(found, key=lambda one: (-one.spent, one.activity)))


def repeats_anywhere(log: EventLog) -> list[Repeat]:
    """Return the same in no order, on any engine."""
    lasted = log.cases.select("case", lasted=log.cases.duration.cast("float64") / DAY_US)
    found = visits(log).join(lasted, "case")
    later = found.until > found.since
    counted = found.group_by("activity").agg(
        cases=found.count(),
        repeating=(found.times > 1).cast("int64").sum(),
        later=later.cast("int64").sum(),
        extra=(found.times - 1).sum(),
        most=found.times.max(),
        spent=found.spent.sum(),
        spent_squares=(found.spent * found.spent).sum(),
        lasted=later.ifelse(found.lasted, 0.0).sum(),
        lasted_squares=later.ifelse(found.lasted * found.lasted, 0.0).sum(),
        else_lasted=later.ifelse(0.0, found.lasted).sum(),
        else_squares=later.ifelse(0.0, found.lasted * found.lasted).sum(),
    )
    return [Repeat(**row) for row in counted.filter(counted.extra > 0).to_pyarrow().to_pylist()]


def loops(log: EventLog, activities: tuple[int, ...]) -> tuple[Loop, ...]:
    """Return the loops A, B, A of some activities A, the most frequent first."""
    found = (
        loops_anywhere(log, activities)
        if log.ordered is None
        else _loops_in(log.ordered, len(log.activities), activities)
    )
    return tuple(sorted(found, key=lambda one: (-one.times, one.activity, one.between)))


def loops_anywhere(log: EventLog, activities: tuple[int, ...]) -> list[Loop]:
    """Return the same in no order, on any engine."""
    there = log.transitions.filter(log.transitions.previous.isin(activities))
    there = there.select("case", "place", "entered", back="previous", between="activity")
    again = log.transitions.filter(log.transitions.activity.isin(activities))
    again = again.select("case", "left", "activity", middle=again.previous, place=again.place - 1)
    both = there.join(again, ["case", "place"])
    both = both.filter((both.back == both.activity) & (both.between != both.activity))
    counted = both.group_by(["activity", "between"]).agg(
        times=both.count(),
        cases=both.case.nunique(),
        days=((both.left - both.entered).cast("float64") / DAY_US).sum(),
    )
    return [Loop(**row) for row in counted.to_pyarrow().to_pylist()]


def repeated_together(log: EventLog, activities: tuple[int, ...]) -> dict[tuple[int, int], int]:
    """Return how many cases repeat, with time between, both of two of the activities (codes)."""
    if log.ordered is None:
        return together_anywhere(log, activities)
    again = {code: _cases_again(log.ordered, code) for code in activities}
    counts = {(one, other): int((again[one] & again[other]).sum()) for one in activities for other in activities}
    return {pair: cases for pair, cases in counts.items() if cases}


def together_anywhere(log: EventLog, activities: tuple[int, ...]) -> dict[tuple[int, int], int]:
    """Return the same on any engine."""
    chosen = log.events.filter(log.events.activity.isin(activities))
    found = chosen.group_by(["case", "activity"]).agg(since=chosen.at.min(), until=chosen.at.max())
    found = found.filter(found.until > found.since)
    one, other = found.select("case", "activity"), found.select("case", other=found.activity)
    pairs = one.join(other, "case").group_by(["activity", "other"]).agg(cases=ibis._.count())
    return {(row["activity"], row["other"]): row["cases"] for row in pairs.to_pyarrow().to_pylist()}


def _cases_again(events: Ordered, activity: int) -> npt.NDArray[np.bool_]:
    """Tell which cases have an activity again later."""
    places = np.flatnonzero(events.activity == activity)
    case, at = events.case[places], events.at[places]
    mask = np.zeros(len(events.begins) - 1, dtype=np.bool_)
    mask[case[1:][(case[1:] == case[:-1]) & (at[1:] > at[:-1])]] = True
    return mask


def _repeats_in(events: Ordered, activities: int) -> list[Repeat]:
    """Put equal activities one after the other, which leaves cases in order, so that each visit is a run of events."""
    case = events.case
    places, times = grouped(events.activity, activities, events.at)
    ends = np.cumsum(np.bincount(events.activity, minlength=activities))[:-1]
    lasted = events.durations / DAY_US
    found = []
    for activity, (some, at) in enumerate(zip(np.split(places, ends), np.split(times, ends), strict=True)):
        of = case[some]
        begins = np.flatnonzero(np.diff(of, prepend=-1))
        if len(begins) < len(some):
            found.append(_repeat(activity, begins, at, lasted[of[begins]]))
    return found


def _repeat(
    activity: int, begins: npt.NDArray[np.int64], at: npt.NDArray[np.int64], lasted: npt.NDArray[np.float64]
) -> Repeat:
    """Add up the visits of one activity; `begins` is where each begins among its events, `at` their times."""
    stops = np.append(begins[1:], len(at))
    times, spent = stops - begins, (at[stops - 1] - at[begins]) / DAY_US
    later = spent > 0
    again, once = lasted[later], lasted[~later]
    return Repeat(
        activity=activity,
        cases=len(begins),
        repeating=int((times > 1).sum()),
        later=int(later.sum()),
        extra=len(at) - len(begins),
        most=int(times.max()),
        spent=float(spent.sum()),
        spent_squares=float(spent @ spent),
        lasted=float(again.sum()),
        lasted_squares=float(again @ again),
        else_lasted=float(once.sum()),
        else_squares=float(once @ once),
    )


def _loops_in(events: Ordered, count: int, activities: tuple[int, ...]) -> list[Loop]:
    wanted = np.zeros(count, dtype=np.bool_)
    wanted[list(activities)] = True
    first, between, third = events.activity[:-2], events.activity[1:-1], events.activity[2:]
    case = events.case
    ends = np.flatnonzero((first == third) & (first != between) & wanted[third] & (case[2:] == case[:-2]))
    codes = third[ends].astype(np.int64) * count + between[ends]
    days = (events.at[ends + 2] - events.at[ends]) / DAY_US
    found = []
    for code in np.unique(codes).tolist():
        some = codes == code
        activity, other = divmod(code, count)
        cases = len(np.unique(case[ends[some]]))
        found.append(Loop(activity, other, int(some.sum()), cases, float(days[some].sum())))
    return found
