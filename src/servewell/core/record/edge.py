"""The right edge of a stored tree: what no full tile holds yet. Takes leaves; gives full tiles and the root (RFC 6962).

A tile of level L holds 256 hashes of subtrees of 256^L leaves; its root is one hash of the level above.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 256  # hashes in a full tile
HASH: Final = 32  # bytes


@dataclass(frozen=True, slots=True)
class FullTile:
    """256 hashes one after another, and the root over them."""

    level: int
    number: int
    hashes: bytes
    root: bytes


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def full_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes."""
    row, sha256 = hashes, hashlib.sha256
    while len(row) > 1:
        row = [sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row), 2)]
    return row[0]


class Edge:
    """A tree of `size` leaves, of which only the hashes outside full tiles are in memory: level by level, lowest first.

    `levels[L]` are the last `size // 256^L % 256` hashes of level L.
    """

    def __init__(self, size: int = 0, levels: Iterable[Sequence[bytes]] = ()) -> None:
        self.size = size
        self._levels = [list(level) for level in levels]
        if [len(level) for level in self._levels] != widths(size):
            raise ValueError(f"this is not the edge of {size} leaves")

    def add(self, leaves: Iterable[bytes]) -> list[FullTile]:
        """Add leaves at the end; return the tiles that became full, in the order in which they did."""
        full: list[FullTile] = []
        for leaf in leaves:
            self.size += 1
            self._push(0, leaf, full)
        return full

    def add_tile(self, hashes: bytes, root: bytes) -> list[FullTile]:
        """Add 256 leaves that begin a tile, of which the root is known; return the tiles that became full."""
        full = [FullTile(0, self.size >> 8, hashes, root)]
        self.size += WIDTH
        if not self._levels:
            self._levels.append([])
        self._push(1, root, full)
        return full

    def _push(self, level: int, hashed: bytes, full: list[FullTile]) -> None:
        if level == len(self._levels):
            self._levels.append([])
        row = self._levels[level]
        row.append(hashed)
        if len(row) == WIDTH:
            number = (self.size >> 8 * (level + 1)) - 1
            tile = FullTile(level, number, b"".join(row), full_root(row))
            full.append(tile)
            row.clear()
            self._push(level + 1, tile.root, full)

    def root(self) -> bytes:
        """Return the root over all leaves; of none: the hash of nothing."""
        peaks: list[bytes] = []  # the largest first
        for row in reversed(self._levels):
            start = 0
            for bit in reversed(range(8)):
                if len(row) >> bit & 1:
                    peaks.append(full_root(row[start : start + (1 << bit)]))
                    start += 1 << bit
        if not peaks:
            return hashlib.sha256().digest()
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root


def widths(size: int) -> list[int]:
    """Return how many hashes of each level stand outside full tiles, lowest level first."""
    found = []
    while size:
        found.append(size % WIDTH)
        size //= WIDTH
    return found
