"""What happened week by week: arrivals, completions, work in progress, usual waits, which way cases take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.ordered import Ordered, grouped
from servewell.core.measure.pairs import Pair
from servewell.core.measure.waits import Part, parts, week, week_start

Counts: TypeAlias = dict[int, int]  # by the number of a week


@dataclass(frozen=True, slots=True)
class Week:
    """One week: when it begins (microseconds), cases that arrived, that ended, and that were open at its end."""

    start: int
    arrivals: int
    completions: int
    open: int


@dataclass(frozen=True, slots=True)
class Series:
    """Something measured each week: the number of the week, the mean, and of how many values."""

    weeks: tuple[int, ...]
    means: tuple[float, ...]
    counts: tuple[int, ...]


def flow(log: EventLog, offset: int = 0) -> tuple[Week, ...]:
    """Return arrivals, completions and open cases of each week between the first and the last; open cases never end."""
    cases = log.cases
    came = cases.group_by(week=week(cases["first"], offset)).agg(n=cases.count()).to_pyarrow().to_pylist()
    over = cases.filter(~cases.is_open)
    went = over.group_by(week=week(over["last"], offset)).agg(n=over.count()).to_pyarrow().to_pylist()
    arrivals = {int(row["week"]): int(row["n"]) for row in came}
    completions = {int(row["week"]): int(row["n"]) for row in went}
    if not arrivals:
        return ()
    found, waiting = [], 0
    for number in range(min(arrivals), max([*arrivals, *completions]) + 1):
        one, other = arrivals.get(number, 0), completions.get(number, 0)
        waiting += one - other
        found.append(Week(week_start(number), one, other, waiting))
    return tuple(found)


def wait_series(log: EventLog, pairs: Sequence[Pair], offset: int = 0) -> dict[Pair, Series]:
    """Return the mean logarithm of the waits (of days) that began in each week."""
    (found,) = parts(log, pairs, lambda rows: week(rows.entered, offset))
    return {pair: _series(some) for pair, some in found.items()}


def way_series(log: EventLog, offset: int = 0) -> dict[int, Series]:
    """Return for each activity (code) which share of the cases that began in a week came to it."""
    if log.ordered is not None:
        total, came = _ways_in(log.ordered, offset)
    else:
        total, came = _ways_of(log, offset)
    numbers = tuple(sorted(total))
    counts = tuple(total[number] for number in numbers)
    return {
        activity: Series(numbers, tuple(some.get(number, 0) / total[number] for number in numbers), counts)
        for activity, some in came.items()
    }


def _ways_in(events: Ordered, offset: int) -> tuple[Counts, dict[int, Counts]]:
    """Return how many cases began in each week, and how many of them came to each activity."""
    began = week(events.at[events.begins[:-1]], offset)
    activities = int(events.activity.max()) + 1
    _, case = grouped(events.activity, activities, events.case)  # the cases of an activity, in their order
    ends = np.cumsum(np.bincount(events.activity, minlength=activities))[:-1]
    came = {}
    for activity, some in enumerate(np.split(case, ends)):
        if len(some):
            came[activity] = _counted(began[some[np.flatnonzero(np.diff(some, prepend=-1))]])
    return _counted(began), came


def _counted(numbers: npt.NDArray[np.int64]) -> Counts:
    first = int(numbers.min())
    counts = np.bincount(numbers - first)
    return {first + place: int(counts[place]) for place in np.flatnonzero(counts).tolist()}


def _ways_of(log: EventLog, offset: int) -> tuple[Counts, dict[int, Counts]]:
    rows = log.events.select("case", "activity").distinct()
    begun = log.cases.select("case", week=week(log.cases["first"], offset))
    counted = begun.group_by("week").agg(n=begun.count()).to_pyarrow().to_pylist()
    joined = rows.join(begun, "case")
    came: dict[int, Counts] = {}
    for row in joined.group_by(["activity", "week"]).agg(n=joined.count()).to_pyarrow().to_pylist():
        came.setdefault(int(row["activity"]), {})[int(row["week"])] = int(row["n"])
    return {int(row["week"]): int(row["n"]) for row in counted}, came


def _series(some: Sequence[Part]) -> Series:
    return Series(
        tuple(part.key for part in some),
        tuple(part.logs / part.count for part in some),
        tuple(part.count for part in some),
    )
