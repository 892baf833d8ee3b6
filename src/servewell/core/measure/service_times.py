"""How long the work of a step takes and how long it waited for a start, where a log tells both start and completion.

The first start of an activity in a case belongs to its first completion that comes later, the second to the second, and
so on: first in, first out, as tools do where no instance is named (van der Aalst, Process Mining, 2016, section 5.2). A
completion before which no start is left, and a start that is never completed, are counted and left out. The wait of a
start is the time since the last completion of its case; a step that begins a case waited for nothing that is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.ordered import Longs, Ordered
from servewell.core.measure.map_from_arrays import quantiles

START, COMPLETE = "start", "complete"
_QUANTILES: Final = (0.5, 0.9)
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """The work of an activity (code) and the waits for it, in microseconds.

    `pairs` starts have their completion, `waits` of them a completion before them; the times are None of none.
    `working_total` is the work of all pairs together.
    """

    activity: int
    pairs: int
    unmatched_starts: int
    unmatched_completes: int
    working_median: float | None
    working_p90: float | None
    waits: int
    waiting_median: float | None
    waiting_p90: float | None
    working_total: int = 0


def service_times(log: EventLog) -> tuple[ServiceTime, ...]:
    """Return the work and the waits of every activity that has starts and completions; none where the log has none."""
    if not log.abilities.has_starts:
        return ()
    if log.ordered is not None:
        names = log.names["lifecycle"]
        return tuple(_in_arrays(log.ordered, names.index(START), names.index(COMPLETE)))
    return _in_tables(log.events)


def _in_arrays(events: Ordered, start: int, complete: int) -> list[ServiceTime]:
    lifecycle, case = events.others["lifecycle"], events.case
    is_start, is_complete = lifecycle == start, lifecycle == complete
    done_before = _last_before(is_complete, events)
    places = np.flatnonzero(is_start | is_complete)
    places = places[np.lexsort((places, events.activity[places]))]  # by activity, then by case and time
    found = []
    ends = np.flatnonzero(np.diff(events.activity[places])) + 1
    for some in np.split(places, ends):
        starts, completes, lost = _paired(case[some], is_start[some])
        work = events.at[some[completes]] - events.at[some[starts]]
        before = done_before[some[starts]]
        wait = (events.at[some[starts]] - events.at[before])[before >= 0]
        unmatched = int(is_start[some].sum()) - len(starts)
        found.append(_service_time(int(events.activity[some[0]]), work, wait, unmatched, lost))
    return [one for one in found if one.pairs or one.unmatched_starts]


def _last_before(chosen: Mask, events: Ordered) -> Longs:
    """Return for each event the place of the last chosen one before it in its case, or -1."""
    last = np.maximum.accumulate(np.where(chosen, np.arange(len(chosen)), -1))
    before = np.concatenate([[-1], last[:-1]])
    first = np.repeat(events.begins[:-1], events.counts)
    return np.where(before >= first, before, -1)


def _paired(case: npt.NDArray[np.int32], is_start: Mask) -> tuple[Longs, Longs, int]:
    """Return the places of starts and of their completions, and how many completions have no start before them."""
    group = np.cumsum(np.diff(case, prepend=case[0]) != 0)  # 0, 1, 2 ... for the cases
    count = int(group[-1]) + 1
    far = len(case) + 1
    steps = np.where(is_start, 1, -1)
    begins = np.searchsorted(group, np.arange(count))
    balance = np.cumsum(steps)
    balance -= (balance[begins] - steps[begins])[group]
    lowest = np.minimum.accumulate(np.minimum(balance, 0) - group * far) + group * far
    lower_before = np.concatenate([[0], lowest[:-1]])
    lower_before[begins] = 0
    is_lost = ~is_start & (lowest < lower_before)
    starts, completes = np.flatnonzero(is_start), np.flatnonzero(~is_start & ~is_lost)
    keys = [group[some] * far + _ranks(group[some], count) for some in (starts, completes)]
    with_end = np.isin(keys[0], keys[1], assume_unique=True)
    return starts[with_end], completes, int(is_lost.sum())


def _ranks(group: Longs, count: int) -> Longs:
    """Return the place of each value among those of its group; groups are in order."""
    begins = np.searchsorted(group, np.arange(count))
    return np.arange(len(group)) - begins[group]


def _service_time(activity: int, work: Longs, wait: Longs, starts: int, completes: int) -> ServiceTime:
    (working, working_p90), (waiting, waiting_p90) = (
        quantiles(some, _QUANTILES) if len(some) else (None, None) for some in (work, wait)
    )
    return ServiceTime(
        activity, len(work), starts, completes, working, working_p90, len(wait), waiting, waiting_p90, int(work.sum())
    )


def _in_tables(events: ir.Table) -> tuple[ServiceTime, ...]:
    """Return the same on any engine."""
    in_case = {"group_by": "case", "order_by": ["at", "seq"]}
    done = ibis.cases((events.lifecycle == COMPLETE, events.at))
    rows = events.mutate(done=done.max().over(ibis.cumulative_window(**in_case)))
    rows = rows.mutate(done_before=rows.done.lag().over(ibis.window(**in_case)))
    rows = rows.filter(rows.lifecycle.isin([START, COMPLETE]))
    rows = rows.mutate(step=(rows.lifecycle == START).ifelse(1, -1))
    of_step = {"group_by": ["case", "activity"], "order_by": ["at", "seq"]}
    rows = rows.mutate(balance=rows.step.sum().over(ibis.cumulative_window(**of_step)))
    rows = rows.mutate(lowest=ibis.least(rows.balance.min().over(ibis.cumulative_window(**of_step)), 0))
    rows = rows.mutate(lower_before=rows.lowest.lag().over(ibis.window(**of_step)).fill_null(0))
    rows = rows.mutate(is_lost=(rows.step < 0) & (rows.lowest < rows.lower_before))
    kept = rows.filter(~rows.is_lost)
    numbered = ibis.window(group_by=["case", "activity", "step"], order_by=["at", "seq"])
    kept = kept.mutate(number=ibis.row_number().over(numbered))
    starts = kept.filter(kept.step > 0).select("case", "activity", "number", "done_before", started="at")
    completes = kept.filter(kept.step < 0).select("case", "activity", "number", ended="at")
    both = starts.join(completes, ["case", "activity", "number"])
    both = both.mutate(work=both.ended - both.started, wait=both.started - both.done_before)
    work = both.group_by("activity").agg(
        pairs=both.count(), waits=both.wait.count(), working_total=both.work.sum().cast("int64"),
        working_median=both.work.quantile(0.5), working_p90=both.work.quantile(0.9),
        waiting_median=both.wait.quantile(0.5), waiting_p90=both.wait.quantile(0.9),
    )  # fmt: skip
    told = {row["activity"]: row for row in work.to_pyarrow().to_pylist()}
    counted = rows.group_by("activity").agg(
        starts=(rows.step > 0).cast("int64").sum(), lost=rows.is_lost.cast("int64").sum()
    )
    found = [_of_row(row, told.get(row["activity"], {})) for row in counted.to_pyarrow().to_pylist()]
    return tuple(sorted((one for one in found if one.pairs or one.unmatched_starts), key=lambda one: one.activity))


def _of_row(counted: Mapping[str, Any], told: Mapping[str, Any]) -> ServiceTime:
    times = {
        name: None if told.get(name) is None else float(told[name])
        for name in ("working_median", "working_p90", "waiting_median", "waiting_p90")
    }
    pairs = told.get("pairs", 0)
    return ServiceTime(
        counted["activity"], pairs, counted["starts"] - pairs, counted["lost"], waits=told.get("waits", 0), **times,
        working_total=told.get("working_total", 0),
    )  # fmt: skip
