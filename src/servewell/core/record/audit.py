"""Check stored events one by one, in the order of the record: do they fit their commitments, and each the one before?

Rows come as the store holds them, with texts as bytes. A fault names the event, its case and the column.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from servewell.core.problem import Place, Problem

_TAIL: Final = re.compile(
    rb',"kind":"([^"\\]*)","prev":"([^"\\]*)","seq":(\d+),"service":"[^"\\]*","subject":"([^"\\]*)","v":1,'
    rb'"version":"[^"\\]*","wall":"[^"\\]*"\}$'
)
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))
_PAD: Final = bytes(32)  # a salt is half a block of SHA-256
_INNER_PAD: Final = _PAD.translate(_INNER)
_OUTER_PAD: Final = _PAD.translate(_OUTER)


class StoredEvent(NamedTuple):
    """One event as stored. `number` is its place in the record, from 1 on; None: it has none yet.

    Without a payload the salts are None: it was erased, or taken away.
    """

    number: int | None
    id: int
    header: bytes
    header_commit: bytes
    body_commit: bytes
    leaf: bytes
    subject: bytes
    seq: int
    kind: bytes
    header_salt: bytes | None
    body_salt: bytes | None
    body: bytes | None


@dataclass(slots=True)
class Checked:
    """What came of the events of one page, checked by themselves: to be joined to the pages before."""

    faults: list[Problem]
    firsts: dict[bytes, tuple[int, bytes, int | None, int]]  # of each subject's first event here: seq, prev, number, id
    lasts: dict[bytes, tuple[int, bytes]]  # of each subject: seq and leaf of its last event here
    without_payload: list[tuple[bytes, int, str]]  # subject, seq and place
    erased: set[tuple[bytes, int]]  # subject and seq of what an event says was erased


def check_events(rows: Iterable[Sequence[Any]]) -> Checked:
    """Check events one after another. The rows have the fields of StoredEvent, in its order."""
    sha256, tail = hashlib.sha256, _TAIL.search
    checked = Checked([], {}, {}, [], set())
    faults, firsts, lasts = checked.faults, checked.firsts, checked.lasts
    for row in rows:
        _, _, header, header_commit, body_commit, leaf, subject, seq, kind, header_salt, body_salt, body = row
        fits = sha256(b"\x00" + header_commit + body_commit).digest() == leaf
        if header_salt is None or body_salt is None:
            checked.without_payload.append((subject, seq, _place(subject, seq, row[0], row[1], "payload")))
        else:
            inner = sha256(header_salt.translate(_INNER) + _INNER_PAD + header).digest()
            fits &= sha256(header_salt.translate(_OUTER) + _OUTER_PAD + inner).digest() == header_commit
            inner = sha256(body_salt.translate(_INNER) + _INNER_PAD + (body or b"")).digest()
            fits &= sha256(body_salt.translate(_OUTER) + _OUTER_PAD + inner).digest() == body_commit
            fits &= body != b""
        if not fits:
            faults += _altered(StoredEvent(*row))
        before = lasts.get(subject)
        # Canonical bytes: no text can hold these quotes, so what fits stands at the top of the header.
        if (
            before is None
            or before[0] + 1 != seq
            or b',"kind":"%b","prev":"%b","seq":%d,"service":"' % (kind, before[1].hex().encode(), seq) not in header
            or b'","subject":"%b","v":1,"version":"' % subject not in header
        ):
            found = tail(header)
            told = _told(header) if found is None else (found[1], found[2], int(found[3]), found[4])
            if told is None or told[0] != kind or told[2] != seq or told[3] != subject:
                faults += _unlike(StoredEvent(*row), told)
            event = seq, b"" if told is None else told[1], row[0], row[1]
            if before is None:
                firsts[subject] = event
            else:
                faults += _unlinked(subject, event, before)
        if kind == b"erased":
            checked.erased |= {(subject, gone) for gone in _erased(header)}
        lasts[subject] = seq, leaf
    return checked


class Chain:
    """What is to be remembered between pages: the last event of each subject, and whose payload is not there."""

    def __init__(self) -> None:
        self._last: dict[bytes, tuple[int, bytes]] = {}
        self.without_payload: list[tuple[bytes, int, str]] = []
        self._erased: set[tuple[bytes, int]] = set()

    def join(self, page: Checked) -> list[Problem]:
        """Add the page that follows; return what is wrong with it, its links to the pages before included."""
        faults, last = list(page.faults), self._last
        for subject, first in page.firsts.items():
            before = last.get(subject, (0, b""))
            if before[0] + 1 != first[0] or before[1].hex().encode() != first[1]:
                faults += _unlinked(subject, first, before)
        last.update(page.lasts)
        self.without_payload += page.without_payload
        self._erased |= page.erased
        return faults

    def unlawfully_gone(self) -> list[Problem]:
        """Return the events whose payload is gone though no event of their subject says that it was erased."""
        found = "Salts and body are gone, and no event says that they were erased."
        return [
            Problem("record-altered", Place(file=place), found)
            for subject, seq, place in self.without_payload
            if (subject, seq) not in self._erased
        ]


def fault(event: StoredEvent, column: str, found: str) -> Problem:
    """Return a fault that names the event, its case and the column."""
    return Problem("record-altered", Place(_place(event.subject, event.seq, event.number, event.id, column)), found)


def _place(subject: bytes, seq: int, number: int | None, row: int, column: str) -> str:
    numbered = "without number" if number is None else f"number {number}"
    return f"event {row} ({numbered}), {subject.decode(errors='replace')} {seq}, {column}"


def _unlinked(subject: bytes, event: tuple[int, bytes, int | None, int], before: tuple[int, bytes]) -> list[Problem]:
    """Return what is wrong with a link; `before` are seq and leaf of the subject's event before."""
    seq, prev, number, row = event
    if seq > before[0] + 1:
        found = f"It is the subject's event {seq} and follows event {before[0]}: what was between them is gone."
    elif seq != before[0] + 1:
        found = f"It is the subject's event {seq} and follows event {before[0]}."
    elif prev == before[1].hex().encode():
        return []
    else:
        found = "It names another event before it than stands there: that one was changed, or one is gone."
    return [Problem("record-link", Place(_place(subject, seq, number, row, "prev")), found)]


