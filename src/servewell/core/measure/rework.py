"""What is done more than once in a case: repeats of an activity, and loops A, B, A.

A repeat counts every event of an activity after the first in its case. The time in the repeats of a case runs from its
first to its last event of that activity: what would be gone if once had been enough, whatever else was done meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog

DAY_US: Final = 86_400_000_000


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


def repeats(log: EventLog) -> tuple[Repeat, ...]:
    """Return the activities that are done more than once in some case, by the time spent downwards."""
    lasted = log.cases.select("case", lasted=log.cases.duration.cast("float64") / DAY_US)
    found = visits(log).join(lasted, "case")
    later = found.until > found.since
    grouped = found.group_by("activity").agg(
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
    rows = grouped.filter(grouped.extra > 0).to_pyarrow().to_pylist()
    return tuple(sorted((Repeat(**row) for row in rows), key=lambda one: (-one.spent, one.activity)))


def loops(log: EventLog, activities: tuple[int, ...]) -> tuple[Loop, ...]:
    """Return the loops A, B, A of some activities A, the most frequent first."""
    there = log.transitions.filter(log.transitions.previous.isin(activities))
    there = there.select("case", "place", "entered", back="previous", between="activity")
    again = log.transitions.filter(log.transitions.activity.isin(activities))
    again = again.select("case", "left", "activity", middle=again.previous, place=again.place - 1)
    both = there.join(again, ["case", "place"])
    both = both.filter((both.back == both.activity) & (both.between != both.activity))
    grouped = both.group_by(["activity", "between"]).agg(
        times=both.count(),
        cases=both.case.nunique(),
        days=((both.left - both.entered).cast("float64") / DAY_US).sum(),
    )
    rows = grouped.to_pyarrow().to_pylist()
    return tuple(sorted((Loop(**row) for row in rows), key=lambda one: (-one.times, one.activity, one.between)))


def repeated_together(log: EventLog, activities: tuple[int, ...]) -> dict[tuple[int, int], int]:
    """Return how many cases repeat, with time between, both of two of the activities (codes)."""
    chosen = log.events.filter(log.events.activity.isin(activities))
    found = chosen.group_by(["case", "activity"]).agg(since=chosen.at.min(), until=chosen.at.max())
    found = found.filter(found.until > found.since)
    one, other = found.select("case", "activity"), found.select("case", other=found.activity)
    pairs = one.join(other, "case").group_by(["activity", "other"]).agg(cases=ibis._.count())
    return {(row["activity"], row["other"]): row["cases"] for row in pairs.to_pyarrow().to_pylist()}
