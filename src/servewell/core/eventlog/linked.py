"""Each event with the one before it, and each case as one row: from ordered arrays, or on any engine.

The two forms give the same tables. The arrays serve logs that fit into memory; the expressions, which need a window
over all events, serve the others, and are what the arrays are tested against.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from servewell.core.eventlog.ordered import NOBODY, Ints, Ordered

Names: TypeAlias = Mapping[str, tuple[str, ...]]  # of the codes of lifecycles and turns
BLOCK: Final = 2_000_000  # events handed on at once
USUAL_END: Final = 0.5  # of an activity's events are the last of their case
SILENCE: Final = 0.99  # of all waits are shorter than what is taken for silence


def event_batches(events: Ordered, names: Names, size: int = BLOCK) -> Iterator[pa.RecordBatch]:
    """Yield the table of events in the order of cases, some at a time."""
    for start, end in _blocks(events, size):
        part = slice(start, end)
        yield pa.RecordBatch.from_pydict(
            {
                "case": _cases_of(events, start, end),
                "activity": events.activity[part],
                "at": events.at[part],
                "seq": events.seq[part].astype(np.int64),
                "resource": _codes(events, "resource", part),
                "lifecycle": _names(events, "lifecycle", part, names),
                "turn": _names(events, "turn", part, names),
            }
        )


def transition_batches(events: Ordered, names: Names, size: int = BLOCK) -> Iterator[pa.RecordBatch]:
    """Yield the table of transitions in the order of cases, some at a time."""
    for start, end in _blocks(events, size):
        case = _cases_of(events, start, end)
        follows = np.flatnonzero(case[1:] == case[:-1]) + 1 + start
        left, entered = events.at[follows], events.at[follows - 1]
        of = case[follows - start]
        yield pa.RecordBatch.from_pydict(
            {
                "case": of,
                "place": (follows - events.begins[of] + 1).astype(np.int32),
                "previous": events.activity[follows - 1],
                "activity": events.activity[follows],
                "entered": entered,
                "left": left,
                "wait": left - entered,
                "previous_resource": _codes(events, "resource", follows - 1),
                "resource": _codes(events, "resource", follows),
                "turn": _names(events, "turn", follows, names),
            }
        )


def case_table(events: Ordered, case_ids: pa.Array) -> pa.Table:
    """Return the table of cases."""
    begins, ends = events.begins[:-1], events.begins[1:] - 1
    return pa.table(
        {
            "case": np.arange(len(begins), dtype=np.int32),
            "case_id": case_ids,
            "first": events.at[begins],
            "last": events.at[ends],
            "duration": events.durations,
            "events": events.counts,
            "start": events.activity[begins],
            "end": events.activity[ends],
            "variant": events.variants[0],
            "is_open": open_cases(events),
        }
    )


def open_cases(events: Ordered) -> Any:
    """Tell which cases go on after the log ends: those that ended in no usual end and were not silent for long.

    An end is usual when at least half of an activity's events are the last of their case; long is longer than 99 of
    100 waits between two events of this log.
    """
    if not len(events.at):
        return np.empty(0, dtype=np.bool_)
    ends = events.begins[1:] - 1
    last = events.activity[ends]
    usual = np.bincount(last, minlength=int(events.activity.max()) + 1) >= USUAL_END * np.bincount(events.activity)
    waits = np.diff(events.at)[events.follows[1:]]
    long = int(np.quantile(waits, SILENCE)) if len(waits) else 0
    return ~usual[last] & (int(events.at.max()) - events.at[ends] <= long)


def transitions_anywhere(events: ir.Table) -> ir.Table:
    """Return the table of transitions of a table of events (case, activity, at, seq, resource, turn) on any engine."""
    within = ibis.window(group_by=events.case, order_by=[events.at, events.seq])
    linked = events.mutate(
        place=(ibis.row_number().over(within) + 1).cast("int32"),
        previous=events.activity.lag().over(within),
        entered=events.at.lag().over(within),
        previous_resource=events.resource.lag().over(within),
    ).filter(lambda table: table.place > 1)
    return linked.select(
        linked.case, linked.place, linked.previous, linked.activity, linked.entered, left=linked.at,
        wait=linked.at - linked.entered, previous_resource=linked.previous_resource, resource=linked.resource,
        turn=linked.turn,
    )  # fmt: skip


def cases_anywhere(events: ir.Table) -> ir.Table:
    """Return the table of cases on any engine, without `case_id` and `is_open`.

    `way` is the path that a case took: the codes of its activities, each with six digits, joined by spaces; `variant`
    is 0 for the most frequent way, then by length, then by codes.
    """
    step = ibis.struct({"at": events.at, "seq": events.seq, "activity": events.activity})
    found = events.group_by("case").agg(
        first=events.at.min(), last=events.at.max(), events=events.count(), steps=step.collect()
    )
    found = found.mutate(steps=found.steps.sort())
    found = found.mutate(
        duration=found["last"] - found["first"],
        start=found.steps[0].activity,
        end=found.steps[found.steps.length() - 1].activity,
        way=found.steps.map(lambda one: one.activity.cast("string").lpad(6, "0")).join(" "),
    ).drop("steps")
    counted = found.group_by("way").agg(taken=found.count())
    rank = ibis.window(order_by=[counted.taken.desc(), counted.way.length(), counted.way])
    return found.join(counted.select("way", variant=ibis.row_number().over(rank)), "way")


def open_anywhere(cases: ir.Table, events: ir.Table, transitions: ir.Table) -> ir.Table:
    """Add `is_open` to a table of cases; the rule is that of `open_cases`."""
    ends = {row["end"]: row["n"] for row in cases.group_by("end").agg(n=cases.count()).to_pyarrow().to_pylist()}
    all_of = events.group_by("activity").agg(n=events.count()).to_pyarrow().to_pylist()
    usual = [row["activity"] for row in all_of if ends.get(row["activity"], 0) >= USUAL_END * row["n"]]
    totals = cases.agg(until=cases["last"].max()).to_pyarrow().to_pylist()[0]
    found = transitions.agg(long=transitions.wait.quantile(SILENCE)).to_pyarrow().to_pylist()[0]["long"]
    is_recent = totals["until"] - cases["last"] <= int(found or 0)
    return cases.mutate(is_open=is_recent & ~cases.end.isin(usual) if usual else is_recent)


def stages_anywhere(events: ir.Table, stage_of: tuple[int, ...]) -> ir.Table:
    """Return one event for each time that a case enters a stage, on any engine; `stage_of` is by activity (code)."""
    stage = events.activity.cases(*enumerate(stage_of), else_=None).cast("int32")
    within = ibis.window(group_by=events.case, order_by=[events.at, events.seq])
    known = events.mutate(stage=stage)
    known = known.mutate(before=known.stage.lag().over(within))
    enters = known.filter(known.before.isnull() | (known.before != known.stage))
    return enters.mutate(activity=enters.stage).drop("stage", "before")


def _blocks(events: Ordered, size: int) -> Iterator[tuple[int, int]]:
    """Yield from where to where blocks of whole cases reach, each of at least `size` events but the last."""
    start, total = 0, len(events.at)
    while start < total:
        wanted = int(np.searchsorted(events.begins, min(start + size, total)))
        end = int(events.begins[wanted])
        yield start, end
        start = end


def _cases_of(events: Ordered, start: int, end: int) -> Ints:
    low, high = np.searchsorted(events.begins, [start, end])
    return np.repeat(np.arange(low, high, dtype=np.int32), np.diff(events.begins[low : high + 1]))


def _codes(events: Ordered, name: str, part: Any) -> pa.Array:
    if name not in events.others:
        return pa.nulls(len(events.at[part]), pa.int32())
    codes = events.others[name][part].astype(np.int32)
    return pa.array(codes, mask=codes == NOBODY)


def _names(events: Ordered, name: str, part: Any, names: Names) -> pa.Array:
    codes = _codes(events, name, part)
    return pa.DictionaryArray.from_arrays(codes, pa.array(names.get(name, ()), pa.string())).cast(pa.string())
