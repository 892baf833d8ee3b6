"""Read events: of one subject with their bodies, or all of them in order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from servewell.apps.journal import unnumbered
from servewell.core.record import Event, Header, read_header

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class NumberedHeader:
    """A header with its number in the record, which begins at 1."""

    number: int
    header: Header


def events_of(subject: str) -> tuple[Event, ...]:
    """Return all events of a subject in its order, with the bodies that were not erased."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event.header, payload.body FROM event LEFT JOIN payload ON payload.event_id = event.id"
            " WHERE event.subject = %s ORDER BY event.seq",
            [subject],
        )
        return tuple(_event(header, body) for header, body in cursor.fetchall())


def events_of_kinds(subjects: Sequence[str], *, kinds: Sequence[str]) -> dict[str, tuple[Event, ...]]:
    """Return the events of some kinds of each subject, in its order; subjects without any are left out."""
    places, wanted = (", ".join(["%s"] * len(many)) or "NULL" for many in (subjects, kinds))
    found: dict[str, tuple[Event, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event.subject, event.header, payload.body FROM event"  # noqa: S608 - placeholders only
            " LEFT JOIN payload ON payload.event_id = event.id"
            f" WHERE event.kind IN ({wanted}) AND event.subject IN ({places}) ORDER BY event.subject, event.seq",
            [*kinds, *subjects],
        )
        for subject, header, body in cursor.fetchall():
            found[str(subject)] = (*found.get(str(subject), ()), _event(header, body))
    return found


def stream(*, after: int = 0, limit: int = 1_000) -> tuple[Event, ...]:
    """Return the events after a number of the record, in that order, with their bodies; none without a number yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event.header, payload.body FROM position JOIN event ON event.id = position.event_id"
            " LEFT JOIN payload ON payload.event_id = event.id WHERE pos >= %s ORDER BY pos LIMIT %s",
            [after, limit],
        )
        return tuple(_event(header, body) for header, body in cursor.fetchall())


def headers(*, agency: str, services: Sequence[str], after: int = 0, limit: int = 1_000) -> tuple[NumberedHeader, ...]:
    """Return an agency's headers alone after a number of the record: nothing personal leaves this query."""
    places = ", ".join(["%s"] * len(services)) or "NULL"
    fields = ("json_extract(header, '$.service')", "json_extract(header, '$.data.agency')")
    if connection.vendor != "sqlite":
        fields = ("header::jsonb ->> 'service'", "header::jsonb #>> '{data,agency}'")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pos + 1, header FROM position JOIN event ON event.id = position.event_id"  # noqa: S608
            f" WHERE pos >= %s AND (subject = %s OR {fields[1]} = %s OR {fields[0]} IN ({places}))"
            " ORDER BY pos LIMIT %s",
            [after, f"agency:{agency}", agency, *services, limit],
        )
        return tuple(NumberedHeader(int(number), read_header(header)) for number, header in cursor.fetchall())


def has_unnumbered() -> bool:
    """Tell whether an event waits for its number."""
    return bool(unnumbered.find(1).ids)


def subjects(prefix: str) -> Iterator[str]:
    """Yield the subjects that begin with a prefix, in alphabetical order, a chunk at a time."""
    last = prefix
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT subject FROM event WHERE seq = 1 AND subject > %s ORDER BY subject LIMIT %s", [last, CHUNK]
            )
            found = [str(row[0]) for row in cursor.fetchall()]
        for subject in found:
            if not subject.startswith(prefix):
                return
            yield subject
        if len(found) < CHUNK:
            return
        last = found[-1]


def count() -> int:
    """Return how many events there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM event")
        return int(cursor.fetchone()[0])


def _event(header: str, body: bytes | None) -> Event:
    return Event(read_header(header), None if body is None else json.loads(bytes(body)))
