"""Which cases are over, where somebody says what ends a case: a service's own record, or the user of a foreign log."""

from __future__ import annotations

from collections.abc import Collection

import ibis

from servewell.core.eventlog.log import CASE_COLUMNS, EventLog
from servewell.core.problem import Problem, ProblemError, nearest


def with_ends(log: EventLog, ends: Collection[str], again: Collection[str] = ()) -> EventLog:
    """Return the log with a case open until one of the activities `ends`, and again after one of `again`.

    Raises ProblemError when the log has no such activity.
    """
    for name in ends:
        if name not in log.activities:
            near = nearest(name, log.activities)
            fix = f"Did you mean '{near}'?" if near else "Name an activity as the log writes it."
            raise ProblemError(Problem("unknown-end", found=f"Nothing in the log is called '{name}'.", fix=fix))
    events, codes = log.events, [log.code(name) for name in ends]
    told = events.filter(events.activity.isin([*codes, *(log.code(name) for name in again if name in log.activities)]))
    last = told.group_by("case").agg(at=told["at"].max())
    latest = told.join(last, ["case", "at"])  # at one time, the place in the source tells
    latest = latest.group_by("case").agg(said=latest.activity.argmax(latest.seq))
    cases = log.cases.left_join(latest, "case")
    kept = [name for name in log.cases.columns if name not in CASE_COLUMNS]
    cases = cases.mutate(is_open=~cases.said.isin(codes).fill_null(ibis.literal(False)))
    cases = cases.select(*CASE_COLUMNS, *kept).order_by("case")
    return log.with_cases(cases, log.attributes)