def _altered(event: StoredEvent) -> list[Problem]:
    faults = []
    is_leaf_right = hashlib.sha256(b"\x00" + event.header_commit + event.body_commit).digest() == event.leaf
    for column, salt, data, commit in (
        ("header", event.header_salt, event.header, event.header_commit),
        ("body", event.body_salt, event.body or b"", event.body_commit),
    ):
        if salt is not None and hmac.digest(salt, data, "sha256") != commit:
            which = f"{column} or {column}_salt" if is_leaf_right else f"{column}, {column}_salt or {column}_commit"
            faults.append(fault(event, which, f"The {column} does not fit its commitment."))
    if event.body == b"" and event.body_salt is not None:
        faults.append(fault(event, "body", "The body is an empty text, which no event has."))
    if not is_leaf_right:
        faults.append(fault(event, "leaf, header_commit or body_commit", "The leaf is not the commitments' hash."))
    return faults


def _erased(header: bytes) -> list[int]:
    """Return which events of its subject an event `erased` names."""
    try:
        return [int(seq) for seq in json.loads(header)["data"]["events"]]
    except (ValueError, KeyError, TypeError):
        return []


def _told(header: bytes) -> tuple[bytes, bytes, int, bytes] | None:
    """Return kind, prev, seq and subject of a header whose bytes are not the usual ones; None when it is no header."""
    try:
        said = json.loads(header)
        return said["kind"].encode(), said["prev"].encode(), int(said["seq"]), said["subject"].encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _unlike(event: StoredEvent, told: tuple[bytes, bytes, int, bytes] | None) -> list[Problem]:
    if told is None:
        return [fault(event, "header", "This is no header.")]
    kind, _, seq, subject = told
    return [
        fault(event, column, f"The column says {says!r}, the header {means!r}.")
        for column, says, means in (
            ("kind", event.kind, kind), ("seq", event.seq, seq), ("subject", event.subject, subject)
        )
        if says != means
    ]  # fmt: skip
