"""Witness the records of other agencies, and have the own one witnessed (C2SP tlog-witness).

A witness cosigns a checkpoint only when it goes on from the last one that it cosigned of that record: who shows two
histories to two people finds no witness for the second.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from servewell.apps.journal import tree
from servewell.core.problem import NotFoundError, Problem, ProblemError
from servewell.core.record.checkpoints import WITNESS, Checkpoint, Signer, Verifier, read_note, read_signer
from servewell.core.record.consistency import consistency_path, goes_on
from servewell.gateways.kept_secret import kept_secret

LONGEST: Final = 64_000  # characters of a request
LOCK: Final = 0x5EA2
RECENT: Final = 1_000  # checkpoints among which the one of a cosignature is looked for
_REQUEST: Final = re.compile(r"old (0|[1-9]\d{0,17})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers: a status of HTTP, and the cosignature or why there is none."""

    status: int
    text: str


def witness_key() -> Signer:
    """Return the key with which this installation cosigns; made at the first call, kept beside the record's key."""
    name = f"{urlsplit(settings.ADDRESS).netloc}/witness"
    path = Path(str(settings.DATA)) / "witness-key"
    return read_signer(kept_secret(path, lambda: Signer(name, secrets.token_bytes(32), WITNESS).text()))


def add_checkpoint(request: str, *, trusted: Sequence[Verifier], now: datetime) -> Answer:
    """Cosign a checkpoint of a trusted record, or refuse it: 400, 403, 404, 409 (with the size known here) or 422."""
    found = _REQUEST.fullmatch(request) if len(request) <= LONGEST else None
    if found is None:
        return Answer(400, "This is no request for a cosignature.\n")
    old, note = int(found[1]), found[3]
    name = note.split("\n", 1)[0]
    keys = [one for one in trusted if one.name == name]
    if not keys:
        return Answer(404, "This record is not witnessed here.\n")
    checkpoint = _signed(note, keys)
    if checkpoint is None:
        return Answer(403, "No key that is trusted here signed this checkpoint.\n")
    if old > checkpoint.size or not checkpoint.size:
        return Answer(400, "The old size is above the new one.\n")
    path = [base64.b64decode(line) for line in found[2].splitlines()]
    with transaction.atomic():
        _alone()
        refused = _refused(name, old, checkpoint, path)
        if refused is None:
            _remember(name, checkpoint.size, note)
    return refused or Answer(200, witness_key().cosign(note, at=int(now.timestamp())) + "\n")


def ask_for_cosignature(old: int) -> str:
    """Return the request to a witness that cosigned `old` events last, 0: never. Raises ProblemError."""
    size = tree.numbered()
    note = _notes(1)
    if not note or old > size:
        raise NotFoundError(Problem("not-numbered-yet", found="The record has not so many sealed events."))
    path = consistency_path(old, size, tree.node) if old else []
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
    return f"old {old}\n{lines}\n{note[0][1]}"


def keep_cosignature(line: str, *, witness: Verifier) -> int:
    """Keep a witness's line beside the checkpoint that it fits; return the checkpoint's size. Safe to repeat.

    Raises ProblemError when it fits none of the last thousand checkpoints.
    """
    for size, note in _notes(RECENT):
        if witness.cosigned_at(note, line.strip()) is not None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO cosignature (size, witness, line) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                    [size, str(witness), line.strip()],
                )
            return size
    found = "This is not this witness's cosignature of a checkpoint of ours."
    raise ProblemError(Problem("bad-cosignature", found=found, fix="Ask the witness for its line and its key again."))


def _signed(note: str, keys: Sequence[Verifier]) -> Checkpoint | None:
    for key in keys:
        try:
            return key.open(note)
        except ProblemError:
            continue
    return None


def _refused(name: str, old: int, new: Checkpoint, path: Sequence[bytes]) -> Answer | None:
    """Return why a checkpoint does not go on from the last one that was cosigned here; None when it does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, note FROM witnessed WHERE record = %s ORDER BY size DESC LIMIT 1", [name])
        row = cursor.fetchone()
    known = 0 if row is None else int(row[0])
    if old != known:
        return Answer(409, f"{known}\n")
    if row is None:
        return None if not path else Answer(422, "There is nothing yet to go on from.\n")
    last, _ = read_note(row[1])
    if new.size == known and new.root != last.root:
        return Answer(409, f"{known}\n")
    if not goes_on(known, last.root, new.size, new.root, path):
        return Answer(422, "The record does not go on from what was cosigned before.\n")
    return None


def _remember(name: str, size: int, note: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO witnessed (record, size, note) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", [name, size, note]
        )


def _alone() -> None:
    """Let no other request change what is known meanwhile. On SQLite whoever writes is alone."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _notes(limit: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT %s", [limit])
        return [(int(size), str(note)) for size, note in cursor.fetchall()]
