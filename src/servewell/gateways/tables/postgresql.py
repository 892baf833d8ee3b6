"""The tables of a PostgreSQL database, with values as SQLite would store them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Self

from servewell.gateways.tables.described import Column, Plain, Table, in_order

FETCHED: Final = 2_000
# How a type is read so that it comes as SQLite holds it. Instants come as themselves and are written by `str`.
_READ: Final = {
    "boolean": "{}::int",
    "jsonb": "{}::text",
    "uuid": "replace({}::text, '-', '')",
    "inet": "host({})",
    "numeric": "{}::float8",
    "date": "{}::text",
    "interval": "(extract(epoch FROM {}) * 1000000)::bigint",
    "timestamp with time zone": "{} AT TIME ZONE 'UTC'",
}
_COLUMNS: Final = """
    SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
    JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
    ORDER BY c.table_name, c.ordinal_position
"""
_KEYS: Final = """
    SELECT r.relname, a.attname FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = r.relnamespace
    JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (number, place) ON TRUE
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.number
    WHERE i.indisprimary AND n.nspname = current_schema() ORDER BY r.relname, k.place
"""
_PARENTS: Final = """
    SELECT child.relname, parent.relname FROM pg_constraint f JOIN pg_class child ON child.oid = f.conrelid
    JOIN pg_class parent ON parent.oid = f.confrelid JOIN pg_namespace n ON n.oid = child.relnamespace
    WHERE f.contype = 'f' AND n.nspname = current_schema()
"""
_SEQUENCES: Final = """
    SELECT t.relname, a.attname, quote_ident(s.relname) FROM pg_class s
    JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') JOIN pg_class t ON t.oid = d.refobjid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE s.relkind = 'S' AND n.nspname = current_schema()
"""


class PostgresqlTables:
    """A PostgreSQL database opened with the driver's own parameters.

    For reading everything is seen as it was at one moment; for filling the caller ends its transactions itself.
    """

    engine = "postgresql"

    def __init__(self, *, is_written: bool = False, **parameters: Any) -> None:
        import psycopg  # an extra: an installation on SQLite has no need of it

        self.errors = psycopg.Error
        self.refusals = psycopg.DataError, psycopg.IntegrityError
        self.connection: psycopg.Connection[Any] = psycopg.connect(**parameters)
        self.connection.execute("SET statement_timeout = 0")
        self.connection.execute("SET idle_in_transaction_session_timeout = 0")
        self.connection.execute("SET timezone = 'UTC'")
        self.connection.commit()
        if not is_written:
            self.connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            self.connection.read_only = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.connection.commit()
        self.connection.close()

    def tables(self) -> list[Table]:
        """Return every table, each behind those that it refers to."""
        columns: dict[str, list[Column]] = {}
        keys: dict[str, list[str]] = {}
        parents: dict[str, set[str]] = {}
        for table, column, kind in self.connection.execute(_COLUMNS):
            columns.setdefault(table, []).append(Column(column, kind))
        for table, column in self.connection.execute(_KEYS):
            keys.setdefault(table, []).append(column)
        for child, parent in self.connection.execute(_PARENTS):
            parents.setdefault(child, set()).add(parent)
        return in_order(
            Table(name, tuple(found), tuple(keys.get(name, ())), frozenset(parents.get(name, ())))
            for name, found in columns.items()
        )

    def count(self, table: Table) -> int:
        """Return how many rows a table has."""
        (count,) = self.connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone() or (0,)  # noqa: S608
        return int(count)

    def rows(self, table: Table) -> Iterator[list[tuple[Plain, ...]]]:
        """Yield rows, some thousand at a time, in no order."""
        listed = ", ".join(_READ.get(column.kind, "{}").format(f'"{column.name}"') for column in table.columns)
        with self.connection.cursor(name="rows") as cursor:
            cursor.execute(f'SELECT {listed} FROM "{table.name}"')  # noqa: S608
            while chunk := cursor.fetchmany(FETCHED):
                yield [tuple(_plain(value) for value in row) for row in chunk]

    def empty(self, table: Table) -> None:
        """Delete what migrations put into a table, also where its triggers refuse that."""
        for statement in (
            "SET CONSTRAINTS ALL IMMEDIATE",  # else rows that are gone are still to be looked at
            "ALTER TABLE {} DISABLE TRIGGER USER",
            "DELETE FROM {}",
            "ALTER TABLE {} ENABLE TRIGGER USER",
        ):
            self.connection.execute(statement.format(f'"{table.name}"'))

    def add(self, table: Table, rows: Sequence[Sequence[Plain]]) -> None:
        """Insert rows."""
        listed = ", ".join(f'"{name}"' for name in table.names)
        spans = [place for place, column in enumerate(table.columns) if column.kind == "interval"]
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy,
        ):
            for row in rows:
                values: list[Any] = list(row)
                for place in spans:
                    if values[place] is not None:
                        values[place] = timedelta(microseconds=values[place])
                copy.write_row(values)

    def sequences(self) -> dict[str, int]:
        """Return the last number given by each table that numbers its rows."""
        found: dict[str, int] = {}
        for table, _, sequence in self.connection.execute(_SEQUENCES).fetchall():
            row = self.connection.execute(f"SELECT last_value, is_called FROM {sequence}").fetchone()  # noqa: S608
            if row is not None and row[1]:
                found[table] = int(row[0])
        return found

    def set_sequences(self, numbers: Mapping[str, int]) -> None:
        """Go on behind these numbers."""
        for table, _, sequence in self.connection.execute(_SEQUENCES).fetchall():
            if table in numbers:
                self.connection.execute("SELECT setval(%s::regclass, %s)", [sequence, numbers[table]])


def _plain(value: Any) -> Plain:
    return str(value) if isinstance(value, datetime) else value
