"""Event logs of any system: read in bounded memory into Arrow tables, with what was rejected and why."""

from servewell.core.eventlog.rejections import Rejected, Rejections
from servewell.core.eventlog.table import Batch
from servewell.core.eventlog.xes import LogError, read_xes

__all__ = ["Batch", "LogError", "Rejected", "Rejections", "read_xes"]
