"""How long cases wait before each step, and what goes with it: all sums are made by the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import ibis
import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US, MINUTE_US, WEEK_US

THURSDAY: Final = 3  # 1 January 1970, Monday being 0
Pair: TypeAlias = tuple[int, int]  # the activity before and the one waited for, as codes


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
    rows = log.transitions
    found = rows.group_by("activity").agg(
        cases=rows.case.nunique(), total=rows.wait.cast("float64").sum(), median=rows.wait.quantile(0.5),
        p90=rows.wait.quantile(0.9),
    )  # fmt: skip
    some = (StepWait(**row) for row in found.to_pyarrow().to_pylist())
    return tuple(sorted(some, key=lambda one: (-one.total, one.activity)))


def waits(log: EventLog, least: int) -> tuple[Wait, ...]:
    """Return the waits of each pair of activities that follow each other so often at least, the longest first."""
    rows = log.transitions
    found = rows.group_by(["previous", "activity"]).agg(
        count=rows.count(), total=rows.wait.cast("float64").sum(), lower=rows.wait.quantile(0.25),
        median=rows.wait.quantile(0.5), p90=rows.wait.quantile(0.9),
    )  # fmt: skip
    many = found.filter(found["count"] >= least).to_pyarrow().to_pylist()
    some = [Wait(**row) for row in many]
    return tuple(sorted(some, key=lambda one: (-one.total, one.previous, one.activity)))


def excesses(log: EventLog, references: Mapping[Pair, float]) -> dict[Pair, Excess]:
    """Return for each pair by what its waits exceed a reference (microseconds)."""
    rows = _of(log, tuple(references))
    reference = ibis.cases(
        *(
            ((rows.previous == previous) & (rows.activity == activity), ibis.literal(float(value)))
            for (previous, activity), value in references.items()
        )
    )
    rows = rows.mutate(excess=ibis.greatest(rows.wait.cast("float64") - reference, ibis.literal(0.0)) / DAY_US)
    found = rows.group_by(["previous", "activity"]).agg(
        cases=rows.case.nunique(), total=rows.excess.sum(), squares=(rows.excess * rows.excess).sum()
    )
    return {
        (row["previous"], row["activity"]): Excess(row["cases"], row["total"], row["squares"])
        for row in found.to_pyarrow().to_pylist()
    }


def parts(log: EventLog, pairs: Sequence[Pair], key: Any) -> dict[Pair, list[Part]]:
    """Return the waits of each pair in parts, by what `key` makes of a table of transitions, in the order of keys."""
    rows = _of(log, pairs)
    rows = rows.mutate(key=key(rows).cast("int64"), log_wait=((rows.wait + MINUTE_US).cast("float64") / DAY_US).ln())
    rows = rows.filter(rows.key.notnull())
    days = rows.wait.cast("float64") / DAY_US
    found = rows.group_by(["previous", "activity", "key"]).agg(
        count=rows.count(), logs=rows.log_wait.sum(), log_squares=(rows.log_wait * rows.log_wait).sum(),
        days=days.sum(), day_squares=(days * days).sum(),
    )  # fmt: skip
    of: dict[Pair, list[Part]] = {pair: [] for pair in pairs}
    for row in sorted(found.to_pyarrow().to_pylist(), key=lambda row: int(row["key"])):
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


def week(instant: ir.Value, offset: int = 0) -> ir.Value:
    """Return the number of the week of an instant, Monday to Sunday; `offset` is that of the office's clock."""
    return (instant + (offset + THURSDAY * DAY_US)) // WEEK_US


def date(instant: ir.Value, offset: int = 0) -> ir.Value:
    """Return the number of days from 1 January 1970 to an instant, by the office's clock."""
    return (instant + offset) // DAY_US


def week_start(number: int) -> int:
    """Return the instant at which a week of `week` begins."""
    return number * WEEK_US - THURSDAY * DAY_US


def _of(log: EventLog, pairs: Sequence[Pair]) -> ir.Table:
    rows = log.transitions
    chosen = ibis.literal(False)
    for previous, activity in pairs:
        chosen = chosen | ((rows.previous == previous) & (rows.activity == activity))
    return rows.filter(chosen)
