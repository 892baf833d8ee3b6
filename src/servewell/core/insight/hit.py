"""Who is hit by a finding: its share of the cases of each group, and examples of its cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import ibis
import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.finding import EXAMPLES, SMALLEST_GROUP, Asked, GroupHit, Size, cases_a_month

MOST_VALUES: Final = 20  # of an attribute that can be told as groups
_Counted: TypeAlias = tuple[str | None, int, int]  # a group, how many of its cases are hit, how many it has


def groups_hit(log: EventLog, asked: Asked, hit: ir.Table) -> tuple[GroupHit, ...]:
    """Return the share of each group's cases that are among `hit` (column case, each once), the worst hit first.

    A group is left out when it or the rest of it, hit or not, has fewer than ten cases; and so are the smallest others
    as long as what is left out could be found by subtraction from the whole.
    """
    marked = log.cases.left_join(hit.select("case", is_hit=ibis.literal(1)), "case")
    found: list[GroupHit] = []
    for by in (one.name for one in log.attributes if one.name in asked.by and one.values <= MOST_VALUES):
        grouped = marked.group_by(value=marked[by].cast("string")).agg(
            hit=marked.is_hit.fill_null(0).sum(), cases=marked.count()
        )
        counted = [(row["value"], row["hit"], row["cases"]) for row in grouped.to_pyarrow().to_pylist()]
        found += [GroupHit(by, value, hits, hits / cases, "share") for value, hits, cases in _told(counted)]
    return tuple(sorted(found, key=lambda group: (group.by, -group.measure, group.value)))


def _told(counted: Sequence[_Counted]) -> list[tuple[str, int, int]]:
    """Return the groups that may be told. Cases without a value are never told, and count as left out."""
    told = sorted((row for row in counted if row[0] is not None and _is_large(row)), key=lambda row: row[1:])
    hidden = [row for row in counted if row not in told]
    while told and hidden and not _is_large((None, sum(row[1] for row in hidden), sum(row[2] for row in hidden))):
        hidden.append(told.pop(0))
    return [(str(value), hits, cases) for value, hits, cases in told]


def _is_large(row: _Counted) -> bool:
    return min(row[1], row[2] - row[1]) >= SMALLEST_GROUP


def examples(log: EventLog, hit: ir.Table) -> tuple[str, ...]:
    """Return the ids of at most ten of the cases of `hit` (columns case, weight), the heaviest first."""
    named = hit.join(log.cases.select("case", "case_id"), "case")
    rows = named.order_by([named.weight.desc(), named.case_id]).limit(EXAMPLES).select("case_id").to_pyarrow()
    return tuple(rows["case_id"].to_pylist())


def case_count(log: EventLog) -> int:
    """Return how many cases the log has."""
    return int(log.cases.count().to_pyarrow().as_py())


def sized(log: EventLog, cases: int, of: int, days: float, gain: tuple[float, float, float]) -> Size:
    """Return the size of a finding of some `cases` out of `of`; `gain` is the days to be won, its low and high end."""
    expected, low, high = gain
    return Size(
        cases=cases,
        share=cases / of if of else 0.0,
        cases_a_month=cases_a_month(cases, log.first, log.counted_until),
        days=days,
        gain_days=max(expected, 0.0),
        gain_low=max(low, 0.0),
        gain_high=max(high, 0.0),
    )
