"""What the record tells the public: how long it is, its root, who cosigned it last, and whether the sealer is at work.

And its tiles, as C2SP tlog-tiles asks for them: hashes of salted commitments, which tell nothing about anybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from servewell.apps.journal import tree, unnumbered
from servewell.apps.journal.keys import installation_verifier
from servewell.apps.journal.receipts import cosignatures
from servewell.core.problem import NotFoundError, Problem
from servewell.core.record.edge import WIDTH

LATE: Final = timedelta(minutes=1)  # a seal takes a second; an event that waits so long is a fault
ENTRY: Final = (64).to_bytes(2, "big")  # both commitments


@dataclass(frozen=True, slots=True)
class Standing:
    """The record at a moment. `short_root` is what fits on paper; `waiting_since` is set while events wait too long."""

    name: str
    size: int
    root: str
    short_root: str
    key: str
    last_at: datetime
    witnesses: int
    waiting_since: datetime | None


def standing(*, now: datetime) -> Standing | None:
    """Return how the record stands; None while nothing was ever sealed."""
    found = _last()
    if found is None:
        return None
    size, note = found
    verifier = installation_verifier()
    checkpoint = verifier.open(note)
    waiting = _waiting_since()
    return Standing(
        name=verifier.name,
        size=size,
        root=checkpoint.root.hex(),
        short_root=short(checkpoint.root),
        key=str(verifier),
        last_at=_at("SELECT header FROM event JOIN position ON event_id = id WHERE pos = %s", size - 1),
        witnesses=cosignatures(size).count("\n"),
        waiting_since=waiting if waiting is not None and now - waiting > LATE else None,
    )


def short(root: bytes) -> str:
    """Return the first 80 bits of a root in groups, as a person can compare them on paper."""
    digits = root.hex()[:20].upper()
    return "-".join(digits[place : place + 5] for place in range(0, 20, 5))


def checkpoint() -> str:
    """Return the last signed checkpoint with its cosignatures. Raises NotFoundError before the first."""
    found = _last()
    if found is None:
        raise _none()
    return found[1] + cosignatures(found[0])


def tile(level: int, number: int, width: int = WIDTH) -> bytes:
    """Return hashes of a tile, `width` of them where it is not full. Raises NotFoundError for one not sealed yet."""
    if (number * WIDTH + width) << 8 * level > tree.numbered():
        raise _none()
    return tree.tile(level, number, width)


def entries(number: int, width: int = WIDTH) -> bytes:
    """Return the entries of a tile of the lowest level, each with its length before it: 64 bytes of commitments."""
    start = number * WIDTH
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT header_commit, body_commit FROM position JOIN event ON event.id = position.event_id"
            " WHERE pos >= %s AND pos < %s ORDER BY pos",
            [start, start + width],
        )
        rows = cursor.fetchall()
    if len(rows) != width:
        raise _none()
    return b"".join(ENTRY + bytes(header) + bytes(body) for header, body in rows)


def _last() -> tuple[int, str] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1")
        row = cursor.fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


def _waiting_since() -> datetime | None:
    """Return when the event happened that waits longest for its number."""
    found = unnumbered.find(1)
    return _at("SELECT header FROM event WHERE id = %s", found.ids[0]) if found.ids else None


def _at(sql: str, value: int) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return datetime.fromisoformat(json.loads(cursor.fetchone()[0])["wall"])


def _none() -> NotFoundError:
    return NotFoundError(Problem("not-numbered-yet", found="The record has not so many sealed events."))
