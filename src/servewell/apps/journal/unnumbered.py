"""Which committed events have no number yet. On PostgreSQL rows commit out of their ids' order, so ids are no order.

SQLite commits in the order of ids: what is new stands above the last. PostgreSQL gives an id long before the commit;
each checkpoint notes up to which id events were seen, under which snapshot, and up to which id nothing can come any
more: an id that was seen is settled when every transaction of that moment has ended and a later search found its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Found:
    """Events to number next: their ids and leaves in order; and what PostgreSQL's checkpoint has to note."""

    ids: tuple[int, ...]
    leaves: tuple[bytes, ...]
    seen: int = 0
    snapshot: int = 0
    settled: int = 0


def find(limit: int, *, everywhere: bool = False) -> Found:
    """Return at most `limit` events without a number. `everywhere`: also below what is settled, which takes long."""
    return _on_sqlite(limit) if connection.vendor == "sqlite" else _on_postgresql(limit, everywhere=everywhere)


def number_them(first: int, ids: Sequence[int]) -> None:
    """Give the events their numbers, from `first` on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("INSERT INTO position (pos, event_id) VALUES (%s, %s)", list(enumerate(ids, first)))
        else:
            cursor.execute(
                "INSERT INTO position (pos, event_id)"
                " SELECT %s + place - 1, id FROM unnest(%s::bigint[]) WITH ORDINALITY AS given (id, place)",
                [first, list(ids)],
            )


def count() -> int:
    """Return how many committed events have no number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM event) - (SELECT count(*) FROM position)")
        return int(cursor.fetchone()[0])


def _on_sqlite(limit: int) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, leaf FROM event WHERE id > (SELECT coalesce(max(event_id), 0) FROM position)"
            " ORDER BY id LIMIT %s",
            [limit],
        )
        rows = cursor.fetchall()
    return Found(tuple(int(row[0]) for row in rows), tuple(bytes(row[1]) for row in rows))


def _on_postgresql(limit: int, *, everywhere: bool) -> Found:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(settled, 0) FROM checkpoint ORDER BY size DESC LIMIT 1")
        row = cursor.fetchone()
        floor = 0 if row is None or everywhere else int(row[0])
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint, coalesce((SELECT max(id) FROM event), 0)"
        )
        oldest, snapshot, seen = (int(value) for value in cursor.fetchone())
        cursor.execute("SELECT seen FROM checkpoint WHERE snapshot <= %s ORDER BY size DESC LIMIT 1", [oldest])
        row = cursor.fetchone()
        settled = max(floor, int(row[0])) if row is not None else floor
        cursor.execute(
            "SELECT id, leaf FROM event WHERE id > %s"
            " AND NOT EXISTS (SELECT 1 FROM position WHERE position.event_id = event.id) ORDER BY id LIMIT %s",
            [floor, limit],
        )
        rows = cursor.fetchall()
    if len(rows) == limit:  # beyond these nothing was looked at
        seen, settled = min(seen, int(rows[-1][0])), min(settled, int(rows[-1][0]))
    return Found(tuple(int(row[0]) for row in rows), tuple(bytes(row[1]) for row in rows), seen, snapshot, settled)
