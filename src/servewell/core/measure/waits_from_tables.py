"""Waits by Ibis expressions, for any engine: what the passes over arrays are tested against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from servewell.core.eventlog.units import DAY_US, MINUTE_US
from servewell.core.measure.pairs import Key, Pair

Rows = list[dict[str, Any]]
_QUANTILES: Final = {"lower": 0.25, "median": 0.5, "p90": 0.9}


def step_waits(transitions: ir.Table) -> Rows:
    """Return the waits before each activity."""
    found = transitions.group_by("activity").agg(
        cases=transitions.case.nunique(), total=transitions.wait.cast("float64").sum(),
        median=transitions.wait.quantile(0.5), p90=transitions.wait.quantile(0.9),
    )  # fmt: skip
    return list(found.to_pyarrow().to_pylist())


def waits(transitions: ir.Table, least: int) -> Rows:
    """Return the waits of each pair of activities that follow each other so often at least."""
    found = transitions.group_by(["previous", "activity"]).agg(
        count=transitions.count(), total=transitions.wait.cast("float64").sum(),
        **{name: transitions.wait.quantile(share) for name, share in _QUANTILES.items()},
    )  # fmt: skip
    return list(found.filter(found["count"] >= least).to_pyarrow().to_pylist())


def excesses(transitions: ir.Table, references: Mapping[Pair, float]) -> Rows:
    """Return for each pair by what its waits exceed a reference (microseconds)."""
    rows = _of(transitions, tuple(references))
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
    return list(found.to_pyarrow().to_pylist())


def parts(transitions: ir.Table, pairs: Sequence[Pair], key: Key) -> Rows:
    """Return the waits of each pair in parts."""
    rows = _of(transitions, pairs)
    rows = rows.mutate(key=key(rows).cast("int64"), log_wait=((rows.wait + MINUTE_US).cast("float64") / DAY_US).ln())
    rows = rows.filter(rows.key.notnull())
    days = rows.wait.cast("float64") / DAY_US
    found = rows.group_by(["previous", "activity", "key"]).agg(
        count=rows.count(), logs=rows.log_wait.sum(), log_squares=(rows.log_wait * rows.log_wait).sum(),
        days=days.sum(), day_squares=(days * days).sum(),
    )  # fmt: skip
    return list(found.to_pyarrow().to_pylist())


def _of(rows: ir.Table, pairs: Sequence[Pair]) -> ir.Table:
    chosen = ibis.literal(False)
    for previous, activity in pairs:
        chosen = chosen | ((rows.previous == previous) & (rows.activity == activity))
    return rows.filter(chosen)
