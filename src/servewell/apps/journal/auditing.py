"""The full audit of a record: every commitment, leaf, link, number, tile, root and signature.

It reads only, and holds no lock: what is in the record never changes, so others may go on writing meanwhile. What it
says of is everything up to the last checkpoint of its beginning; newer events are checked by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from servewell.apps.journal.audit_pages import PAGE, Page, Reader
from servewell.apps.journal.stored import Stored
from servewell.core.problem import Place, Problem, ProblemError
from servewell.core.record.audit import Chain, StoredEvent, check_events, fault
from servewell.core.record.audit_tree import Mark, TreeCheck
from servewell.core.record.checkpoints import Checkpoint, Verifier, read_note, read_verifier
from servewell.core.record.edge import WIDTH

MOST: Final = 200  # faults that are told one by one
GUARDS: Final = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        (
            "event_no_update", "event_no_delete", "payload_no_update", "position_no_update", "position_no_delete",
            "tile_no_update", "tile_no_delete", "checkpoint_no_update", "checkpoint_no_delete",
            "cosignature_no_update", "cosignature_no_delete",
        ),
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
        (
            "event_no_change", "event_no_truncate", "payload_no_change", "position_no_row", "position_no_statement",
            "tile_no_row", "tile_no_statement", "checkpoint_no_row", "checkpoint_no_statement", "cosignature_no_row",
            "cosignature_no_statement",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Audited:
    """What was checked, and every fault; `more` faults are counted only. `note` is the last checkpoint that fits."""

    events: int
    size: int
    checkpoints: int
    cosignatures: int
    erased: int
    faults: tuple[Problem, ...]
    more: int
    note: str


def audit(
    connection: BaseDatabaseWrapper,
    *,
    verifier: Verifier | None,
    remembered: Sequence[str] = (),
    processes: int = 1,
    progress: Callable[[int], None] = lambda events: None,
) -> Audited:
    """Check the record behind a connection, and that it goes on from every remembered checkpoint.

    `verifier` None: where the key is kept apart nobody can tell who signed; all else is checked as ever.
    `processes`: how many check events side by side; only for a command, whose process has no threads.
    """
    return _Audit(connection, verifier, processes, progress).run(remembered)


class _Audit:
    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        verifier: Verifier | None,
        processes: int,
        progress: Callable[[int], None],
    ) -> None:
        self.stored = Stored(connection)
        self.reader = Reader(connection, processes)
        self.verifier = verifier
        self.progress = progress
        self.faults: list[Problem] = []
        self.more = 0
        self.chain = Chain()
        self.events = self.checkpoints = self.cosignatures = 0
        self.note = ""
        self.last_id = 0  # highest id with a number

    def run(self, remembered: Sequence[str]) -> Audited:
        size = 0
        try:
            with self.reader:
                size = self._whole(remembered)
        except (DatabaseError, TypeError, ValueError, AttributeError, OverflowError) as error:
            found = f"The record cannot be read: {error}"
            self._tell([Problem("record-unreadable", Place(file="record"), found, fix="Restore a backup.")])
        return Audited(
            self.events, size, self.checkpoints, self.cosignatures, len(self.chain.without_payload),
            tuple(self.faults), self.more, self.note,
        )  # fmt: skip

    def _whole(self, remembered: Sequence[str]) -> int:
        self._guards()
        file_says = self.reader.says_of_itself()
        size = self.stored.number("SELECT max(size) FROM checkpoint")
        marks = [self._remembered(note, size) for note in remembered]
        tree = TreeCheck(self.stored.upper_tiles())
        self._numbered(tree, size, [mark for mark in marks if mark is not None])
        self._counts(size)
        self._without_number()
        self._cosigned()
        self._tell([Problem("record-file", Place("database"), f"SQLite says: {line}") for line in file_says()])
        return size

    def _tell(self, faults: Sequence[Problem]) -> None:
        room = max(0, MOST - len(self.faults))
        self.faults += faults[:room]
        self.more += len(faults[room:])

    def _guards(self) -> None:
        """See that everything that refuses changes is in place."""
        vendor = self.stored.connection.vendor
        question, names = GUARDS[vendor]
        there = {row[0] for row in self.stored.all(question)}
        self._tell(
            [
                Problem("record-guard", Place(file=name), "What refuses changes to the record is not there.")
                for name in names
                if name not in there
            ]
        )

    def _remembered(self, note: str, size: int) -> Mark | None:
        try:
            checkpoint = self._opened(note)
        except ProblemError as error:
            self._tell(error.problems)
            return None
        whose = f"remembered checkpoint of {checkpoint.size} events"
        if checkpoint.size > size:
            found = f"The record has {size} numbered events: what came after was taken away, or this is another record."
            self._tell([Problem("record-fork", Place(file=whose), found)])
            return None
        return Mark(checkpoint.size, checkpoint.root, whose, is_remembered=True)

    def _numbered(self, tree: TreeCheck, size: int, remembered: Sequence[Mark]) -> None:
        for page in self.reader.pages(size):
            self.events += page.events
            self.last_id = max(self.last_id, page.last_id)
            self._tell(page.gaps)
            self._tell(self.chain.join(page.checked))
            self._in_tree(tree, page, remembered)
            self.progress(page.start + len(page.leaves))
        tree.finish()
        self._tell(tree.faults)
        self.more += max(0, tree.failed_marks - 1)

    def _in_tree(self, tree: TreeCheck, page: Page, remembered: Sequence[Mark]) -> None:
        start, end = page.start, page.start + len(page.leaves)
        tiles = self.stored.tiles(0, start // WIDTH, end // WIDTH)
        marks = [*self._marks(start, end), *(mark for mark in remembered if start < mark.size <= end)]
        marks.sort(key=lambda mark: mark.size)
        for first in range(start, end, WIDTH):
            leaves = page.leaves[first - start : first - start + WIDTH]
            here = [mark for mark in marks if first < mark.size <= first + WIDTH]
            for place in tree.take(leaves, tiles.get(first // WIDTH), here):
                if leaves[place] is not None:
                    (row,) = self.stored.events(first + place, first + place + 1)
                    found = "The leaf is not the one that stood here when the record was sealed."
                    self._tell([fault(StoredEvent(*row[2:]), "leaf or number", found)])

    def _marks(self, start: int, end: int) -> list[Mark]:
        marks = []
        for size, note in self.stored.checkpoints(start, end):
            self.checkpoints += 1
            try:
                checkpoint = self._opened(note)
                if note.count("\n— ") != 1:
                    raise ProblemError(Problem("bad-checkpoint", found="There are lines in it that nobody signed."))
            except ProblemError as error:
                self._tell(
                    [Problem(one.code, Place(file=f"checkpoint {size}, note"), one.found) for one in error.problems]
                )
                continue
            if checkpoint.size != size:
                found = f"The note is of {checkpoint.size} events."
                self._tell([Problem("record-root", Place(file=f"checkpoint {size}, size"), found)])
            marks.append(Mark(size, checkpoint.root, f"checkpoint {size}, note"))
            self.note = note
        return marks

    def _opened(self, note: str) -> Checkpoint:
        return read_note(note)[0] if self.verifier is None else self.verifier.open(note)

    def _counts(self, size: int) -> None:
        """Compare what was read with how many rows there are: nothing stands beside the record."""
        numbered = self.stored.number("SELECT count(*) FROM position WHERE pos >= %s", size)
        if numbered:
            where = Place(file=f"numbers from {size + 1}, position")
            self._tell(
                [Problem("record-root", where, f"{numbered} events have a number, but no checkpoint is over them.")]
            )
        strays = self.stored.all(
            "SELECT event_id FROM payload"
            " WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.id = payload.event_id) LIMIT 20"
        )
        self._tell(
            [Problem("record-gap", Place(file=f"payload of event {row[0]}"), "Its event is gone.") for row in strays]
        )
        tiles = self.stored.all("SELECT number FROM tile WHERE level = 0 AND number >= %s LIMIT 20", size // WIDTH)
        self._tell(
            [
                Problem("record-tile", Place(file=f"tile 0/{row[0]}"), "The record has not so many events.")
                for row in tiles
            ]
        )

    def _without_number(self) -> None:
        """Check the events that wait for their number; one that was passed over was put in behind the sealer's back."""
        after = -(2**63)
        while rows := self.stored.without_number(after, PAGE):
            events = [StoredEvent(*row) for row in rows]
            self._tell(self.chain.join(check_events(rows)))
            self.events += len(events)
            after = events[-1].id
            if self.stored.connection.vendor == "sqlite":
                found = "Later events have numbers, this one has none."
                self._tell([fault(event, "id", found) for event in events if event.id < self.last_id])
        self._tell(self.chain.unlawfully_gone())

    def _cosigned(self) -> None:
        rows = iter(self.stored.all("SELECT size, witness, line FROM cosignature ORDER BY size"))
        while chunk := list(islice(rows, PAGE)):
            for size, witness, line in chunk:
                self.cosignatures += 1
                note = self.stored.all("SELECT note FROM checkpoint WHERE size = %s", size)
                if not note or not _is_cosigned(str(note[0][0]), witness, line):
                    where = Place(file=f"cosignature {size}, {witness.split('+')[0]}")
                    self._tell([Problem("record-cosignature", where, "The cosignature does not fit the checkpoint.")])


def _is_cosigned(note: str, witness: str, line: str) -> bool:
    try:
        return read_verifier(witness).cosigned_at(note, line) is not None
    except ProblemError:
        return False
