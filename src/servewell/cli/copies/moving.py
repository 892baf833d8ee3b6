"""Carry all tables of an SQLite installation to PostgreSQL: in order, resumable, compared row by row, proven.

A table of its own in the target says how far it is; it goes away with the last step.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from servewell.cli.copies.proof import environment_of, prepare, prove, refuse
from servewell.cli.telling import Telling
from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.sqlite.single_server import hold_single_server_lock
from servewell.gateways.tables import MOVING as NOTES
from servewell.gateways.tables import PostgresqlTables, SqliteTables, Table, copy_table, difference

AGAIN: Final = "Make the target empty (DROP SCHEMA public CASCADE; CREATE SCHEMA public;), then run the command again."


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried over."""

    tables: int
    rows: int
    events: int
    cases: int


def move_to(url: str, *, told: Telling) -> Moved:
    """Move everything to the database of an address. Raises ProblemError; the source is only read."""
    path = Path(str(connection.settings_dict["NAME"]))
    if not path.exists():
        raise ProblemError(
            Problem("nothing-to-move", Place(file=str(path)), "There is no installation.", fix="Set SERVEWELL_DATA.")
        )
    connection.close()
    with hold_single_server_lock(path), _reached(url) as target:
        told("bringing the old tables up to date")
        prepare(environment_of(Path(settings.DATA)))
        try:
            with SqliteTables(path) as source:
                return _move(source, target, url, told)
        except target.errors as error:
            fix = "Run the command again: it goes on where it was."
            raise ProblemError(Problem("move-interrupted", found=_first_line(error), fix=fix)) from error


def _move(source: SqliteTables, target: PostgresqlTables, url: str, told: Telling) -> Moved:
    notes = Notes(target)
    notes.begin(_whose(source))
    told("making tables")
    prepare(environment_of(Path(settings.DATA), url))
    tables, wanted = source.tables(), {table.name: table for table in target.tables()}
    _check_known(tables, wanted)
    if not notes.is_prepared():
        _empty(target, [wanted[table.name] for table in tables])
        notes.prepared()
    rows = _carry(source, target, notes, tables, wanted, told)
    target.set_sequences(source.sequences())
    target.connection.commit()
    _compare(source, target, tables, wanted, told)
    proof = prove(environment_of(Path(settings.DATA), url))
    refuse(proof, "copy-not-proven", "The old installation is unchanged: servewell rebuild --check says more.")
    notes.end()
    told.done()
    return Moved(len(tables), rows, proof.events, proof.cases)


class Notes:
    """How far a move is, kept in the target: a row a table with the key of the last row that was stored."""

    def __init__(self, target: PostgresqlTables) -> None:
        self.connection: Any = target.connection
        self.names = {table.name for table in target.tables()}

    def begin(self, whose: str) -> None:
        """Begin, or go on with a move of the same installation. Raises ProblemError where something else is."""
        if not self.names:
            self.connection.execute(f"CREATE TABLE {NOTES} (name TEXT PRIMARY KEY, last TEXT NOT NULL, rows BIGINT)")
            self.connection.execute(f"INSERT INTO {NOTES} VALUES ('', %s, 0)", [whose])  # noqa: S608
        elif NOTES not in self.names:
            raise ProblemError(
                Problem("target-not-empty", found="The target has tables already.", fix="Give an empty database.")
            )
        elif self.last("")[0] != whose:
            found = "A move was begun here, of another installation or of this one before it changed."
            raise ProblemError(Problem("target-not-empty", found=found, fix=AGAIN))
        self.connection.commit()

    def last(self, table: str) -> tuple[str, int]:
        """Return what was noted last of a table, and how many of its rows are stored; ('', 0) before the first."""
        found = self.connection.execute(f"SELECT last, rows FROM {NOTES} WHERE name = %s", [table]).fetchone()  # noqa: S608
        return ("", 0) if found is None else (str(found[0]), int(found[1]))

    def note(self, table: str, last: str, rows: int) -> None:
        """Note how far a table is, together with the rows that were stored."""
        self.connection.execute(
            f"INSERT INTO {NOTES} VALUES (%s, %s, %s) ON CONFLICT (name)"  # noqa: S608
            f" DO UPDATE SET last = EXCLUDED.last, rows = {NOTES}.rows + EXCLUDED.rows",
            [table, last, rows],
        )
        self.connection.commit()

    def is_prepared(self) -> bool:
        """Tell whether what migrations put into tables was taken out."""
        return self.last(" prepared")[0] != ""

    def prepared(self) -> None:
        """Note that it was."""
        self.note(" prepared", "yes", 0)

    def end(self) -> None:
        """Forget the move: the target is an installation now."""
        self.connection.execute(f"DROP TABLE {NOTES}")
        self.connection.commit()


