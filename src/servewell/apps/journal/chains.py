"""Check that every event is what was committed to, and that each subject's events follow each other without a gap.

Only reads. What holds all subjects together, the sealed tree, is audited elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from servewell.core.record import commit, leaf

CHUNK: Final = 5_000
_EVENTS: Final = (
    "SELECT event.subject, event.seq, event.header, event.header_commit, event.body_commit, event.leaf,"
    " payload.header_salt, payload.body_salt, payload.body FROM event"
    " LEFT JOIN payload ON payload.event_id = event.id"
    " WHERE (event.subject, event.seq) > (%s, %s) ORDER BY event.subject, event.seq LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many events were read, and in words which of them are not what they were."""

    events: int
    faults: tuple[str, ...]


def check_chains(*, progress: Callable[[int], None] = lambda events: None) -> Checked:
    """Check every commitment that still has its salt, every leaf, and every link to the event before."""
    events = 0
    faults: list[str] = []
    subject, seq, before = "", 0, ""
    for row in _rows():
        if row[0] != subject:
            subject, seq, before = row[0], 0, ""
        faults += [f"Event {row[1]} of {subject}: {fault}." for fault in _faults(row, seq + 1, before)]
        seq, before, events = int(row[1]), bytes(row[5]).hex(), events + 1
        if events % CHUNK == 0:
            progress(events)
    return Checked(events, tuple(faults))


def _rows() -> Iterator[Sequence[Any]]:
    subject, seq = "", 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_EVENTS, [subject, seq, CHUNK])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < CHUNK:
            return
        subject, seq = rows[-1][0], rows[-1][1]


def _faults(row: Sequence[Any], wanted: int, before: str) -> Iterator[str]:
    _, seq, header, header_commit, body_commit, stored_leaf, header_salt, body_salt, body = row
    if seq != wanted:
        yield f"the event before has number {wanted - 1}"
    if json.loads(header).get("prev") != before:
        yield "it does not follow the event before"
    if leaf(bytes(header_commit), bytes(body_commit)) != bytes(stored_leaf):
        yield "its leaf is not that of its commitments"
    if header_salt is None:
        return  # erased, as the law may ask; the leaf still stands for it
    if commit(bytes(header_salt), header.encode()) != bytes(header_commit):
        yield "its header is not what was committed to"
    if commit(bytes(body_salt), b"" if body is None else bytes(body)) != bytes(body_commit):
        yield "its body is not what was committed to"
