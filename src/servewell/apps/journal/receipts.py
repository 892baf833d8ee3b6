"""The receipt of an event: with it anybody who has the record's public key can check that the event stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from servewell.apps.journal import tree
from servewell.core.problem import NotFoundError, Problem
from servewell.core.record import canonical_bytes
from servewell.core.record.proof import inclusion_path, proof_text


@dataclass(frozen=True, slots=True)
class Sealing:
    """Where an event of a subject stands: `number` counts from 1, None while it waits for its number."""

    seq: int
    number: int | None


def sealings_of(subject: str) -> tuple[Sealing, ...]:
    """Return where each event of a subject stands in the record, in the subject's order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event.seq, position.pos + 1 FROM event LEFT JOIN position ON position.event_id = event.id"
            " WHERE event.subject = %s ORDER BY event.seq",
            [subject],
        )
        return tuple(Sealing(int(seq), None if number is None else int(number)) for seq, number in cursor.fetchall())


def receipt_of(subject: str, seq: int) -> str:
    """Return the receipt of an event as a text (C2SP tlog-proof). Raises NotFoundError while it has no number.

    `extra` is canonical JSON: header and body as they are committed to, with both salts (hex); where salts and body
    were erased, the commitments instead.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position.pos, event.header, event.header_commit, event.body_commit,"
            " payload.header_salt, payload.body_salt, payload.body FROM event"
            " JOIN position ON position.event_id = event.id LEFT JOIN payload ON payload.event_id = event.id"
            " WHERE event.subject = %s AND event.seq = %s",
            [subject, seq],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(
            Problem("not-numbered-yet", found="This is being sealed.", fix="Load the page again in a few seconds.")
        )
    pos, header, header_commit, body_commit, header_salt, body_salt, body = row
    told: dict[str, object] = {"v": 1}
    if header_salt is None:
        told |= {"header_commit": bytes(header_commit).hex(), "body_commit": bytes(body_commit).hex()}
    else:
        told |= {"header": header, "header_salt": bytes(header_salt).hex(), "body_salt": bytes(body_salt).hex()}
        told["body"] = "" if body is None else bytes(body).decode()
    size, note = _checkpoint_over(int(pos))
    return proof_text(canonical_bytes(told), int(pos), inclusion_path(int(pos), size, tree.node), note)


def _checkpoint_over(pos: int) -> tuple[int, str]:
    """Return the newest checkpoint that somebody cosigned and that is over a place; else the newest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(size) FROM cosignature WHERE size > %s", [pos])
        (size,) = cursor.fetchone()
        cursor.execute(
            "SELECT size, note FROM checkpoint WHERE size = %s" if size else
            "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1",
            [size] if size else [],
        )  # fmt: skip
        found, note = cursor.fetchone()
    return int(found), note + cosignatures(int(found))


def cosignatures(size: int) -> str:
    """Return the lines of the witnesses of a checkpoint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line FROM cosignature WHERE size = %s ORDER BY witness", [size])
        return "".join(f"{row[0]}\n" for row in cursor.fetchall())
