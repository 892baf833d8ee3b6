"""Read an event log from Parquet, row group by row group and column by column, without a look at single rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from servewell.core.eventlog.moments import Moments
from servewell.core.eventlog.rejections import Reason, Rejections
from servewell.core.eventlog.roles import SAMPLE, Roles, propose
from servewell.core.eventlog.table import FIXED, Batch
from servewell.core.eventlog.xes import LogError

EVENTS: Final = 1 << 19  # of a batch
GROUP: Final = 1 << 20  # events of a row group that is read at once; Arrow and DuckDB write no larger ones


def read_parquet(
    path: Path,
    rejections: Rejections,
    *,
    case: str | None = None,
    activity: str | None = None,
    time: str | None = None,
    resource: str | None = None,
    zone: str = "UTC",
    with_free: bool = True,
    told: Callable[[Roles], None] = lambda roles: None,
) -> Iterator[Batch]:
    """Yield the events of a Parquet file in batches; free columns only `with_free`.

    Times may be timestamps, dates, texts, or numbers since 1970; rejected rows are counted from 1. Raises LogError
    where the file is broken, and ProblemError where a role cannot be found.
    """
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            yield from _batches(
                path, file, rejections, (case, activity, time, resource), zone, with_free=with_free, told=told
            )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise LogError(1, f"The Parquet file cannot be read: {str(error).splitlines()[0]}") from error


def _batches(
    path: Path,
    file: pq.ParquetFile,
    rejections: Rejections,
    given: Sequence[str | None],
    zone: str,
    *,
    with_free: bool,
    told: Callable[[Roles], None],
) -> Iterator[Batch]:
    schema = file.schema_arrow
    names = [field.name for field in schema if not pa.types.is_nested(field.type)]
    first = next(file.iter_batches(SAMPLE, columns=names), None)
    if first is None:
        raise LogError(1, "The file has no rows.")
    texts = [_texts(first[name]).to_pylist() for name in names]
    chosen = dict(zip(("case", "activity", "time", "resource"), given, strict=True))
    roles = propose(names, list(zip(*texts, strict=True)), chosen, zone)
    if roles.dates:
        raise LogError(1, "Every row seems to be a case, with its times in columns; give it as CSV.")
    told(roles)
    used = [name for name in (roles.case, roles.activity, roles.time, roles.resource, roles.transition) if name]
    wanted = names if with_free else used
    row = 0
    coded = [name for name in wanted if pa.types.is_string(schema.field(name).type)]
    for batch in _two_at_once(path, file.metadata, wanted, coded):
        yield Batch(_events(batch, roles, rejections, row, used), pa.table({"case_id": pa.array([], pa.string())}))
        row += batch.num_rows


def _two_at_once(
    path: Path, known: pq.FileMetaData, wanted: Sequence[str], coded: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Yield the row groups in their order while the next two are decoded beside; columns `coded` stay in codes.

    A row group is read in parts where it has many events, so that memory stays bounded.
    """

    def read(group: int) -> list[pa.RecordBatch]:
        with pq.ParquetFile(path, metadata=known, pre_buffer=False, read_dictionary=coded) as file:
            return list(file.iter_batches(GROUP, row_groups=[group], columns=wanted, use_threads=False))

    if any(known.row_group(group).num_rows > GROUP for group in range(known.num_row_groups)):
        with pq.ParquetFile(path, metadata=known, pre_buffer=False, read_dictionary=coded) as file:
            yield from file.iter_batches(EVENTS, columns=wanted)
        return
    with ThreadPoolExecutor(2) as readers:
        ahead = deque(readers.submit(read, group) for group in range(min(2, known.num_row_groups)))
        for group in range(2, known.num_row_groups + 2):
            yield from ahead.popleft().result()
            if group < known.num_row_groups:
                ahead.append(readers.submit(read, group))


def _events(batch: pa.RecordBatch, roles: Roles, rejections: Rejections, row: int, used: Sequence[str]) -> pa.Table:
    nothing = pa.nulls(batch.num_rows, pa.string())
    transition = _lowered(_texts(batch[roles.transition])) if roles.transition else nothing
    columns = {
        "case_id": _texts(batch[roles.case]),
        "activity": _texts(batch[roles.activity]),
        "happened_us": _times(batch[roles.time], roles.moments),
        "seq": pa.array(np.arange(row, row + batch.num_rows)),
        "resource": _texts(batch[roles.resource]) if roles.resource else nothing,
        "transition": transition,
    }
    events = pa.table({one.name: columns[one.name] for one in FIXED})  # few names stay in codes
    for name in batch.schema.names:
        if name not in used:
            events = events.append_column(name, batch[name])
    return _kept(events, batch[roles.time], rejections, row)


def _kept(events: pa.Table, times: pa.Array, rejections: Rejections, row: int) -> pa.Table:
    """Return the events that can be used; count the others."""
    reasons: tuple[tuple[Reason, pa.ChunkedArray], ...] = (
        ("no case", _is_empty(events["case_id"])),
        ("no activity", _is_empty(events["activity"])),
        ("no time", pa.chunked_array([times.is_null()])),
        ("unreadable time", events["happened_us"].is_null()),
        ("time before 1970", pc.fill_null(pc.less(events["happened_us"], 0), False)),
    )
    bad = None
    for reason, mask in reasons:
        fresh = mask if bad is None else pc.and_not(mask, bad)
        if pc.any(fresh).as_py():
            for place in pc.indices_nonzero(fresh).to_pylist():
                content = events.slice(place, 1).to_pylist()[0]
                rejections.add(row + place + 1, reason, str(content))
        bad = mask if bad is None else pc.or_(bad, mask)
    return events.filter(pc.invert(bad)) if bad is not None and pc.any(bad).as_py() else events


def _is_empty(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_dictionary(column.type):
        return pc.fill_null(pc.equal(pc.binary_length(column), 0), True)
    return pa.chunked_array([_is_empty_code(chunk) for chunk in column.chunks], pa.bool_())


def _is_empty_code(chunk: pa.DictionaryArray) -> pa.Array:
    """Tell where a code stands for an empty text; most dictionaries have none."""
    empty = pc.fill_null(pc.equal(pc.binary_length(chunk.dictionary), 0), True)
    return pc.fill_null(empty.take(chunk.indices), True) if pc.any(empty).as_py() else chunk.is_null()


def _lowered(column: pa.Array) -> pa.Array:
    return pc.utf8_lower(column.dictionary_decode() if pa.types.is_dictionary(column.type) else column)


def _texts(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return column if pa.types.is_string(column.type.value_type) else _texts(column.dictionary_decode())
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz))
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _times(column: pa.Array, moments: Moments) -> pa.Array:
    kind = column.type
    if pa.types.is_date(kind):
        column = column.cast(pa.timestamp("us"))
        kind = column.type
    if pa.types.is_timestamp(kind):
        if kind.tz is None and moments.zone != "UTC":
            column = pc.assume_timezone(column, moments.zone, ambiguous="earliest", nonexistent="latest")
        return pc.cast(column, pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
    read = moments.reader()
    coded = _texts(column).dictionary_encode()
    known = pa.array([None if text is None else read(text) for text in coded.dictionary.to_pylist()], pa.int64())
    return known.take(coded.indices)
