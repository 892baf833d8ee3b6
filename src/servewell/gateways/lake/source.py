"""Reads steps out of the store as Arrow tables: by ADBC where it is there and safe, else through the open connection.

Goes by the numbers that the sealer gave, from 1 on: never by ids or times, which come out of order.

ADBC brings an SQLite of its own. Two copies of SQLite in one process take each other's locks away when one closes the
file, so it is used only by a process that holds no other connection: the command, never the server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Final
from urllib.parse import quote, urlencode

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

_TEXTS: Final = (
    "activity", "previous", "turn", "resource", "service", "version", "arm", "channel", "device", "language", "page",
    "question", "fault", "reason", "decision",
)  # fmt: skip
COLUMNS: Final = pa.schema(
    [
        ("log", pa.string()), ("case_id", pa.string()), ("happened_us", pa.int64()), ("seq", pa.int64()),
        ("entered_us", pa.int64()), ("event", pa.int64()), *((name, pa.string()) for name in _TEXTS),
    ]
)  # fmt: skip
# Without nulls, of which the drivers could not tell the type; -1 and '' stand for them.
_SELECTED: Final = (
    "log, CASE log WHEN 'case' THEN substr(subject, 6) ELSE substr(subject, 7) END AS case_id,"
    " left_us AS happened_us, seq, coalesce(entered_us, -1) AS entered_us, pos + 1 AS event, "
    + ", ".join(f"coalesce({name}, '') AS {name}" for name in _TEXTS)
)
FETCHED: Final = 50_000
Read = Callable[[int, int, str | None], pa.Table]


def numbered_until() -> int:
    """Return how many events the sealer has numbered: no event can come between those any more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(pos) + 1, 0) FROM position")
        return int(cursor.fetchone()[0])


def reader(*, is_alone: bool) -> Read:
    """Return what reads the steps of events after one number up to another, of one service or all.

    `is_alone`: this process has no other connection to the store, and may open it by ADBC.
    """
    opened = _adbc() if is_alone and not connection.in_atomic_block else None
    return _by_cursor if opened is None else opened


def _query(service: str | None, mark: str) -> str:
    one = f" AND service = {mark.format(3)}" if service is not None else ""
    return (
        f"SELECT {_SELECTED} FROM position JOIN transition_row ON transition_row.event_id = position.event_id"  # noqa: S608
        f" WHERE pos >= {mark.format(1)} AND pos < {mark.format(2)}{one} ORDER BY pos, log"
    )


def _by_cursor(after: int, until: int, service: str | None) -> pa.Table:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_query(service, "%s"), [after, until, *([service] if service is not None else [])])
        return _shaped(pa.Table.from_batches(_fetched(cursor), COLUMNS))


def _fetched(cursor: Any) -> Iterator[pa.RecordBatch]:
    while rows := cursor.fetchmany(FETCHED):
        # The columns of the query are those of the schema, in its order.
        yield pa.RecordBatch.from_arrays(
            [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), COLUMNS, strict=True)],
            schema=COLUMNS,
        )


def _adbc() -> Read | None:
    is_sqlite = connection.vendor == "sqlite"
    try:
        dbapi = import_module(f"adbc_driver_{connection.vendor}.dbapi")
    except ImportError:
        return None
    mark = "?{}" if is_sqlite else "${}"
    address = _sqlite_address() if is_sqlite else _postgresql_address()
    connection.close()

    def read(after: int, until: int, service: str | None) -> pa.Table:
        with dbapi.connect(address) as store, store.cursor() as cursor:
            cursor.execute(_query(service, mark), (after, until, *([service] if service is not None else [])))
            return _shaped(cursor.fetch_arrow_table())

    return read


def _sqlite_address() -> str:
    # Read only: it can neither write nor move the log of writes.
    return f"file:{quote(str(connection.settings_dict['NAME']))}?mode=ro"


def _postgresql_address() -> str:
    settings = connection.settings_dict
    said = {name: value for name, value in settings.get("OPTIONS", {}).items() if isinstance(value, str | int)}
    said |= {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    said |= {"password": settings["PASSWORD"], "dbname": settings["NAME"]}
    return "postgresql:///?" + urlencode({name: value for name, value in said.items() if value}, quote_via=quote)


def _shaped(table: pa.Table) -> pa.Table:
    """Give the columns their types, and nulls where nothing was said."""
    columns = []
    for field in COLUMNS:
        column = table[field.name].cast(field.type)
        nothing = -1 if field.type == pa.int64() else ""
        columns.append(pc.if_else(pc.equal(column, nothing), pa.scalar(None, field.type), column))
    return pa.table(columns, schema=COLUMNS)
