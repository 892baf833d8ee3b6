"""How long cases wait before each step, and what goes with it.

Two forms of each measure give the same values: passes over ordered arrays where the log has them, and Ibis expressions
on any engine where it has not. Sums of many values may differ in their last digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US, HOUR_US, WEEK_US
from servewell.core.measure import waits_from_arrays as arrays
from servewell.core.measure import waits_from_tables as tables
from servewell.core.measure.pairs import Key, Pair

THURSDAY: Final = 3  # 1 January 1970, Monday being 0
HOURS_OF_WEEK: Final = 168


@dataclass(frozen=True, slots=True)
class Wait:
    """The waits between two activities (codes), in microseconds: how many, their sum, quartiles and 90 % point."""

    previous: int
    activity: int
    count: int
    total: float
    lower: float
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Excess:
    """What waits exceed a reference by: in how many cases, the sum and the sum of squares, in days."""

    cases: int
    total: float
    squares: float


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the waits of a pair: how many, and sums and sums of squares of the days and of their logarithms."""

    key: int
    count: int
    logs: float
    log_squares: float
    days: float
    day_squares: float

    @property
    def typical(self) -> float:
        """The geometric mean, in days."""
        return float(2.718281828459045 ** (self.logs / self.count)) if self.count else 0.0


@dataclass(frozen=True, slots=True)
class StepWait:
    """The waits before an activity (code), whatever came before it: cases that had one, and microseconds."""

    activity: int
    cases: int
    total: float
    median: float
    p90: float


def step_waits(log: EventLog) -> tuple[StepWait, ...]:
    """Return the waits before each activity, the longest in all first."""
    found = arrays.step_waits(log.ordered) if log.ordered is not None else tables.step_waits(log.transitions)
    return tuple(sorted((StepWait(**row) for row in found), key=lambda one: (-one.total, one.activity)))


def waits(log: EventLog, least: int) -> tuple[Wait, ...]:
    """Return the waits of each pair of activities that follow each other so often at least, the longest first."""
    found = arrays.waits(log.ordered, least) if log.ordered is not None else tables.waits(log.transitions, least)
    return tuple(sorted((Wait(**row) for row in found), key=lambda one: (-one.total, one.previous, one.activity)))


def excesses(log: EventLog, references: Mapping[Pair, float]) -> dict[Pair, Excess]:
    """Return for each pair by what its waits exceed a reference (microseconds)."""
    if log.ordered is not None:
        found = arrays.excesses(log.ordered, references)
    else:
        found = tables.excesses(log.transitions, references)
    return {(row.pop("previous"), row.pop("activity")): Excess(**row) for row in found}


def parts(log: EventLog, pairs: Sequence[Pair], *keys: Key) -> list[dict[Pair, list[Part]]]:
    """Return the waits of each pair in parts, for each of the keys in its turn, and in the order of its values."""
    if log.ordered is not None:
        all_rows = arrays.parts(log.ordered, pairs, keys)
    else:
        all_rows = [tables.parts(log.transitions, pairs, key) for key in keys]
    return [_parts(pairs, rows) for rows in all_rows]


def _parts(pairs: Sequence[Pair], rows: Sequence[dict[str, Any]]) -> dict[Pair, list[Part]]:
    of: dict[Pair, list[Part]] = {pair: [] for pair in pairs}
    for row in sorted(rows, key=lambda row: int(row["key"])):
        of[row.pop("previous"), row.pop("activity")].append(Part(**row))
    return of


def without(parts: Sequence[Part], *some: Part) -> Part:
    """Return all parts but some, together."""
    others = [part for part in parts if part not in some]
    return Part(
        -1, sum(part.count for part in others), sum(part.logs for part in others),
        sum(part.log_squares for part in others), sum(part.days for part in others),
        sum(part.day_squares for part in others),
    )  # fmt: skip


def week(instant: Any, offset: int = 0) -> Any:
    """Return the number of the week of instants, Monday to Sunday; `offset` is that of the office's clock.

    Instants are a column of a table or an array, and so are the numbers.
    """
    return (instant + (offset + THURSDAY * DAY_US)) // WEEK_US


def date(instant: Any, offset: int = 0) -> Any:
    """Return the number of days from 1 January 1970 to instants, by the office's clock."""
    return (instant + offset) // DAY_US


def hour_of_week(instant: Any, offset: int = 0) -> Any:
    """Return the hour of the week of instants, 0 being that which begins on Monday at midnight."""
    return (instant + (offset + THURSDAY * DAY_US)) % WEEK_US // HOUR_US


def week_start(number: int) -> int:
    """Return the instant at which a week of `week` begins."""
    return number * WEEK_US - THURSDAY * DAY_US
