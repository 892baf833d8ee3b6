"""The sealer: numbers committed events without gaps, adds them to the tree, signs a checkpoint over all of them.

What is sealed stands in one transaction. What it holds is worked out before, so that on SQLite nobody waits to write
while hashes are made; if somebody else sealed meanwhile, nothing is stored and the next turn begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from servewell.apps.journal import tree, unnumbered
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.unnumbered import Found
from servewell.core.record.checkpoints import Signer
from servewell.core.record.edge import FullTile

BATCH: Final = 10_000  # events of one transaction and one checkpoint
LOCK: Final = 0x5EA1  # PostgreSQL's advisory lock of the one sealer


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one turn of the sealer added: the events numbered `first` up to `size`, and the checkpoint over all."""

    first: int
    size: int
    note: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    found: Found
    sealed: Sealed
    tiles: tuple[FullTile, ...]


def seal(*, key: Signer | None = None, everywhere: bool = False) -> Sealed | None:
    """Seal at most 10,000 events; None when there is nothing new, or another sealer is at it.

    `everywhere`: on PostgreSQL also look for events far behind. Raises ProblemError when the key is not the record's.
    """
    prepared = _prepared(key or installation_key(), everywhere=everywhere)
    if prepared is None:
        return None
    with transaction.atomic():
        if not _is_alone() or tree.numbered() != prepared.sealed.first:
            return None
        _store(prepared)
    return prepared.sealed


def seal_all(*, key: Signer | None = None, everywhere: bool = False) -> int:
    """Seal what there is now, in as many turns as it takes; return how many events got a number.

    Ends with the first turn that is not full: who waits for the last event of a busy office waits for ever.
    """
    events = 0
    while (sealed := seal(key=key, everywhere=everywhere)) is not None:
        events += sealed.size - sealed.first
        if sealed.size - sealed.first < BATCH:
            break
    return events


def _prepared(key: Signer, *, everywhere: bool) -> _Prepared | None:
    first = tree.numbered()
    found = unnumbered.find(BATCH, everywhere=everywhere)
    if not found.ids:
        return None
    _check_key(key, first)
    edge = tree.edge(first)
    tiles = edge.add(found.leaves)
    note = key.sign(edge.size, edge.root())
    return _Prepared(found, Sealed(first, edge.size, note), tuple(tiles))


def _check_key(key: Signer, size: int) -> None:
    """Raise ProblemError unless the last checkpoint was signed by this key: another one would begin another record."""
    if size:
        with connection.cursor() as cursor:
            cursor.execute("SELECT note FROM checkpoint WHERE size = %s", [size])
            (note,) = cursor.fetchone()
        key.verifier.open(note)


def _is_alone() -> bool:
    """Tell whether this is the one sealer. On SQLite whoever writes is alone."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _store(prepared: _Prepared) -> None:
    found, sealed = prepared.found, prepared.sealed
    unnumbered.number_them(sealed.first, found.ids)
    with connection.cursor() as cursor:
        if prepared.tiles:
            cursor.executemany(
                "INSERT INTO tile (level, number, hashes, root) VALUES (%s, %s, %s, %s)",
                [(tile.level, tile.number, tile.hashes, tile.root) for tile in prepared.tiles],
            )
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO checkpoint (size, note) VALUES (%s, %s)", [sealed.size, sealed.note])
        else:
            cursor.execute(
                "INSERT INTO checkpoint (size, note, seen, snapshot, settled) VALUES (%s, %s, %s, %s, %s)",
                [sealed.size, sealed.note, found.seen, found.snapshot, found.settled],
            )
