"""Take a backup: the database as it was at one moment, the files that it speaks of, and the keys."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from servewell.apps.cases.kept_files import stored_names
from servewell.cli.copies.folder import copy_file, room_beside, whole_folder
from servewell.cli.copies.manifest import DATABASE, Manifest, measured, write_manifest
from servewell.cli.copies.proof import environment_of, prepare, prove, refuse
from servewell.cli.installation import refuse_half_moved
from servewell.cli.telling import Telling
from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.tables import PostgresqlTables, SqliteTables, copy_table, difference
from servewell.gateways.tables.sqlite import settle


def take_backup(to: Path, *, now: datetime, told: Telling) -> Manifest:
    """Write a backup to a new folder and return what it holds. Raises ProblemError; then nothing is left."""
    data = Path(settings.DATA)
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not database.exists():
        raise ProblemError(
            Problem(
                "no-installation", Place(file=str(database)), "There is no installation.", fix="Set SERVEWELL_DATA."
            )
        )
    refuse_half_moved()
    with whole_folder(to) as making:
        copied = _copy_sqlite if connection.vendor == "sqlite" else _copy_postgresql
        _copy_keys(data, making)
        copied(making, told)
        gone = _copy_documents(data, making, told)
        with room_beside(to.absolute().with_name(f"{to.name}.scratch")) as scratch:
            for name in measured(making):
                copy_file(making / name, scratch / name, may_link=name.startswith("documents/"))
            proof = prove(environment_of(scratch), gone=gone)
            refuse(proof, "copy-not-proven", "Look at the installation itself: servewell rebuild --check.")
        manifest = Manifest(
            now.isoformat(), connection.vendor, proof.events, proof.cases, proof.documents, measured(making), gone
        )
        write_manifest(making, manifest)
    told.done()
    return manifest


def _copy_keys(data: Path, making: Path) -> None:
    """Copy the small files beside the database: keys, without which links in mails and signatures are lost."""
    for path in sorted(data.iterdir()):
        if path.is_file() and not path.name.startswith(DATABASE) and path.suffix not in (".log", ".serving"):
            copy_file(path, making / path.name)


def _copy_sqlite(making: Path, told: Telling) -> None:
    """Copy page by page through SQLite itself, within one reading: others go on writing beside it."""
    source_path = Path(str(connection.settings_dict["NAME"]))
    with SqliteTables(source_path) as source:
        source.copy_pages(making / DATABASE, lambda percent: told(f"database: {percent} %"))
    settle(making / DATABASE)


def _copy_postgresql(making: Path, told: Telling) -> None:
    """Copy every row, all as they were at one moment, into a fresh SQLite file of the same migrations."""
    prepare(environment_of(making))
    parameters = connection.get_connection_params()
    with (
        PostgresqlTables(**_plain(parameters)) as source,
        SqliteTables(making / DATABASE, is_written=True) as target,
    ):
        tables = {table.name: table for table in source.tables()}
        wanted = target.tables()
        for into in reversed(wanted):
            if target.count(into):
                target.empty(into)
        rows = 0
        for into in wanted:

            def stored(key: object, count: int, name: str = into.name) -> None:
                nonlocal rows
                rows += count
                told(f"{name}: {rows:,} rows")

            copy_table(source, target, tables[into.name], into, stored=stored)
        target.set_sequences({name: number for name, number in source.sequences().items() if name in tables})
        faults = [difference(source, target, tables[into.name], into, progress=lambda _: None)[1] for into in wanted]
        if any(faults):
            raise RuntimeError(f"The copy of the tables differs: {'; '.join(filter(None, faults))}")
    settle(making / DATABASE)


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the driver's parameters without what Django adds for itself."""
    return {name: value for name, value in parameters.items() if name not in ("cursor_factory", "context")}


def _copy_documents(data: Path, making: Path, told: Telling) -> list[str]:
    """Copy every document that the copy speaks of; return those that were deleted meanwhile."""
    with SqliteTables(making / DATABASE) as tables:
        names = [str(name) for (name,) in tables.connection.execute("SELECT stored FROM cases_document ORDER BY id")]
    gone = []
    for number, name in enumerate(names, 1):
        try:
            copy_file(data / "documents" / name, making / "documents" / name)
        except FileNotFoundError:
            gone.append(name)
        told(f"documents: {number:,} of {len(names):,}")
    # One whose row is still there was not deleted: the proof says that it is lost.
    return sorted(set(gone) - stored_names())
