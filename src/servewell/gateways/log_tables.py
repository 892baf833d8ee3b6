"""Puts the events of a log in order and its tables on DuckDB, each when it is first asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from servewell.core.eventlog.coded import CODED, Coded, Coder
from servewell.core.eventlog.csv import typed
from servewell.core.eventlog.lifting import attribute_of, lifted
from servewell.core.eventlog.linked import case_table, event_batches, transition_batches
from servewell.core.eventlog.log import CASE_COLUMNS, Abilities, Attribute, EventLog, Quality
from servewell.core.eventlog.ordered import Ordered, order, ties
from servewell.core.eventlog.table import Batch

IN_MEMORY: Final = 20_000_000  # events whose tables are kept in memory; those of more lie in files
MEMORY: Final = "4GB"
BOTH_ENDS: Final = 0.05  # of the events at least are starts of work, where a log tells them
_FIXED: Final = frozenset({*CODED.values(), "happened_us", "seq"})

TEXT: Final = pa.dictionary(pa.int32(), pa.string())
Columns = dict[str, pa.ChunkedArray]


def connect() -> Backend:
    """Return an embedded engine that goes to disk when a query needs more memory than it may take."""
    engine = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=tempfile.gettempdir())
    engine.con.execute("SET enable_progress_bar = false")  # it would be printed between the lines of a report
    return engine


@dataclass(slots=True)
class Spool:
    """Takes batches: keeps codes in memory, and what the log says besides in files of a folder of its own."""

    with_attributes: bool = True
    coder: Coder = field(default_factory=Coder)
    count: int = 0
    folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="servewell-log-")
    )
    parts: list[tuple[int, Path]] = field(default_factory=list)  # files, and how many events come before each
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
            part = Path(self.folder.name) / f"{len(self.parts):06}.parquet"
            texts = [field.name for field in free.schema if _is_text(field.type)]
            pq.write_table(free, part, compression="lz4", use_dictionary=texts, write_statistics=False)
            self.parts.append((self.count, part))

    def attributes(self) -> Iterator[tuple[str, pa.ChunkedArray]]:
        """Yield every free column of the events in the order of the source, null where a batch does not have it.

        Texts come in codes with one dictionary for all.
        """
        schemas = [pq.read_schema(part) for _, part in self.parts]
        names = dict.fromkeys(name for schema in schemas for name in schema.names)
        for name in names:
            kinds = {schema.field(name).type for schema in schemas if name in schema.names}
            kind = kinds.pop() if len(kinds) == 1 else pa.string()
            yield name, self._column(name, TEXT if _is_text(kind) else kind, schemas)

    def _column(self, name: str, kind: pa.DataType, schemas: list[pa.Schema]) -> pa.ChunkedArray:
        chunks, filled = [], 0
        for (start, part), schema in zip(self.parts, schemas, strict=True):
            if name in schema.names:
                chunks.append(pa.nulls(start - filled, kind))
                found = pq.read_table(part, columns=[name], read_dictionary=[name])[name]
                chunks += _in_codes(found).chunks if kind == TEXT else found.cast(kind).chunks
                filled = start + len(found)
        column = pa.chunked_array([*chunks, pa.nulls(self.count - filled, kind)], kind)
        return column.unify_dictionaries() if kind == TEXT else column

    def log(self, quality: Quality) -> EventLog:
        """Return the log of what was taken."""
        coded = self.coder.result()
        others = {name: codes for name, codes in coded.codes.items() if name not in ("case", "activity")}
        events = order(coded.codes["case"], coded.codes["activity"], coded.at, others)
        of_cases, of_events = dict(_case_columns(self.cases, coded)), Columns()
        for name, column in self.attributes():
            known = typed(column)
            one = lifted(known, events)
            if one is None:
                of_events[name] = known
            else:
                of_cases.setdefault(name, one)
        return laid(Source(events, coded.names, coded.case_ids, of_cases, of_events, self.folder), quality)


@dataclass(frozen=True, slots=True)
class Source:
    """What the tables are made of: ordered events, names by code, and what is said of cases and of events besides.

    Columns of cases have a value a case, those of events one an event in the order of the source. `cases` replaces the
    table of cases that the events tell.
    """

    events: Ordered
    names: Mapping[str, tuple[str, ...]]
    case_ids: pa.Array
    of_cases: Mapping[str, pa.Array]
    of_events: Mapping[str, pa.ChunkedArray]
    folder: Any
    cases: pa.Table | None = None

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Describe the columns of cases, by the names that they have in the table."""
        return tuple(attribute_of(_free_name(name), column) for name, column in self.of_cases.items())

    def case_rows(self) -> pa.Table:
        """Return the table of cases."""
        table = case_table(self.events, self.case_ids) if self.cases is None else self.cases
        for name, column in self.of_cases.items():
            table = table.append_column(_free_name(name), column)
        return table

    def event_rows(self) -> Iterator[pa.RecordBatch]:
        """Yield the table of events."""
        start = 0
        for batch in event_batches(self.events, self.names):
            places = pa.array(self.events.seq[start : start + batch.num_rows])
            for name, column in self.of_events.items():
                batch = batch.append_column(_free_name(name), _plain(column.take(places).combine_chunks()))
            start += batch.num_rows
            yield batch


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or (pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type)))


