"""Rows of the record for its audit: texts as bytes, so that a damaged one can still be read; on any connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

_TEXTS: Final = {"sqlite": "CAST({} AS BLOB)", "postgresql": "convert_to({}, 'UTF8')"}


class Stored:
    """The record behind one connection; of the own installation, or of a copy."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        text = self._text = _TEXTS[connection.vendor]
        header, subject, kind = (text.format(f"event.{name}") for name in ("header", "subject", "kind"))
        self._columns = (
            f"event.id, {header}, event.header_commit, event.body_commit, event.leaf, {subject}, event.seq, {kind},"
            " payload.header_salt, payload.body_salt, payload.body"
        )

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def number(self, sql: str, *values: Any) -> int:
        """Return the only number that a query gives."""
        return int(self.all(sql, *values)[0][0] or 0)

    def events(self, start: int, end: int) -> list[tuple[Any, ...]]:
        """Return the numbered events from place `start` up to `end`: place and id, then the fields of StoredEvent.

        Of an event that is not there all but the place and the id is None.
        """
        return self.all(
            f"SELECT pos, position.event_id, pos + 1, {self._columns} FROM position"  # noqa: S608
            " LEFT JOIN event ON event.id = position.event_id LEFT JOIN payload ON payload.event_id = event.id"
            " WHERE pos >= %s AND pos < %s ORDER BY pos",
            start,
            end,
        )

    def without_number(self, after: int, limit: int) -> list[tuple[Any, ...]]:
        """Return events without a number in the order of their ids, with the fields of StoredEvent."""
        return self.all(
            f"SELECT NULL, {self._columns} FROM event LEFT JOIN payload ON payload.event_id = event.id"  # noqa: S608
            " WHERE event.id > %s AND NOT EXISTS (SELECT 1 FROM position WHERE position.event_id = event.id)"
            " ORDER BY event.id LIMIT %s",
            after,
            limit,
        )

    def tiles(self, level: int, start: int, end: int) -> dict[int, tuple[bytes, bytes]]:
        """Return hashes and root of a level's tiles from `start` up to `end`."""
        rows = self.all(
            "SELECT number, hashes, root FROM tile WHERE level = %s AND number >= %s AND number < %s", level, start, end
        )
        return {int(number): (bytes(hashes), bytes(root)) for number, hashes, root in rows}

    def upper_tiles(self) -> dict[tuple[int, int], tuple[bytes, bytes]]:
        """Return all tiles above the lowest level: one in 65,536 events."""
        rows = self.all("SELECT level, number, hashes, root FROM tile WHERE level > 0")
        return {(int(level), int(number)): (bytes(hashes), bytes(root)) for level, number, hashes, root in rows}

    def checkpoints(self, after: int, until: int) -> Iterator[tuple[int, str]]:
        """Yield size and note of the checkpoints of more than `after` and at most `until` events."""
        rows = self.all(
            f"SELECT size, {self._text.format('note')} FROM checkpoint"  # noqa: S608
            " WHERE size > %s AND size <= %s ORDER BY size",
            after,
            until,
        )
        for size, note in rows:
            yield int(size), bytes(note).decode(errors="replace")
