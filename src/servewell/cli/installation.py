"""Open the installation that a command works on: settings, migrations, static files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import django
from django.core.management import call_command

from servewell.core.problem import Problem, ProblemError
from servewell.gateways.postgresql import waits
from servewell.gateways.tables.described import MOVING

# Any number, as long as all agree: 'servewell' on a telephone's keys.
_PREPARING: Final = 737839355


def open_installation(*, prepare: bool = False) -> None:
    """Load the settings; with `prepare`, also bring tables and static files up to date (safe to repeat).

    Commands may wait for long; `servewell serve` bounds its waits again before it serves.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.config.settings")
    waits.use(waits.OF_COMMANDS)
    django.setup()
    if prepare:
        refuse_half_moved()
        with _one_at_a_time():
            call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)


def refuse_half_moved() -> None:
    """Raise ProblemError while a move to this PostgreSQL is not finished: half of a record must not be served."""
    from django.db import connection

    if connection.vendor == "postgresql" and MOVING in connection.introspection.table_names():
        raise ProblemError(
            Problem(
                "move-unfinished",
                found="An installation is being moved to this database, and not all of it is here.",
                fix="Run servewell move again: it goes on where it was.",
            )
        )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several machines may start on one PostgreSQL at once; the second finds the tables made."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    lock = connection.copy()
    try:
        with lock.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [_PREPARING])
        yield
    finally:
        lock.close()
