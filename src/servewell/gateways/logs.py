"""Opens an event log in a file: reads it once, puts its events in order, and lays the tables on an engine."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, TypeAlias

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from servewell.core.eventlog.coded import CODED, Coded, Coder
from servewell.core.eventlog.csv import read_csv, typed
from servewell.core.eventlog.lifting import attribute_of, lifted
from servewell.core.eventlog.linked import case_table, event_batches, transition_batches
from servewell.core.eventlog.log import CASE_COLUMNS, Abilities, Attribute, EventLog, Quality
from servewell.core.eventlog.ordered import Ordered, order
from servewell.core.eventlog.parquet import read_parquet
from servewell.core.eventlog.rejections import Rejected, Rejections
from servewell.core.eventlog.roles import Roles
from servewell.core.eventlog.table import Batch
from servewell.core.eventlog.xes import LogError, read_xes
from servewell.core.problem import Place, Problem, ProblemError

Engine: TypeAlias = Literal["duckdb", "spark"]
Progress: TypeAlias = Callable[[int], None]
CHUNK: Final = 1 << 20  # bytes read at once
IN_MEMORY: Final = 20_000_000  # events whose tables are kept in memory; those of more lie in files
MEMORY: Final = "4GB"
BOTH_ENDS: Final = 0.05  # of the events at least are starts of work, where a log tells them
_FIXED: Final = frozenset({*CODED.values(), "happened_us", "seq"})


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
    spool = _Spool(with_attributes)
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
    return _laid(spool, Quality(rejected, columns=_columns(roles), doubts=roles[0].doubts if roles else ()))


def _columns(roles: list[Roles]) -> dict[str, str]:
    found = {name: getattr(one, name) for one in roles for name in ("case", "activity", "time", "resource")}
    return {name: column for name, column in found.items() if column}


def log_of_batches(batches: Iterable[Batch]) -> EventLog:
    """Return the log of events that are at hand."""
    spool = _Spool(with_attributes=True)
    for batch in batches:
        spool.add(batch)
    return _laid(spool, Quality())


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


def connect() -> Backend:
    """Return an embedded engine that goes to disk when a query needs more memory than it may take."""
    engine = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=tempfile.gettempdir())
    engine.con.execute("SET enable_progress_bar = false")  # it would be printed between the lines of a report
    return engine


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


@dataclass(slots=True)
class _Spool:
    """Keeps codes in memory, and what the log says besides in files of a folder of its own."""

    with_attributes: bool
    coder: Coder = field(default_factory=Coder)
    count: int = 0
    folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="servewell-log-")
    )
    parts: list[Path] = field(default_factory=list)
    cases: list[pa.Table] = field(default_factory=list)

    def add(self, batch: Batch) -> int:
        """Take a batch; return how many events there are now."""
        events = batch.events
        self.coder.add(events)
        if self.with_attributes:
            self._keep_attributes(events)
            if batch.cases.num_rows and batch.cases.num_columns > 1:
                self.cases.append(batch.cases)
        self.count += events.num_rows
        return self.count

    def _keep_attributes(self, events: pa.Table) -> None:
        free = events.drop_columns([name for name in events.column_names if name in _FIXED])
        if free.num_columns and free.num_rows:
            free = free.append_column("seq", pa.array(np.arange(self.count, self.count + free.num_rows)))
            part = Path(self.folder.name) / f"{len(self.parts):06}.parquet"
            pq.write_table(free, part, compression="lz4")
            self.parts.append(part)

    def attributes(self) -> Iterator[tuple[str, pa.ChunkedArray]]:
        """Yield every free column of the events in the order of the source, null where a batch does not have it."""
        schemas = [pq.read_schema(part) for part in self.parts]
        names = dict.fromkeys(name for schema in schemas for name in schema.names if name != "seq")
        for name in names:
            kinds = {schema.field(name).type for schema in schemas if name in schema.names}
            kind = kinds.pop() if len(kinds) == 1 else pa.string()
            yield name, self._column(name, kind, schemas)

    def _column(self, name: str, kind: pa.DataType, schemas: list[pa.Schema]) -> pa.ChunkedArray:
        chunks, filled = [], 0
        for part, schema in zip(self.parts, schemas, strict=True):
            found = pq.read_table(part, columns=["seq", *([name] if name in schema.names else [])])
            start = found["seq"][0].as_py()
            chunks.append(pa.nulls(start - filled, kind))
            chunks += found[name].cast(kind).chunks if name in schema.names else [pa.nulls(found.num_rows, kind)]
            filled = start + found.num_rows
        return pa.chunked_array([*chunks, pa.nulls(self.count - filled, kind)], kind)


def _laid(spool: _Spool, quality: Quality) -> EventLog:
    """Order the events and lay the tables on an engine."""
    coded = spool.coder.result()
    others = {name: codes for name, codes in coded.codes.items() if name not in ("case", "activity")}
    events = order(coded.codes["case"], coded.codes["activity"], coded.at, others)
    cases = case_table(events, coded.case_ids)
    details: dict[str, pa.Array] = {}
    for name, column in _case_columns(spool.cases, coded):
        cases = _with(cases, name, column)
    for name, column in spool.attributes():
        column = typed(column)
        one = lifted(column, events)
        if one is None:
            details[name] = column
        elif name not in cases.column_names:
            cases = _with(cases, name, one)
    attributes = tuple(attribute_of(name, cases[name]) for name in cases.column_names[len(CASE_COLUMNS) :])
    return lay(connect(), events, cases, coded, attributes, quality, details=details, keeps=spool.folder)


def lay(
    engine: Backend,
    events: Ordered,
    cases: pa.Table,
    coded: Coded,
    attributes: tuple[Attribute, ...],
    quality: Quality,
    *,
    details: dict[str, pa.ChunkedArray],
    keeps: Any = None,
) -> EventLog:
    """Put the three tables on DuckDB."""
    lifecycles = coded.names.get("lifecycle", ())
    is_big = len(events.at) > IN_MEMORY
    folder = keeps if keeps is not None else tempfile.TemporaryDirectory(prefix="servewell-log-")
    tables = {
        "events": event_batches(events, coded.names),
        "transitions": transition_batches(events, coded.names),
    }
    for name, batches in tables.items():
        if is_big:
            _written(engine, name, batches, Path(folder.name) / f"{name}.parquet")
        else:
            table = pa.Table.from_batches(batches)
            if name == "events":
                for detail, column in details.items():
                    table = _with(table, detail, column.take(pa.array(events.seq)))
            engine.con.register(name, table)
    engine.con.register("cases", cases)
    follows = events.follows
    waits = np.diff(events.at)[follows[1:]]
    return EventLog(
        events=engine.table("events"),
        transitions=engine.table("transitions"),
        cases=engine.table("cases"),
        activities=coded.names["activity"],
        resources=coded.names.get("resource", ()),
        attributes=attributes,
        abilities=_abilities(events, lifecycles, coded),
        first=int(events.at.min()),
        counted_until=int(events.at.max()),
        ordered=events,
        quality=replace(quality, same_time=float((waits == 0).mean()) if len(waits) else 0.0),
        keeps=(folder, engine),
    )


def _written(engine: Backend, name: str, batches: Iterator[pa.RecordBatch], path: Path) -> None:
    writer = None
    for batch in batches:
        writer = writer or pq.ParquetWriter(path, batch.schema, compression="lz4")
        writer.write_batch(batch)
    if writer is not None:
        writer.close()
    engine.create_view(name, engine.read_parquet(path))


def _abilities(events: Ordered, lifecycles: tuple[str, ...], coded: Coded) -> Abilities:
    resource, lifecycle = events.others.get("resource"), events.others.get("lifecycle")
    starts = [lifecycles.index(one) for one in ("start", "complete") if one in lifecycles]
    return Abilities(
        has_resources=resource is not None and len(coded.names["resource"]) > 1,
        has_starts=lifecycle is not None
        and len(starts) == 2
        and all(bool((lifecycle == one).mean() > BOTH_ENDS) for one in starts),
        has_turns="turn" in events.others,
    )


def _case_columns(tables: list[pa.Table], coded: Coded) -> Iterator[tuple[str, pa.Array]]:
    """Yield the columns that the log gives for cases, a value for each case by its code."""
    if not tables:
        return
    places = {case_id: code for code, case_id in enumerate(coded.case_ids.to_pylist())}
    names = dict.fromkeys(name for table in tables for name in table.column_names if name != "case_id")
    rows = [places.get(case_id) for table in tables for case_id in table["case_id"].to_pylist()]
    source = np.full(len(places), -1, dtype=np.int64)
    for row, code in enumerate(rows):
        if code is not None:
            source[code] = row
    wanted = pa.array(source, mask=source < 0)
    for name in names:
        kinds = {table.schema.field(name).type for table in tables if name in table.column_names}
        kind = kinds.pop() if len(kinds) == 1 else pa.string()
        column = pa.chunked_array(
            [
                chunk
                for table in tables
                for chunk in (
                    table[name].cast(kind).chunks if name in table.column_names else [pa.nulls(table.num_rows, kind)]
                )
            ],
            kind,
        )
        yield name, column.take(wanted).combine_chunks()


def _with(table: pa.Table, name: str, column: Any) -> pa.Table:
    """Add a column; a name that is taken gets a mark, since what the log calls so is not what we call so."""
    return table.append_column(name if name not in table.column_names else f"{name} (of the log)", column)
