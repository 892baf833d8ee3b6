"""How many cases came to their end at the first attempt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog


@dataclass(frozen=True, slots=True)
class FirstTimeRight:
    """How many cases are over, and how many of them were right the first time."""

    cases: int
    right: int

    @property
    def share(self) -> float:
        """The share from 0 to 1. Raises ZeroDivisionError when no case is over."""
        return self.right / self.cases


def first_time_right(log: EventLog, decided: Collection[int], corrections: Collection[int]) -> FirstTimeRight:
    """Return how many cases with an activity of `decided` had none of `corrections` (codes)."""
    events = log.events
    over = events.filter(events.activity.isin([*decided, -1])).select("case").distinct()
    wrong = events.filter(events.activity.isin([*corrections, -1])).select("case").distinct()
    return _counted(over, wrong)


def once_each(log: EventLog) -> FirstTimeRight:
    """Return how many of the cases that are over did no activity twice: start and completion of work count once."""
    events = log.events
    done = events.filter(events.lifecycle.isnull() | ~events.lifecycle.isin(["start", "schedule"]))
    times = done.group_by(["case", "activity"]).agg(times=done.count())
    wrong = times.filter(times.times > 1).select("case").distinct()
    return _counted(log.cases.filter(~log.cases.is_open).select("case"), wrong)


def _counted(over: ir.Table, wrong: ir.Table) -> FirstTimeRight:
    cases = int(over.count().to_pyarrow().as_py())
    return FirstTimeRight(cases, cases - int(over.semi_join(wrong, "case").count().to_pyarrow().as_py()))
