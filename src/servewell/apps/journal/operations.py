"""Append events. Callers hold a transaction, so that the event and what it changes stand or fall together."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.backends.utils import CursorWrapper

from servewell.apps.journal.news import NEWS
from servewell.apps.journal.transitions import BEFORE, read_before, write_transitions
from servewell.core.problem import ConflictError, Problem
from servewell.core.record import (
    EVENT_KINDS,
    SALT_BYTES,
    Before,
    Event,
    Header,
    canonical_bytes,
    commit,
    header_bytes,
    leaf,
    read_header,
)

_LAST: Final = (
    f"SELECT event.leaf, event.header, event.seq, {', '.join(f'step.{name}' for name in BEFORE)} FROM event"  # noqa: S608
    " LEFT JOIN transition_row AS step ON step.subject = event.subject"
    " AND step.seq = (SELECT max(seq) FROM transition_row WHERE subject = %s)"
    " WHERE event.subject = %s ORDER BY event.seq DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an event stands in its subject's order, its leaf, and the bytes that were stored."""

    seq: int
    leaf: bytes
    header: bytes
    body: bytes | None

    @property
    def event(self) -> Event:
        """The event, as reading it again would give it."""
        return Event(read_header(self.header), None if self.body is None else json.loads(self.body))


def append(
    *,
    subject: str,
    kind: str,
    by: str,
    now: datetime,
    service: str = "",
    version: str = "",
    data: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
) -> Appended:
    """Append one event to a subject's stream; return its number and leaf.

    `at` is `now`, or the subject's last instant when the clock went back. Raises ConflictError when somebody else
    appended to the subject at the same moment: read again and decide anew.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        raise RuntimeError("an event is appended in the transaction of the change that it tells")
    _check_kind(subject, kind, data or {}, body or {})
    cursor = database.cursor()
    seq, previous, last_at, before = _last_of(cursor, subject)
    wall = now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    header = Header(
        subject=subject, seq=seq + 1, prev=previous, kind=kind, actor=by, at=max(wall, last_at), wall=wall,
        service=service, version=version, data=data or {},
    )  # fmt: skip
    stored = header_bytes(header)
    content = None if body is None else canonical_bytes(body)
    header_salt, body_salt = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(SALT_BYTES)
    commits = commit(header_salt, stored), commit(body_salt, content or b"")
    hashed = leaf(*commits)
    try:
        with transaction.atomic(savepoint=database.vendor != "sqlite"):
            cursor.execute(
                "INSERT INTO event (header, header_commit, body_commit, leaf) VALUES (%s, %s, %s, %s) RETURNING id",
                [stored.decode(), *commits, hashed],
            )
            number = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO payload (event_id, header_salt, body_salt, body) VALUES (%s, %s, %s, %s)",
                [number, header_salt, body_salt, content],
            )
            write_transitions(cursor, number, header, before)
    except IntegrityError as error:
        raise ConflictError(
            Problem("appended-at-once", found="Somebody else changed this at the same moment.", fix="Try again.")
        ) from error
    transaction.on_commit(NEWS.set)
    return Appended(seq + 1, hashed, stored, content)


def _check_kind(subject: str, kind: str, data: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Refuse what no documented kind carries: an open field too many could tell about a person."""
    known = EVENT_KINDS[kind]
    stream = subject.split(":", 1)[0]
    extra = (set(data) - set(known.data)) | (set(body) - set(known.body))
    if stream not in known.streams or extra:
        raise ValueError(f"'{kind}' in '{stream}' with {sorted(extra)} is not documented in core/record/kinds.py")


def _last_of(cursor: CursorWrapper, subject: str) -> tuple[int, str, str, Before | None]:
    """Return number, leaf and instant of a subject's last event, and its last step; in one question."""
    cursor.execute(_LAST, [subject, subject])
    row = cursor.fetchone()
    if row is None:
        return 0, "", "", None
    leaf_before, header, seq, *step = row
    return int(seq), bytes(leaf_before).hex(), str(json.loads(header)["at"]), read_before(step)
