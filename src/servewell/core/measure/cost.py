"""What cases cost, from a column of amounts or from the time that was worked on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis.expr.types as ir

from servewell.core.eventlog.log import CASE_COLUMNS, EventLog
from servewell.core.eventlog.units import HOUR_US

# What our tables hold as numbers that are no amounts: codes, times, places.
OURS: Final = frozenset((*CASE_COLUMNS, "activity", "at", "seq", "resource"))


@dataclass(frozen=True, slots=True)
class Cost:
    """What was counted: in how many cases (or pieces of work), the sum, and the mean of each."""

    of: int
    total: float

    @property
    def mean(self) -> float:
        """The mean of each. Raises ZeroDivisionError when nothing was counted."""
        return self.total / self.of


def cost_of(log: EventLog, column: str) -> Cost | None:
    """Return what a column of numbers adds up to: of cases, or of events, whose amounts are added up by case.

    Cases without any amount are left out. None when neither cases nor events have such a column of numbers.
    """
    for table in (log.cases, log.events):
        if column in number_columns(table):
            said = table.filter(table[column].notnull())
            found = said.agg(of=said.case.nunique(), total=said[column].cast("float64").sum())
            row = found.to_pyarrow().to_pylist()[0]
            return Cost(int(row["of"]), float(row["total"] or 0.0))
    return None


def number_columns(table: ir.Table) -> tuple[str, ...]:
    """Return the columns of cases or events that hold numbers of the log, not ours."""
    return tuple(name for name in table.columns if name not in OURS and table[name].type().is_numeric())


def cost_of_work(worked: float, pieces: int, rate: float) -> Cost:
    """Return what work costs: `worked` microseconds in so many pieces, at a rate for an hour."""
    return Cost(pieces, worked / HOUR_US * rate)
