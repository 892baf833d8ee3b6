"""Says what ends a case of a log, and keeps which cases are open: every finding would work it out again."""

from __future__ import annotations

from collections.abc import Collection

from ibis.util import gen_name

from servewell.core.eventlog.ends import with_ends
from servewell.core.eventlog.log import EventLog


def ended(log: EventLog, ends: Collection[str], again: Collection[str] = ()) -> EventLog:
    """Return the log with a case open until one of `ends`, and again after one of `again`.

    Raises ProblemError when the log has no such activity.
    """
    known = with_ends(log, ends, again)
    if log.ordered is None:  # on an engine of many machines nothing is kept between queries
        return known
    engine = log.cases.get_backend()
    table = engine.create_table(gen_name("cases"), known.cases, temp=True)
    return known.with_cases(table, log.attributes)
