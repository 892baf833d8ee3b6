"""What single cases did at each step and how long they waited there, as one row for each case of a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog

Longs: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
MOST_CASES: Final = 50_000  # of a sample: a difference of one in a hundred between halves is told with certainty
MOST_STEPS: Final = 60  # ways from one activity to the next, the most frequent first
LONGEST: Final = 0.99  # the share of the waits at a step that count whole; longer ones count as this quantile
_SPREAD: Final = 2_654_435_761  # Knuth's multiplier, prime to 2**32: neighbouring numbers fall far apart
_RANGE: Final = 2**32


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
    limits = rows.group_by(["previous", "activity"]).agg(limit=rows.wait.quantile(LONGEST), seen=rows.count())
    frequent = limits.order_by([limits.seen.desc(), limits.previous, limits.activity]).limit(MOST_STEPS)
    found = frequent.to_pyarrow().to_pylist()
    steps = tuple((row["previous"], row["activity"]) for row in found)
    sums = {f"reached_{code}": (rows.activity == code).cast("int64").sum() for code in asked}
    for place, row in enumerate(found):
        is_here = (rows.previous == row["previous"]) & (rows.activity == row["activity"])
        capped = ibis.least(rows.wait, ibis.literal(round(row["limit"]), type="int64"))
        sums[f"visits_{place}"] = is_here.cast("int64").sum()
        sums[f"waits_{place}"] = is_here.ifelse(capped, 0).sum()
    wide = rows.group_by("case").agg(**sums).to_pyarrow() if sums else None
    return _placed(cases, steps, asked, wide)


def _placed(cases: Longs, steps: tuple[tuple[int, int], ...], asked: Sequence[int], wide: object) -> CaseSteps:
    visits, waits = np.zeros((2, len(cases), len(steps)))
    reached = {code: np.zeros(len(cases)) for code in asked}
    if wide is not None:
        place = np.searchsorted(cases, _column(wide, "case"))
        for step in range(len(steps)):
            visits[place, step] = _column(wide, f"visits_{step}")
            waits[place, step] = _column(wide, f"waits_{step}")
        for code in asked:
            reached[code][place] = _column(wide, f"reached_{code}")
    return CaseSteps(cases, steps, visits, waits, reached)


def _column(table: object, name: str) -> Longs:
    column = table[name]  # type: ignore[index]
    return np.asarray(column.to_numpy(), dtype=np.int64)
