"""Each event as a step of an event log, beside the step before it: written with the event, and made anew from events.

The table repeats what headers say, so that maps and waits are a plain grouping. It may be dropped and filled again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from servewell.core.record import Before, Header, Standing, Transition, journey_end, read_header
from servewell.core.record import transition as step_of

CHUNK: Final = 2_000
STATED: Final = (
    "log", "subject", "seq", "service", "version", "activity", "previous", "entered_us", "left_us", "turn",
    "resource", "channel", "device", "language", "arm", "page", "question", "fault", "reason", "decision",
)  # fmt: skip
COLUMNS: Final = (*STATED, "desk", "asked", "aside", "next_turn")
_LISTED: Final = ", ".join(COLUMNS)
BEFORE: Final = (
    "seq",
    "activity",
    "left_us",
    "channel",
    "device",
    "language",
    "arm",
    "desk",
    "asked",
    "aside",
    "next_turn",
)
_BEFORE: Final = (
    f"SELECT {', '.join(BEFORE)} FROM transition_row WHERE subject = %s AND event_id < %s ORDER BY seq DESC LIMIT 1"  # noqa: S608
)
_INSERT: Final = f"INSERT INTO transition_row (event_id, {_LISTED}) VALUES ({', '.join(['%s'] * (len(COLUMNS) + 1))})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Refilled:
    """How many events were read, and how many steps were missing, wrong or too many."""

    events: int
    differences: int


def write_transitions(cursor: CursorWrapper, event: int, header: Header, before: Before | None) -> None:
    """Store the steps that a new event is: one of its own log, and the end of the journey when it submits a draft.

    `before` is the last step of the subject.
    """
    for step in _steps(cursor, event, header, before):
        cursor.execute(_INSERT, [event, *_values(step)])


def read_before(row: Sequence[Any]) -> Before | None:
    """Return the step that the columns `BEFORE` hold; None when they are empty."""
    if row[0] is None:
        return None
    seq, activity, left_us, channel, device, language, arm, desk, asked, aside, next_turn = row
    standing = Standing(desk, asked, aside, next_turn == "")
    return Before(seq, activity, left_us, channel, device, language, arm, standing)


def refill_transitions(*, check_only: bool = False) -> Refilled:
    """Compare every step with its event; without `check_only` store what is right.

    By ids, so that events without a number are among them: whoever writes to a draft or its case takes turns, so their
    ids are in order, and nothing here depends on the order among others. Safe to repeat and to interrupt: each chunk of
    events is a transaction of its own.
    """
    events = differences = last = 0
    while chunk := _chunk(last):
        with transaction.atomic(), connection.cursor() as cursor:
            stored = _stored(cursor, chunk[0][0], chunk[-1][0])
            for number, header in chunk:
                wanted = [
                    _values(step) for step in _steps(cursor, number, header, _last(cursor, header.subject, number))
                ]
                if wanted != stored.get(number, []):
                    differences += 1
                    if not check_only:
                        _replace(cursor, number, wanted)
        events, last = events + len(chunk), chunk[-1][0]
    return Refilled(events, differences)


def _steps(cursor: CursorWrapper, event: int, header: Header, before: Before | None) -> Iterator[Transition]:
    if header.kind == "submitted":
        ended = journey_end(header, _last(cursor, f"draft:{header.data.get('draft', '')}", event))
        if ended is not None:
            yield ended
    step = step_of(header, before)
    if step is not None:
        yield step


def _last(cursor: CursorWrapper, subject: str, event: int) -> Before | None:
    """Return the last step of a subject before an event."""
    cursor.execute(_BEFORE, [subject, event])
    row = cursor.fetchone()
    return None if row is None else read_before(row)


def _values(step: Transition) -> tuple[Any, ...]:
    standing = step.standing
    stated = tuple(getattr(step, name) for name in STATED)
    return (*stated, standing.desk, standing.asked, standing.aside, standing.turn)


def _chunk(after: int) -> list[tuple[int, Header]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, header FROM event WHERE id > %s ORDER BY id LIMIT %s", [after, CHUNK])
        return [(int(number), read_header(header)) for number, header in cursor.fetchall()]


def _stored(cursor: CursorWrapper, first: int, last: int) -> dict[int, list[tuple[Any, ...]]]:
    """Return the steps of a span of events; the end of a journey before the begin of its case."""
    cursor.execute(
        f"SELECT event_id, {_LISTED} FROM transition_row WHERE event_id BETWEEN %s AND %s"  # noqa: S608
        " ORDER BY event_id, log DESC",
        [first, last],
    )
    found: dict[int, list[tuple[Any, ...]]] = {}
    for number, *values in cursor.fetchall():
        found.setdefault(int(number), []).append(tuple(values))
    return found


def _replace(cursor: CursorWrapper, event: int, wanted: list[tuple[Any, ...]]) -> None:
    cursor.execute("DELETE FROM transition_row WHERE event_id = %s", [event])
    for values in wanted:
        cursor.execute(_INSERT, [event, *values])
