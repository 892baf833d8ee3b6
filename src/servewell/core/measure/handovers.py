"""How long a step waits when somebody else takes over, against when the same one goes on; and there and back again.

Only transitions count of which the log tells both resources. Waits are in days, `*_squares` sums of squared days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.ordered import NOBODY, Ordered
from servewell.core.eventlog.units import DAY_US

CIRCLING: Final = ("case", "entered", "left", "resource", "away", "days", "again")


@dataclass(frozen=True, slots=True)
class Handover:
    """Transitions between two activities (codes): with a change of resource (`changed`) and without (`kept`)."""

    previous: int
    activity: int
    changed: int
    changed_days: float
    changed_squares: float
    kept: int
    kept_days: float
    kept_squares: float


@dataclass(frozen=True, slots=True)
class PingPong:
    """Three activities in a row (codes): there and straight back (`back`), against all by one resource (`alone`)."""

    previous: int
    between: int
    activity: int
    back: int
    back_days: float
    back_squares: float
    alone: int
    alone_days: float
    alone_squares: float


@dataclass(frozen=True, slots=True)
class Circle:
    """Work that goes there and straight back while an activity (code) is only done again: see `circling`.

    `spent` is the time from the first such event to the last, of all `cases` together, `lasted` their whole durations.
    """

    activity: int
    cases: int
    times: int
    spent: float
    spent_squares: float
    lasted: float
    lasted_squares: float


@dataclass(frozen=True, slots=True)
class Pair:
    """How often one resource hands over to another (codes), in how many cases, and the mean wait in days."""

    previous_resource: int
    resource: int
    times: int
    cases: int
    mean_days: float


def known(log: EventLog) -> ir.Table:
    """Return the transitions of which both resources are known, with `days` and `is_changed`."""
    found = log.transitions.filter(log.transitions.resource.notnull() & log.transitions.previous_resource.notnull())
    return found.mutate(days=found.wait.cast("float64") / DAY_US, is_changed=found.resource != found.previous_resource)


def share_known(log: EventLog) -> float:
    """Return of which share of the transitions both resources are known; 0 of none."""
    counts = log.transitions.agg(
        known=(log.transitions.resource.notnull() & log.transitions.previous_resource.notnull()).cast("int64").sum(),
        all=log.transitions.count(),
    )
    (row,) = counts.to_pyarrow().to_pylist()
    return (row["known"] or 0) / row["all"] if row["all"] else 0.0


def handovers(log: EventLog, least: int = 1) -> tuple[Handover, ...]:
    """Return the waits with and without handover where both occur at least so often, most days with handover first."""
    found = known(log)
    squares = found.days * found.days
    grouped = found.group_by(["previous", "activity"]).agg(
        changed=found.is_changed.cast("int64").sum(),
        changed_days=found.is_changed.ifelse(found.days, 0.0).sum(),
        changed_squares=found.is_changed.ifelse(squares, 0.0).sum(),
        kept=(~found.is_changed).cast("int64").sum(),
        kept_days=found.is_changed.ifelse(0.0, found.days).sum(),
        kept_squares=found.is_changed.ifelse(0.0, squares).sum(),
    )
    rows = grouped.filter((grouped.changed >= least) & (grouped.kept >= least)).to_pyarrow().to_pylist()
    return tuple(
        sorted((Handover(**row) for row in rows), key=lambda one: (-one.changed_days, one.previous, one.activity))
    )


def twice(log: EventLog) -> ir.Table:
    """Return three events in a row with the resources of all known.

    The first and the third are of one resource. Columns: case, previous, between, activity, resource (of the first),
    away (of the second), days, is_back (the second is of another).
    """
    found = log.transitions.filter(log.transitions.resource.notnull() & log.transitions.previous_resource.notnull())
    there = found.select(
        "case", "entered", "previous", place=found.place + 1, between="activity", first="previous_resource",
        away="resource",
    )  # fmt: skip
    again = found.select("case", "place", "left", "activity", "resource")
    both = there.join(again, ["case", "place"])
    both = both.filter(both.first == both.resource)
    return both.select(
        "case", "previous", "between", "activity", "resource", "away",
        "entered",
        "left",
        days=(both.left - both.entered).cast("float64") / DAY_US,
        is_back=both.away != both.resource,
    )  # fmt: skip


def ping_pongs(log: EventLog, least: int = 1) -> tuple[PingPong, ...]:
    """Return what goes there and straight back, where that and one resource alone occur at least so often."""
    found = twice(log)
    squares = found.days * found.days
    grouped = found.group_by(["previous", "between", "activity"]).agg(
        back=found.is_back.cast("int64").sum(),
        back_days=found.is_back.ifelse(found.days, 0.0).sum(),
        back_squares=found.is_back.ifelse(squares, 0.0).sum(),
        alone=(~found.is_back).cast("int64").sum(),
        alone_days=found.is_back.ifelse(0.0, found.days).sum(),
        alone_squares=found.is_back.ifelse(0.0, squares).sum(),
    )
    rows = grouped.filter((grouped.back >= least) & (grouped.alone >= least)).to_pyarrow().to_pylist()
    return tuple(
        sorted(
            (PingPong(**row) for row in rows),
            key=lambda one: (-one.back_days, one.previous, one.between, one.activity),
        )
    )


def circling(log: EventLog) -> ir.Table:
    """Return there-and-back whose third event repeats the activity of the first or the second: nothing new is done.

    Columns: case, entered, left, resource (of the first and the third event), away (of the second), days, again (the
    activity that is repeated). Three different things are none: a step for which others are needed, after which work
    goes on.
    """
    return circling_anywhere(log) if log.ordered is None else ibis.memtable(_circling_in(log.ordered))


def circling_anywhere(log: EventLog) -> ir.Table:
    """Return the same on any engine."""
    found = twice(log)
    is_again = (found.activity == found.between) | (found.activity == found.previous)
    return found.filter(found.is_back & is_again).mutate(again="activity").select(*CIRCLING)


def _circling_in(events: Ordered) -> pa.Table:
    if len(events.at) < 3 or "resource" not in events.others:
        return pa.table({name: pa.array([], pa.float64() if name == "days" else pa.int64()) for name in CIRCLING})
    who, what, case = events.others["resource"], events.activity, events.case
    is_back = (who[2:] == who[:-2]) & (who[1:-1] != who[2:]) & (who[2:] != NOBODY) & (who[1:-1] != NOBODY)
    is_again = (what[2:] == what[1:-1]) | (what[2:] == what[:-2])
    rows = np.flatnonzero(is_back & is_again & (case[2:] == case[:-2]))
    entered, left = events.at[rows], events.at[rows + 2]
    return pa.table(
        {
            "case": case[rows],
            "entered": entered,
            "left": left,
            "resource": who[rows].astype(np.int32),
            "away": who[rows + 1].astype(np.int32),
            "days": (left - entered) / DAY_US,
            "again": what[rows + 2],
        }
    )


def circles(log: EventLog, found: ir.Table) -> tuple[Circle, ...]:
    """Return where the rows of `circling` are, the most time first."""
    by_case = found.group_by(["case", "again"]).agg(
        times=found.count(), spent=(found.left.max() - found.entered.min()).cast("float64") / DAY_US
    )
    by_case = by_case.join(log.cases.select("case", lasted=log.cases.duration.cast("float64") / DAY_US), "case")
    grouped = by_case.group_by(activity=by_case.again).agg(
        cases=by_case.count(),
        times=by_case.times.sum(),
        spent=by_case.spent.sum(),
        spent_squares=(by_case.spent * by_case.spent).sum(),
        lasted=by_case.lasted.sum(),
        lasted_squares=(by_case.lasted * by_case.lasted).sum(),
    )
    rows = grouped.to_pyarrow().to_pylist()
    return tuple(sorted((Circle(**row) for row in rows), key=lambda one: (-one.spent, one.activity)))


def durations_in_days(log: EventLog) -> tuple[int, float, float]:
    """Return how many cases there are, and the sum and the sum of squares of their durations in days."""
    days = log.cases.duration.cast("float64") / DAY_US
    sums = log.cases.agg(cases=log.cases.count(), days=days.sum(), squares=(days * days).sum())
    (row,) = sums.to_pyarrow().to_pylist()
    return row["cases"], row["days"] or 0.0, row["squares"] or 0.0


def lasted_with(log: EventLog, activities: tuple[int, ...]) -> dict[int, tuple[int, float, float]]:
    """Return how many cases have each of some activities, and the sum and the sum of squares of their days."""
    if log.ordered is None:
        return lasted_with_anywhere(log, activities)
    case, days = log.ordered.case, log.ordered.durations / DAY_US
    found = {}
    for activity in activities:
        having = np.zeros(len(days), dtype=np.bool_)
        having[case[log.ordered.activity == activity]] = True
        some = days[having]
        found[activity] = len(some), float(some.sum()), float(some @ some)
    return found


def lasted_with_anywhere(log: EventLog, activities: tuple[int, ...]) -> dict[int, tuple[int, float, float]]:
    """Return the same on any engine."""
    chosen = log.events.filter(log.events.activity.isin(activities)).select("case", "activity").distinct()
    having = chosen.join(log.cases.select("case", days=log.cases.duration.cast("float64") / DAY_US), "case")
    grouped = having.group_by("activity").agg(
        cases=having.count(), days=having.days.sum(), squares=(having.days * having.days).sum()
    )
    return {row["activity"]: (row["cases"], row["days"], row["squares"]) for row in grouped.to_pyarrow().to_pylist()}


def pairs(found: ir.Table, most: int) -> tuple[Pair, ...]:
    """Return the most frequent pairs of some handovers (columns previous_resource, resource, case, days)."""
    grouped = found.group_by(["previous_resource", "resource"]).agg(
        times=found.count(), cases=found.case.nunique(), mean_days=found.days.mean()
    )
    ordered = grouped.order_by([grouped.times.desc(), grouped.previous_resource, grouped.resource]).limit(most)
    return tuple(Pair(**row) for row in ordered.to_pyarrow().to_pylist())
