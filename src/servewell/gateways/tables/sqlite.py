"""The tables of an SQLite file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote

from servewell.gateways.sqlite.linked import use_safe_sqlite

use_safe_sqlite()

import sqlite3  # noqa: E402 - the safe one

from servewell.gateways.tables.described import Column, Plain, Table, in_order  # noqa: E402

FETCHED: Final = 2_000
PAGES: Final = 2_000  # copied between two words about how far it is
SqliteError = sqlite3.DatabaseError  # of the SQLite that is used, which need not be Python's own
_HIDDEN: Final = (2, 3)  # how SQLite marks generated columns


class SqliteTables:
    """An SQLite file opened for one reading, or for filling. Its own connection, in one transaction until `close`."""

    engine = "sqlite"

    def __init__(self, path: Path, *, is_written: bool = False) -> None:
        mode = "rw" if is_written else "ro"
        self.connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, timeout=30
        )
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("BEGIN IMMEDIATE" if is_written else "BEGIN")
        self.connection.execute("PRAGMA defer_foreign_keys=ON")
        self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # from here on nothing moves

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self.connection.in_transaction:  # a full disk ends it by itself
            self.connection.execute("ROLLBACK" if kind is not None else "COMMIT")
        self.connection.close()

    def tables(self) -> list[Table]:
        """Return every table, each behind those that it refers to."""
        names = [
            str(name)
            for (name,) in self.connection.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            )
        ]
        return in_order(self._table(name) for name in names)

    def _table(self, name: str) -> Table:
        found = self.connection.execute(
            "SELECT name, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid", [name]
        ).fetchall()
        key = sorted((place, column) for column, place, _ in found if place)
        parents = self.connection.execute('SELECT "table" FROM pragma_foreign_key_list(?)', [name]).fetchall()
        return Table(
            name,
            tuple(Column(str(column)) for column, _, hidden in found if hidden not in _HIDDEN),
            tuple(str(column) for _, column in key),
            frozenset(str(parent) for (parent,) in parents),
        )

    def count(self, table: Table) -> int:
        """Return how many rows a table has."""
        return int(self.connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0])  # noqa: S608

    def rows(self, table: Table, after: Sequence[Plain] | None = None) -> Iterator[list[tuple[Plain, ...]]]:
        """Yield rows in the order of their key, behind the key `after`, some thousand at a time."""
        listed, key = _quoted(table.names), _quoted(table.key)
        behind = f" WHERE ({key}) > ({', '.join('?' * len(table.key))})" if after is not None else ""
        cursor = self.connection.execute(
            f'SELECT {listed} FROM "{table.name}"{behind} ORDER BY {key}',  # noqa: S608 - names of tables
            list(after or ()),
        )
        while chunk := cursor.fetchmany(FETCHED):
            yield [tuple(row) for row in chunk]

    def empty(self, table: Table) -> None:
        """Delete what migrations put into a table; of a table that has rows only."""
        self.connection.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - names of tables

    def add(self, table: Table, rows: Sequence[Sequence[Plain]]) -> None:
        """Insert rows."""
        marks = ", ".join("?" * len(table.columns))
        self.connection.executemany(
            f'INSERT INTO "{table.name}" ({_quoted(table.names)}) VALUES ({marks})',  # noqa: S608 - names of tables
            rows,
        )

    def sequences(self) -> dict[str, int]:
        """Return the last number given by each table that numbers its rows."""
        found = self.connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
        return {str(name): int(number) for name, number in found if number}

    def set_sequences(self, numbers: Mapping[str, int]) -> None:
        """Go on behind these numbers."""
        self.connection.execute("DELETE FROM sqlite_sequence")
        self.connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", list(numbers.items()))

    def copy_pages(self, target: Path, progress: Callable[[int], None]) -> None:
        """Copy the whole file as it was when this reading began; others go on writing. `progress` gets percents."""
        with closing(sqlite3.connect(target)) as into:
            self.connection.backup(
                into, pages=PAGES, progress=lambda _, left, pages: progress(100 - 100 * left // max(pages, 1))
            )

    def faults(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file; nothing when it is whole."""
        wrong = [str(words) for (words,) in self.connection.execute("PRAGMA integrity_check") if words != "ok"]
        broken: list[Any] = self.connection.execute("PRAGMA foreign_key_check").fetchall()
        return wrong + [f"a row of {row[0]} refers to one of {row[2]} that is not there" for row in broken]


def settle(database: Path) -> None:
    """Make one file of a database, without a log of writes beside it that reading would leave behind."""
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")
    database.chmod(0o600)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
