"""Erase what events say of persons. Headers, commitments, leaves and links stay, so that the rest can be proved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections

BATCH: Final = 500


def erase_bodies(*, subject: str, seqs: Sequence[int]) -> int:
    """Delete body and both salts of some events of a subject; return how many still had them.

    In the transaction of the event that tells what was erased and on which ground.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        raise RuntimeError("bodies are erased in the transaction of the event that tells it")
    erased = 0
    with database.cursor() as cursor:
        for start in range(0, len(seqs), BATCH):
            some = seqs[start : start + BATCH]
            places = ", ".join(["%s"] * len(some))
            cursor.execute(
                "DELETE FROM payload WHERE event_id IN"  # noqa: S608 - placeholders only
                f" (SELECT id FROM event WHERE subject = %s AND seq IN ({places}))",
                [subject, *some],
            )
            erased += cursor.rowcount
    return erased
