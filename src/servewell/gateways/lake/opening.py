"""Opens the log of one service out of the lake, for measures and findings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.table import Batch
from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.ends import ended
from servewell.gateways.lake.manifest import LogKind, read_manifest
from servewell.gateways.logs import log_of_batches

# What the analyst's table does not hold as such: the steps before are found again by order, and each log has its own.
_LEFT_OUT: Final = frozenset({"previous", "entered_us", "event", "service", "seq"})
# Whose work it was is told by role alone. A change of role is no handover, so it is no resource to the findings.
# When a case of the record is over, and when it is not any more (core/record/transition.py says the same of its turns).
_ENDS: Final = ("decided", "withdrawn", "closed")
_DECIDED: Final = "decided: "
_AGAIN: Final = ("decision undone", "reopened", "appealed")
_RENAMED: Final = {"resource": "role"}


def open_service_log(root: Path, service: str, kind: LogKind = "case") -> EventLog:
    """Return the log of a service: what happened to its cases, or to its drafts page by page.

    Raises ProblemError when nothing of it was exported to the folder `root` yet.
    """
    log = log_of_batches(batches_of(root, service, kind))
    if kind != "case":
        return log
    return ended(log, [name for name in log.activities if name in _ENDS or name.startswith(_DECIDED)], _AGAIN)


def batches_of(root: Path, service: str, kind: LogKind = "case") -> Iterator[Batch]:
    """Yield the events of a service in the order of the record, as the readers of logs do. Raises as above."""
    for table in tables_of(root, service, kind):
        yield Batch(_as_events(table), pa.table({"case_id": pa.array([], pa.string())}))


def tables_of(root: Path, service: str, kind: LogKind = "case") -> Iterator[pa.Table]:
    """Yield the parts of a service's log in the order of the record, with the lake's own columns. Raises as above."""
    parts = [part for part in read_manifest(root).parts if (part.service, part.log) == (service, kind)]
    if not parts:
        found = f"The lake has no log of '{service}'."
        raise ProblemError(Problem("no-log", Place(file=str(root)), found, fix="Export first: servewell export."))
    for part in sorted(parts, key=lambda part: part.first):
        path = root / part.file
        if not path.is_file():
            raise ProblemError(
                Problem("part-missing", Place(file=str(path)), "A part of the lake is missing.", fix="Export anew.")
            )
        yield pq.ParquetFile(path).read()


def _as_events(table: pa.Table) -> pa.Table:
    kept = table.select([name for name in table.column_names if name not in _LEFT_OUT])
    kept = kept.rename_columns([_RENAMED.get(name, name) for name in kept.column_names])
    return kept.append_column("resource", pa.nulls(table.num_rows, pa.string()))
