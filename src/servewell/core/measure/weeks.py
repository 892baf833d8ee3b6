"""What happened week by week: arrivals, completions, work in progress, usual waits, which way cases take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servewell.core.eventlog.log import EventLog
from servewell.core.measure.waits import Pair, Part, parts, week, week_start


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
    found = parts(log, pairs, lambda rows: week(rows.entered, offset))
    return {pair: _series(some) for pair, some in found.items()}


def way_series(log: EventLog, offset: int = 0) -> dict[int, Series]:
    """Return for each activity (code) which share of the cases that began in a week came to it."""
    rows = log.events.select("case", "activity").distinct()
    begun = log.cases.select("case", week=week(log.cases["first"], offset))
    counted = begun.group_by("week").agg(n=begun.count()).to_pyarrow().to_pylist()
    total = {int(row["week"]): int(row["n"]) for row in counted}
    joined = rows.join(begun, "case")
    came = joined.group_by(["activity", "week"]).agg(n=joined.count()).to_pyarrow().to_pylist()
    shares: dict[int, dict[int, float]] = {}
    for row in came:
        shares.setdefault(int(row["activity"]), {})[int(row["week"])] = row["n"] / total[int(row["week"])]
    numbers = tuple(sorted(total))
    counts = tuple(total[number] for number in numbers)
    return {
        activity: Series(numbers, tuple(some.get(number, 0.0) for number in numbers), counts)
        for activity, some in shares.items()
    }


def _series(some: Sequence[Part]) -> Series:
    return Series(
        tuple(part.key for part in some),
        tuple(part.logs / part.count for part in some),
        tuple(part.count for part in some),
    )
