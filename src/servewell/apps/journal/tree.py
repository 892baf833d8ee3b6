"""Read the stored tree: how many events have a number, the hashes of any level, the edge that the sealer goes on from.

Full tiles are rows. The hashes beside them are leaves of events (level 0) or roots of the tiles below.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from servewell.core.problem import NotFoundError, Problem
from servewell.core.record.edge import HASH, WIDTH, Edge, full_root, widths


def numbered() -> int:
    """Return how many events have a number: the next number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(pos) + 1, 0) FROM position")
        return int(cursor.fetchone()[0])


def edge(size: int) -> Edge:
    """Return the edge of the tree over the first `size` events."""
    levels = []
    for level, width in enumerate(widths(size)):
        end = size >> 8 * level
        levels.append(_hashes(level, end - width, end))
    return Edge(size, levels)


def root_at(size: int) -> bytes:
    """Return the root over the first `size` numbered events, from what is stored."""
    return edge(size).root()


def node(level: int, index: int) -> bytes:
    """Return the hash over the 2^level leaves from `index` * 2^level on; all of them must be numbered."""
    tile_level, height = divmod(level, 8)
    return full_root(_hashes(tile_level, index << height, (index + 1) << height))


def tile(level: int, number: int, width: int = WIDTH) -> bytes:
    """Return the first `width` hashes of a tile. Raises NotFoundError when there are not so many yet."""
    start = number * WIDTH
    found = _hashes(level, start, start + width)
    return b"".join(found)


def _hashes(level: int, start: int, end: int) -> list[bytes]:
    """Return hashes of one level from `start` up to `end`, within one tile. Raises NotFoundError when some lack."""
    if start == end:
        return []
    number = start // WIDTH
    stored = _row("SELECT hashes FROM tile WHERE level = %s AND number = %s", level, number)
    if stored is not None:
        hashes = bytes(stored[0])
        first = number * WIDTH
        return [hashes[(i - first) * HASH : (i - first + 1) * HASH] for i in range(start, end)]
    if level:
        sql = "SELECT root FROM tile WHERE level = %s AND number >= %s AND number < %s ORDER BY number"
        values = [level - 1, start, end]
    else:
        sql = (
            "SELECT event.leaf FROM position JOIN event ON event.id = position.event_id"
            " WHERE pos >= %s AND pos < %s ORDER BY pos"
        )
        values = [start, end]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = [bytes(row[0]) for row in cursor.fetchall()]
    if len(found) != end - start:
        raise NotFoundError(Problem("not-numbered-yet", found=f"The record has no {end - start} hashes there yet."))
    return found


def _row(sql: str, *values: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found
