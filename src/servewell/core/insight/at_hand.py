"""Keeps what several questions are asked of: an expression is compiled and run again for each of them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog


def at_hand(log: EventLog, found: ir.Table) -> ir.Table:
    """Return the rows of a table, at most some a case, where the log is in memory; else the table itself."""
    return found if log.ordered is None else ibis.memtable(found.to_pyarrow())
