"""What single cases did at each step and how long they waited there, of a sample: grouped in the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servewell.core.eventlog.log import EventLog

Longs: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
MOST_CASES: Final = 30_000  # of a sample: a difference of one in a hundred between halves is told with certainty
MOST_STEPS: Final = 60  # ways from one activity to the next, the most frequent first
LONGEST: Final = 0.99  # the share of the waits at a step that count whole; longer ones count as this quantile
_SPREAD: Final = 2_654_435_761  # Knuth's multiplier, prime to 2**32: neighbouring numbers fall far apart
_RANGE: Final = 2**32
_CODES: Final = 1_000_000


@dataclass(frozen=True)
class CaseSteps:
    """Cases (codes, rising) by steps (activity before, activity): `visits` counts, `waits` sums microseconds.

    Both are float64 of shape (cases, steps). `reached` counts how often a case came to an activity that was asked for.
    """

    cases: Longs
    steps: tuple[tuple[int, int], ...]
    visits: Floats
    waits: Floats
    reached: dict[int, Floats]

    def from_(self, previous: int) -> list[int]:
        """Return the columns of the steps that go on from an activity."""
        return [place for place, step in enumerate(self.steps) if step[0] == previous]

    def to(self, activity: int) -> list[int]:
        """Return the columns of the steps that lead to an activity."""
        return [place for place, step in enumerate(self.steps) if step[1] == activity]

    def beyond_usual(self) -> Floats:
        """Return by how much each case waited longer at each step than all cases do on average."""
        visits = np.maximum(self.visits.sum(axis=0), 1.0)
        usual: Floats = self.waits.sum(axis=0) / visits
        return np.asarray(self.waits - self.visits * usual, dtype=np.float64)


def in_sample(case: ir.Column, share: float) -> ir.BooleanValue:
    """Tell whether a case number belongs to the sample of this share: always the same cases, on any engine."""
    place: ir.BooleanValue = (case.cast("int64") * _SPREAD) % _RANGE < round(share * _RANGE)
    return place


def case_steps(log: EventLog, cases: Longs, share: float, asked: Sequence[int]) -> CaseSteps:
    """Return what the cases (codes, rising; those of the sample of this share) did.

    A single long wait would hide what usually happens: the longest 1 in 100 waits at a step count as that quantile
    (winsorised, Tukey, Annals of Mathematical Statistics 33 (1962)).
    """
    rows = log.transitions.select("case", "previous", "activity", "wait")
    if share < 1:
        rows = rows.filter(in_sample(rows.case, share))
    limits = rows.group_by(["previous", "activity"]).agg(longest=rows.wait.quantile(LONGEST), seen=rows.count())
    frequent = limits.order_by([limits.seen.desc(), limits.previous, limits.activity]).limit(MOST_STEPS)
    found = frequent.to_pyarrow().to_pylist()
    steps = tuple((row["previous"], row["activity"]) for row in found)
    visits, waits = np.zeros((2, len(cases), len(steps)))
    result = CaseSteps(cases, steps, visits, waits, {code: np.zeros(len(cases)) for code in asked})
    if not steps:
        return result
    taken = _taken(rows, found).to_pyarrow()
    where = np.searchsorted(cases, _column(taken, "case")), _column(taken, "place")
    result.visits[where], result.waits[where] = _column(taken, "visits"), _column(taken, "waits")
    came = rows.filter(rows.activity.isin(list(asked))) if asked else rows.limit(0)
    came_to = came.group_by(["case", "activity"]).agg(visits=came.count()).to_pyarrow()
    who, what, often = (_column(came_to, name) for name in ("case", "activity", "visits"))
    for code in asked:
        result.reached[code][np.searchsorted(cases, who[what == code])] = often[what == code]
    return result


def _taken(rows: ir.Table, found: Sequence[Mapping[str, Any]]) -> ir.Table:
    """Return a row for each case and step found that it took: how often, and how long it waited there in all."""
    named = ibis.memtable(
        {
            "step": [_code(row["previous"], row["activity"]) for row in found],
            "place": list(range(len(found))),
            "longest": [round(row["longest"]) for row in found],
        },
        schema={"step": "int64", "place": "int32", "longest": "int64"},
    )
    coded = rows.select("case", "wait", step=_code(rows.previous.cast("int64"), rows.activity))
    marked = coded.inner_join(named, "step")
    return marked.group_by(["case", "place"]).agg(
        visits=marked.count(), waits=ibis.least(marked.wait, marked.longest).sum()
    )


def _code(previous: Any, activity: Any) -> Any:
    return previous * _CODES + activity


def _column(table: pa.Table, name: str) -> Longs:
    return np.asarray(table[name].to_numpy(), dtype=np.int64)
