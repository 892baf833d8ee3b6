"""Exactly one serving process on one SQLite file: a second would not share the writers' order."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from servewell.core.problem import Place, Problem, ProblemError


def hold_single_server_lock(database: Path) -> IO[str]:
    """Return the open lock file; closing it, or the end of the process, gives the lock back.

    Raises ProblemError when another process serves this database.
    """
    path = database.with_suffix(".serving")
    lock = path.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise ProblemError(
            Problem(
                "already-served",
                Place(file=str(database)),
                found="Another Servewell serves this database.",
                fix="Stop it first, or give this one another folder with SERVEWELL_DATA.",
            )
        ) from error
    return lock
