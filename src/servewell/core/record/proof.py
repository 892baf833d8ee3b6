"""Proof that an entry is in the tree (RFC 6962, 2.1.1), and its text (C2SP tlog-proof). Nodes are asked for."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Final

from servewell.core.record.edge import node_hash

FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
Node = Callable[[int, int], bytes]  # level and index to the hash over the 2^level leaves from index * 2^level on


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root over `size` leaves, the lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        cut = start + (1 << (end - start - 1).bit_length() - 1)
        if index < cut:
            path.append(root_between(cut, end, node))
            end = cut
        else:
            path.append(root_between(start, cut, node))
            start = cut
    return path[::-1]


def root_between(start: int, end: int, node: Node) -> bytes:
    """Return the root over leaves, where `start` is a multiple of the largest power of two below their number."""
    peaks = []
    while start < end:
        height = (end - start).bit_length() - 1
        peaks.append(node(height, start >> height))
        start += 1 << height
    root = peaks.pop()
    while peaks:
        root = node_hash(peaks.pop(), root)
    return root


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a path leads to (RFC 9162, 2.1.3.2), or None when it cannot be that leaf's."""
    if not 0 <= index < size:
        return None
    here, last, hashed = index, size - 1, leaf
    for other in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            hashed = node_hash(other, hashed)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            hashed = node_hash(hashed, other)
        here, last = here >> 1, last >> 1
    return hashed if last == 0 else None


def proof_text(extra: bytes, index: int, path: Sequence[bytes], note: str) -> str:
    """Return a proof as a text that stands alone: what the entry was made from, its path, the signed checkpoint."""
    lines = [FIRST_LINE, f"extra {_said(extra)}", f"index {index}", *map(_said, path), "", note]
    return "\n".join(lines)


def _said(data: bytes) -> str:
    return base64.b64encode(data).decode()
