"""Opens an event log in a file: reads it once, puts its events in order, and lays the tables on an engine."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, TypeAlias

import pyarrow as pa

from servewell.core.eventlog.csv import read_csv
from servewell.core.eventlog.log import EventLog, Quality
from servewell.core.eventlog.parquet import read_parquet
from servewell.core.eventlog.rejections import Rejected, Rejections
from servewell.core.eventlog.roles import Roles
from servewell.core.eventlog.table import Batch
from servewell.core.eventlog.xes import LogError, read_xes
from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.log_tables import Spool

Engine: TypeAlias = Literal["duckdb", "spark"]
Progress: TypeAlias = Callable[[int], None]
CHUNK: Final = 1 << 20  # bytes read at once


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column plays which role, where the reader should not find out itself; `zone` of times without one."""

    case: str | None = None
    activity: str | None = None
    time: str | None = None
    resource: str | None = None
    classifier: str | None = None
    zone: str = "UTC"


def open_log(
    path: Path,
    columns: Columns = Columns(),
    *,
    keep: Callable[[Rejected], None] = lambda rejected: None,
    progress: Progress = lambda count: None,
    with_attributes: bool = True,
) -> EventLog:
    """Read a log (XES, CSV or Parquet; XES and CSV may be gzipped) and lay it on DuckDB.

    `keep` gets every event that cannot be used, `progress` the number of events read so far. Raises ProblemError when
    the file cannot be read as a log at all.
    """
    rejections = Rejections(keep)
    spool = Spool(with_attributes)
    roles: list[Roles] = []
    try:
        for batch in _batches(path, columns, rejections, roles.append, with_attributes=with_attributes):
            progress(spool.add(batch))
    except (LogError, OSError, EOFError, gzip.BadGzipFile) as error:
        line = getattr(error, "line", None)
        raise ProblemError(
            Problem("unreadable-log", Place(file=str(path), line=line), found=str(error) or type(error).__name__)
        ) from error
    if not spool.count:
        raise ProblemError(
            Problem("empty-log", Place(file=str(path)), found=f"No event of it can be used.{_why(rejections)}")
        )
    rejected = {str(reason): count for reason, count in rejections.counts.items()}
    return spool.log(Quality(rejected, columns=_columns(roles), doubts=roles[0].doubts if roles else ()))


def _columns(roles: list[Roles]) -> dict[str, str]:
    found = {name: getattr(one, name) for one in roles for name in ("case", "activity", "time", "resource")}
    return {name: column for name, column in found.items() if column}


def log_of_batches(batches: Iterable[Batch]) -> EventLog:
    """Return the log of events that are at hand."""
    spool = Spool()
    for batch in batches:
        spool.add(batch)
    return spool.log(Quality())


def log_of_rows(
    rows: Iterable[tuple[str, str, int, str | None]], attributes: Mapping[str, Mapping[str, Any]] | None = None
) -> EventLog:
    """Return the log of some events (case, activity, microseconds, resource) and the attributes of their cases."""
    case_ids, activities, times, resources = (list(column) for column in zip(*rows, strict=True))
    events = pa.table(
        {
            "case_id": pa.array(case_ids, pa.string()),
            "activity": pa.array(activities, pa.string()),
            "happened_us": pa.array(times, pa.int64()),
            "resource": pa.array(resources, pa.string()),
        }
    )
    told = [{"case_id": case_id, **values} for case_id, values in (attributes or {}).items()]
    return log_of_batches([Batch(events, pa.Table.from_pylist(told) if told else pa.table({"case_id": case_ids}))])


def _why(rejections: Rejections) -> str:
    return "".join(f" {count:,} × {reason}." for reason, count in rejections.counts.most_common())


def _batches(
    path: Path, columns: Columns, rejections: Rejections, told: Callable[[Roles], None], *, with_attributes: bool
) -> Iterator[Batch]:
    if not path.is_file():
        raise LogError(1, "There is no such file.")
    with path.open("rb") as file:
        start = file.read(4)
    roles: dict[str, Any] = {name: getattr(columns, name) for name in ("case", "activity", "time", "resource", "zone")}
    if start == b"PAR1":
        return read_parquet(path, rejections, **roles, with_free=with_attributes, told=told)
    if any(suffix.lower() == ".xes" for suffix in path.suffixes) or _is_xml(path):
        return read_xes(_chunks(path), rejections, classifier=columns.classifier)
    return read_csv(_chunks(path), rejections, **roles, told=told)


def _is_xml(path: Path) -> bool:
    return next(_chunks(path), b"").lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<log"))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as raw:
        is_zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        file: BinaryIO = gzip.GzipFile(fileobj=raw) if is_zipped else raw  # type: ignore[assignment]  # reads the same
        while chunk := file.read(CHUNK):
            yield chunk