def _reached(url: str) -> PostgresqlTables:
    if not url.startswith(("postgresql://", "postgres://")):
        raise ProblemError(
            Problem("bad-address", found="That is no address of PostgreSQL.", expected="postgresql://user@host/name")
        )
    try:
        import psycopg
    except ImportError as error:
        fix = 'Install it: pip install "servewell[postgres]"'
        raise ProblemError(Problem("no-driver", found="The driver for PostgreSQL is missing.", fix=fix)) from error
    try:
        return PostgresqlTables(conninfo=url, is_written=True, connect_timeout=10)
    except psycopg.Error as error:
        # The driver's words name host, port and user, never the password.
        fix = "Check address, user, password and that the server lets this machine in."
        raise ProblemError(Problem("cannot-reach", found=str(error).strip(), fix=fix)) from error


def _whose(source: SqliteTables) -> str:
    """Return a mark of this installation in this state: what was written to since has to be moved anew."""
    events = source.connection.execute("SELECT count(*), max(id) FROM event").fetchone()
    drafts = source.connection.execute("SELECT count(*), max(saved_at) FROM cases_draft").fetchone()
    said = json.dumps([settings.SECRET_KEY, *events, *drafts])
    return hashlib.sha256(said.encode()).hexdigest()


def _check_known(tables: Sequence[Table], wanted: dict[str, Table]) -> None:
    strange = [table.name for table in tables if table.name not in wanted]
    if strange:
        raise ProblemError(
            Problem(
                "strange-table",
                found=f"The installation has tables that Servewell does not know: {', '.join(strange)}.",
                fix="Remove them, or install the version of Servewell that made them.",
            )
        )


def _empty(target: PostgresqlTables, wanted: Sequence[Table]) -> None:
    for into in reversed(wanted):
        if target.count(into):
            target.empty(into)


def _carry(
    source: SqliteTables,
    target: PostgresqlTables,
    notes: Notes,
    tables: Sequence[Table],
    wanted: dict[str, Table],
    told: Telling,
) -> int:
    for table in tables:

        def stored(key: Sequence[Any], count: int, name: str = table.name) -> None:
            notes.note(name, json.dumps(key), count)
            told(f"{name}: {notes.last(name)[1]:,} rows")

        last, _ = notes.last(table.name)
        try:
            copy_table(
                source, target, table, wanted[table.name], stored=stored, after=json.loads(last) if last else None
            )
        except target.refusals as error:
            target.connection.rollback()
            raise ProblemError(_not_taken(table, error)) from error
    return sum(notes.last(table.name)[1] for table in tables)


def _not_taken(table: Table, error: Exception) -> Problem:
    fix = "Mend that, then run the command again: it goes on where it was."
    found = f"PostgreSQL did not take a row: {_first_line(error)}"
    return Problem("target-refused", Place(file=table.name), found, fix=fix)


def _first_line(error: Exception) -> str:
    # What follows may hold a row, and so what a resident said.
    return f"{(str(error).strip().splitlines() or ['no words'])[0].rstrip('.')}."


def _compare(
    source: SqliteTables,
    target: PostgresqlTables,
    tables: Sequence[Table],
    wanted: dict[str, Table],
    told: Telling,
) -> None:
    faults = []
    for table in tables:
        told(f"comparing {table.name}")
        faults.append(difference(source, target, table, wanted[table.name], progress=lambda _: None)[1])
    target.connection.commit()
    problems = [Problem("copy-differs", found=f"{fault}.") for fault in faults if fault]
    if problems:
        raise ProblemError(*problems, Problem("copy-differs", found="The move does not count.", fix=AGAIN))
