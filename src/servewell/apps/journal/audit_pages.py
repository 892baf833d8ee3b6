"""The events of a record page by page, each checked by itself; by several processes where that is worth it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from servewell.apps.journal.stored import Stored
from servewell.core.problem import Place, Problem
from servewell.core.record.audit import Checked, StoredEvent, check_events
from servewell.core.record.edge import WIDTH

PAGE: Final = 32 * WIDTH
_LEAF: Final = StoredEvent._fields.index("leaf")


@dataclass(slots=True)
class Page:
    """The numbered events from place `start` on: their leaves, None where one is missing, and what is wrong."""

    start: int
    leaves: list[bytes | None]
    gaps: list[Problem]
    checked: Checked
    last_id: int
    events: int


def read_page(stored: Stored, start: int, end: int) -> Page:
    """Read and check the events from place `start` up to `end`."""
    rows = stored.events(start, end)
    events = [row[2:] for row in rows if row[3] is not None]
    last_id = max((int(row[1]) for row in rows), default=0)
    if len(events) == end - start:
        return Page(start, [row[_LEAF] for row in events], [], check_events(events), last_id, len(events))
    leaves: list[bytes | None] = [None] * (end - start)
    for event in events:
        leaves[event[0] - 1 - start] = event[_LEAF]
    named = {row[0]: row[1] for row in rows}
    gaps = [
        Problem("record-gap", Place(f"number {place + 1}, event {named[place]}"), "The event of this number is gone.")
        if place in named
        else Problem("record-gap", Place(f"number {place + 1}"), "No event has this number.")
        for place, leaf in enumerate(leaves, start)
        if leaf is None
    ]
    return Page(start, leaves, gaps, check_events(events), last_id, len(events))


class Reader:
    """Reads what is slow to read: in this process, or in several side by side, each with a connection of its own."""

    def __init__(self, connection: BaseDatabaseWrapper, processes: int) -> None:
        self._stored = Stored(connection)
        self._pool: ProcessPoolExecutor | None = None
        if processes > 1:
            # A copy of the connection is not open: each process opens one of its own.
            self._pool = ProcessPoolExecutor(
                processes, multiprocessing.get_context("fork"), initializer=_begin, initargs=(connection.copy(),)
            )

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def pages(self, size: int) -> Iterator[Page]:
        """Yield all pages of the first `size` numbers in order."""
        spans = [(start, min(start + PAGE, size)) for start in range(0, size, PAGE)]
        if self._pool is None:
            return (read_page(self._stored, *span) for span in spans)
        return self._pool.map(_read, spans)

    def says_of_itself(self) -> Callable[[], list[str]]:
        """Begin SQLite's own check of the file; what is returned waits for what it says. Nothing: all is well."""
        if self._stored.connection.vendor != "sqlite":
            return list
        if self._pool is None:
            return lambda: check_file(self._stored)
        return self._pool.submit(_check_file).result


def check_file(stored: Stored) -> list[str]:
    """Return what SQLite finds wrong with its file."""
    said = [str(row[0]) for row in stored.all("PRAGMA integrity_check(20)")]
    return [] if said == ["ok"] else said


def _begin(connection: BaseDatabaseWrapper) -> None:
    global _stored
    _stored = Stored(connection)


def _read(span: tuple[int, int]) -> Page:
    return read_page(_stored, *span)


def _check_file() -> list[str]:
    return check_file(_stored)


_stored: Stored
