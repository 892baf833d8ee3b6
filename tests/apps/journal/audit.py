"""An audit of the whole journal, written against its description in docs/develop/events.md and not against its code."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict

from django.db import connection


def audit() -> list[str]:
    """Return what is wrong: leaves, links, order, commitments, and bodies that are missing without an `erased`."""
    wrong: list[str] = []
    last: dict[str, tuple[int, str]] = {}
    missing: dict[str, set[int]] = defaultdict(set)
    named: dict[str, set[int]] = defaultdict(set)
    for header, header_commit, body_commit, leaf, header_salt, body_salt, body in _rows():
        told = json.loads(header)
        where = f"{told['subject']} {told['seq']}"
        seq, link = last.get(told["subject"], (0, ""))
        last[told["subject"]] = told["seq"], bytes(leaf).hex()
        if (told["seq"], told["prev"]) != (seq + 1, link):
            wrong.append(f"{where}: link")
        if bytes(leaf) != hashlib.sha256(b"\x00" + bytes(header_commit) + bytes(body_commit)).digest():
            wrong.append(f"{where}: leaf")
        if header_salt is None:
            missing[told["subject"]].add(told["seq"])
        elif not _commits(header_salt, header.encode(), header_commit) or not _commits(body_salt, body, body_commit):
            wrong.append(f"{where}: commitment")
        if told["kind"] == "erased":
            named[told["subject"]] |= set(told["data"]["events"])
    unnamed = {subject: seqs - named[subject] for subject, seqs in missing.items()}
    return wrong + [f"{subject}: {seqs} missing" for subject, seqs in unnamed.items() if seqs]


def _commits(salt: bytes, content: bytes | None, commitment: bytes) -> bool:
    return hmac.new(bytes(salt), bytes(content or b""), hashlib.sha256).digest() == bytes(commitment)


def _rows() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT header, header_commit, body_commit, leaf, header_salt, body_salt, body FROM event"
            " LEFT JOIN payload ON payload.event_id = event.id ORDER BY subject, seq"
        )
        return cursor.fetchall()
