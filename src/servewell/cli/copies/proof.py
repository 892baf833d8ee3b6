"""Prove an installation whole: `python -m servewell.cli.copies.proof` in a process with that installation's settings.

A copy counts only after this: the database's own check, the audit of the record, every document, and
the tables made again from the events. What it found goes to standard output as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from servewell.cli.installation import open_installation
from servewell.cli.telling import Telling
from servewell.core.problem import Problem, ProblemError

TOLD: Final = 20  # faults that are told one by one


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at, and in words what is wrong; `unknown` migrations come from a newer Servewell."""

    events: int = 0
    cases: int = 0
    documents: int = 0
    faults: Sequence[str] = ()
    unknown: Sequence[str] = ()


def prove(environment: Mapping[str, str], *, gone: Sequence[str] = ()) -> Proof:
    """Prove the installation that these variables name, in a process of its own."""
    done = _run(environment, "-m", "servewell.cli.copies.proof", *gone)
    said = json.loads(done)
    return Proof(**said)


def prepare(environment: Mapping[str, str]) -> None:
    """Make or bring up to date the tables of the installation that these variables name."""
    _run(
        environment,
        "-m",
        "servewell.cli.main",
        "manage",
        "migrate",
        "--verbosity",
        "0",
        "--no-input",
        errors=subprocess.PIPE,
    )


def environment_of(data: Path, database_url: str = "") -> dict[str, str]:
    """Return this process's variables, for another installation."""
    kept = {name: value for name, value in os.environ.items() if name != "SERVEWELL_DATABASE_URL"}
    url = {"SERVEWELL_DATABASE_URL": database_url} if database_url else {}
    return kept | url | {"SERVEWELL_DATA": str(data), "DJANGO_SETTINGS_MODULE": "servewell.config.settings"}


def refuse(proof: Proof, code: str, fix: str) -> None:
    """Raise ProblemError with what a proof found wrong."""
    problems = [Problem(code, found=fault) for fault in proof.faults[:TOLD]]
    if len(proof.faults) > TOLD:
        problems.append(Problem(code, found=f"And {len(proof.faults) - TOLD:,} more."))
    if problems:
        raise ProblemError(*problems, Problem(code, found="The copy does not count.", fix=fix))


def _run(environment: Mapping[str, str], *words: str, errors: int | None = None) -> str:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *words],
        env={**environment, "PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=errors, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise ProblemError(
            Problem(
                "copy-not-proven",
                found=f"The copy cannot be looked at: {(done.stderr or 'see above').strip().splitlines()[-1]}.",
                fix="Mend that, then run the command again.",
            )
        )
    return done.stdout


def _look(gone: Sequence[str]) -> Proof:
    open_installation()
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    unknown = sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations))
    if unknown:
        return Proof(unknown=unknown)
    from servewell.apps.cases.kept_files import broken_documents
    from servewell.apps.cases.rebuild import rebuild
    from servewell.apps.journal.transitions import refill_transitions

    told = Telling("proving: {} …")
    told("the file")
    # What stands on a fault is not looked at: an event that is missing folds into nothing sensible.
    if faults := [*_file_faults()] or [*_record_faults(told)]:
        return Proof(faults=faults)
    told("documents")
    documents, lost = broken_documents(gone=gone)
    told("cases, folded from their events")
    rebuilt = rebuild(check_only=True)
    steps = refill_transitions(check_only=True)
    faults = [*lost, *rebuilt.differences]
    if steps.differences:
        faults.append(f"{steps.differences:,} steps of the event logs are not what the events say.")
    told.done()
    return Proof(steps.events, rebuilt.cases, documents, faults)


def _record_faults(told: Telling) -> Sequence[str]:
    """Audit the record; its signatures where its key is at hand, which an agency may keep apart from copies."""
    from django.db import connection

    from servewell.apps.journal.auditing import audit
    from servewell.apps.journal.keys import installation_verifier

    try:
        verifier = installation_verifier()
    except ProblemError:
        verifier = None
    found = audit(
        connection,
        verifier=verifier,
        processes=min(os.cpu_count() or 1, 8),
        progress=lambda events: told(f"{events:,} events"),
    )
    more = [f"And {found.more:,} more."] if found.more else []
    return [*(str(fault) for fault in found.faults), *more]


def _file_faults() -> Sequence[str]:
    from django.db import connection

    from servewell.gateways.tables import SqliteTables

    if connection.vendor != "sqlite":
        return ()
    with SqliteTables(Path(str(connection.settings_dict["NAME"]))) as tables:
        return [f"The database's own check: {fault}." for fault in tables.faults()]


def main(gone: Sequence[str]) -> int:
    """Look, and print what was found; a database that cannot be read is a fault like others."""
    from django.db import DatabaseError

    from servewell.gateways.tables.sqlite import SqliteError

    try:
        found = _look(gone)
    except (DatabaseError, SqliteError) as error:
        found = Proof(faults=[f"The database cannot be read: {error}."])
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
