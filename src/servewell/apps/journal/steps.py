"""Reads steps of the record for who compares drafts: when they were begun, and which of their cases did what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection

CHUNK: Final = 500
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Opening:
    """A draft that was begun, and how: nothing about the person."""

    draft: str
    at: datetime
    version: str
    arm: str
    channel: str
    device: str
    language: str


def openings(service: str, *, since: datetime, limit: int, newest: bool = False) -> tuple[Opening, ...]:
    """Return the first drafts of a service begun since an instant (or its `newest`), at most so many, oldest first."""
    order = "DESC" if newest else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, left_us, version, arm, channel, device, language FROM transition_row"  # noqa: S608 - ours
            " WHERE log = 'journey' AND previous IS NULL AND service = %s AND left_us >= %s"
            f" ORDER BY left_us {order}, event_id {order} LIMIT %s",
            [service, (since - _EPOCH) // timedelta(microseconds=1), limit],
        )
        rows = cursor.fetchall()
    return tuple(
        Opening(str(subject).removeprefix("draft:"), _EPOCH + timedelta(microseconds=int(at)), *map(str, rest))
        for subject, at, *rest in (reversed(rows) if newest else rows)
    )


def first_at(cases: Sequence[str], *, activities: Collection[str]) -> dict[str, datetime]:
    """Return when each case first came to one of some activities; cases that never did are left out."""
    found: dict[str, datetime] = {}
    listed = ", ".join(["%s"] * len(activities)) or "NULL"
    with connection.cursor() as cursor:
        for start in range(0, len(cases), CHUNK):
            subjects = [f"case:{one}" for one in cases[start : start + CHUNK]]
            places = ", ".join(["%s"] * len(subjects))
            cursor.execute(
                "SELECT subject, min(left_us) FROM transition_row WHERE log = 'case'"  # noqa: S608 - placeholders only
                f" AND subject IN ({places}) AND activity IN ({listed}) GROUP BY subject",
                [*subjects, *activities],
            )
            for subject, at in cursor.fetchall():
                found[str(subject).removeprefix("case:")] = _EPOCH + timedelta(microseconds=int(at))
    return found
