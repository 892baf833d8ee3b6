"""Fill a record, and do to it what only somebody with the database's rights can do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction

from servewell.apps.journal.auditing import Audited, audit
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.operations import append
from servewell.apps.journal.sealing import seal

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TABLES = ("event", "payload", "position", "tile", "checkpoint", "cosignature")


def fill(events: int, *, cases: int = 5, every: int = 7) -> list[str]:
    """Append events to some cases in turn, sealing after every few of them; return the subjects."""
    subjects = [f"case:{uuid4().hex}" for _ in range(cases)]
    for number in range(events):
        with transaction.atomic():
            append(
                subject=subjects[number % cases], kind="note_added", by="account:7", service="permit", version="v1",
                now=NOW + timedelta(minutes=number), data={"note": f"n{number}"}, body={"text": f"Call back {number}"},
            )  # fmt: skip
        if number % every == every - 1:
            seal()
    seal()
    return subjects


def ask(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def audited(*remembered: str) -> Audited:
    return audit(connection, verifier=installation_key().verifier, remembered=remembered)


def found_by(audited: Audited) -> str:
    """Return everything that an audit says."""
    return "\n".join(str(fault) for fault in audited.faults)


@contextmanager
def unguarded() -> Iterator[None]:
    """Take the guards away, as an administrator of the database can, and put them back afterwards."""
    if connection.vendor == "sqlite":
        guards = ask("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in guards:
            run(f"DROP TRIGGER {name}")
        yield
        for _, sql in guards:
            run(sql)
    else:
        for table in TABLES:
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in TABLES:
            run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
