"""Check the stored tree against the leaves of the events: full tiles, and the root at every checkpoint.

Goes on with what a tile says where a leaf is missing or another, so that one fault does not make all that follow wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from servewell.core.problem import Place, Problem
from servewell.core.record.edge import HASH, WIDTH, Edge, FullTile, full_root

NOTHING: Final = bytes(HASH)


@dataclass(frozen=True, slots=True)
class Mark:
    """A root that somebody has for a size: a checkpoint of the store, or one remembered outside."""

    size: int
    root: bytes
    whose: str  # as it is named in a fault
    is_remembered: bool = False


class TreeCheck:
    """Takes all leaves in order, a tile's worth at a time, with the stored tiles and the marks that fall among them."""

    def __init__(self, tiles: Mapping[tuple[int, int], tuple[bytes, bytes]]) -> None:
        self._tiles = dict(tiles)  # of the levels above the lowest
        self._edge = Edge()
        self._fits_until = 0
        self.faults: list[Problem] = []
        self.failed_marks = 0

    @property
    def size(self) -> int:
        """Leaves taken so far."""
        return self._edge.size

    def root(self) -> bytes:
        """Return the root over the leaves so far."""
        return self._edge.root()

    def take(
        self, leaves: Sequence[bytes | None], tile: tuple[bytes, bytes] | None, marks: Sequence[Mark]
    ) -> Sequence[int]:
        """Take up to 256 leaves that begin a tile; return which are not those of the stored tile, counted from 0."""
        if not marks and tile is not None and None not in leaves and len(leaves) == WIDTH:
            hashes, root = tile
            if b"".join(leaves) == hashes and full_root(leaves) == root:  # type: ignore[arg-type]  # none is None
                self._upper(self._edge.add_tile(hashes, root))
                return []
        wrong: list[int] = []
        taken = [leaf or NOTHING for leaf in leaves]
        if len(leaves) == WIDTH:
            taken, wrong = self._compared(taken, tile)
        start = self.size
        for mark in marks:
            self._upper(self._edge.add(taken[self.size - start : mark.size - start]))
            self._check(mark)
        self._upper(self._edge.add(taken[self.size - start :]))
        return wrong

    def _compared(self, leaves: list[bytes], tile: tuple[bytes, bytes] | None) -> tuple[list[bytes], list[int]]:
        """Return the leaves to go on with, and which places are not as in the stored tile."""
        number = self.size // WIDTH
        if tile is None:
            self._fault(f"tile 0/{number}", "The tile is missing.")
            return leaves, []
        hashes, root = tile
        stored = [hashes[i : i + HASH] for i in range(0, len(hashes), HASH)]
        wrong = [place for place, leaf in enumerate(leaves) if place >= len(stored) or stored[place] != leaf]
        is_sound = len(stored) == WIDTH and full_root(stored) == root
        if is_sound:
            return stored, wrong
        self._fault(f"tile 0/{number}, hashes or root", "The tile is not what its leaves give.")
        return leaves, [] if full_root(leaves) == root else wrong

    def _upper(self, made: Sequence[FullTile]) -> None:
        for tile in made:
            if tile.level:
                stored = self._tiles.pop((tile.level, tile.number), None)
                if stored != (tile.hashes, tile.root):
                    words = "The tile is missing." if stored is None else "The tile is not what those below give."
                    self._fault(f"tile {tile.level}/{tile.number}, hashes or root", words)

    def _check(self, mark: Mark) -> None:
        if self._edge.root() == mark.root:
            self._fits_until = mark.size
            return
        self.failed_marks += 1
        if self.failed_marks == 1 or mark.is_remembered:
            found = (
                f"Its root is not the root over the first {mark.size} events as they are now: something from number"
                f" {self._fits_until + 1} to {mark.size} was changed, taken away or put in."
            )
            self._fault(mark.whose, found, "record-fork" if mark.is_remembered else "record-root")

    def finish(self) -> None:
        """Name the tiles that nothing in the record explains."""
        for level, number in self._tiles:
            self._fault(f"tile {level}/{number}", "The record has not so many events.")

    def _fault(self, where: str, found: str, code: str = "record-tile") -> None:
        self.faults.append(Problem(code, Place(file=where), found))