def _in_codes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of any kind as texts in codes."""
    if pa.types.is_dictionary(column.type):
        return column.cast(TEXT)
    return (column if pa.types.is_string(column.type) else column.cast(pa.string())).dictionary_encode()


def laid(source: Source, quality: Quality) -> EventLog:
    """Return the log whose tables lie on DuckDB, each from when it is first asked for."""
    engine = connect()
    events, names = source.events, source.names
    is_big = len(events.at) > IN_MEMORY
    path = Path(source.folder.name) if source.folder is not None else None

    def table(name: str, batches: Iterator[pa.RecordBatch]) -> ir.Table:
        if is_big and path is not None:
            return _written(engine, name, batches, path / f"{name}.parquet")
        engine.con.register(name, pa.Table.from_batches(batches))
        return engine.table(name)

    twice, same_time = ties(events)
    return EventLog(
        tables={
            "events": cache(lambda: table("events", source.event_rows())),
            "transitions": cache(lambda: table("transitions", transition_batches(events, names))),
            "cases": cache(lambda: table("cases", iter(source.case_rows().to_batches()))),
        },
        activities=names["activity"],
        resources=names.get("resource", ()),
        attributes=source.attributes,
        abilities=_abilities(events, names),
        first=int(events.at.min()),
        counted_until=int(events.at.max()),
        ordered=events,
        quality=replace(quality, duplicates=twice, same_time=same_time),
        names=names,
        keeps=(source.folder, engine),
    )


def _written(engine: Backend, name: str, batches: Iterator[pa.RecordBatch], path: Path) -> ir.Table:
    writer = None
    for batch in batches:
        writer = writer or pq.ParquetWriter(path, batch.schema, compression="lz4")
        writer.write_batch(batch)
    if writer is not None:
        writer.close()
    return engine.read_parquet(path, table_name=name)


def _abilities(events: Ordered, names: Mapping[str, tuple[str, ...]]) -> Abilities:
    lifecycle, lifecycles = events.others.get("lifecycle"), names.get("lifecycle", ())
    ends = [lifecycles.index(one) for one in ("start", "complete") if one in lifecycles]
    return Abilities(
        has_resources=len(names.get("resource", ())) > 1,
        has_starts=lifecycle is not None
        and len(ends) == 2
        and all(bool((lifecycle == one).mean() > BOTH_ENDS) for one in ends),
        has_turns="turn" in events.others,
    )


def _case_columns(tables: list[pa.Table], coded: Coded) -> Iterator[tuple[str, pa.Array]]:
    """Yield the columns that the log gives for cases, a value for each case by its code."""
    if not tables:
        return
    places = {case_id: code for code, case_id in enumerate(coded.case_ids.to_pylist())}
    source = np.full(len(places), -1, dtype=np.int64)
    for row, case_id in enumerate(case_id for table in tables for case_id in table["case_id"].to_pylist()):
        if case_id in places:
            source[places[case_id]] = row
    wanted = pa.array(source, mask=source < 0)
    for name in dict.fromkeys(name for table in tables for name in table.column_names if name != "case_id"):
        kinds = {table.schema.field(name).type for table in tables if name in table.column_names}
        kind = kinds.pop() if len(kinds) == 1 else pa.string()
        chunks: list[pa.Array] = []
        for table in tables:
            has = name in table.column_names
            chunks += table[name].cast(kind).chunks if has else [pa.nulls(table.num_rows, kind)]
        yield name, pa.chunked_array(chunks, kind).take(wanted).combine_chunks()


_OURS: Final = frozenset(
    (*CASE_COLUMNS, "way", "activity", "at", "seq", "resource", "lifecycle", "turn")  # what tables have anyway
)


def _free_name(name: str) -> str:
    """Mark a name that we use ourselves: what the log calls so is not what we call so."""
    return f"{name} (of the log)" if name in _OURS else name
