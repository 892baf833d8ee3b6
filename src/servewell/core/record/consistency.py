"""Proof that a longer record goes on from a shorter one (RFC 6962, 2.1.2; checked as in RFC 9162, 2.1.4.2)."""

from __future__ import annotations

from collections.abc import Sequence

from servewell.core.record.edge import node_hash
from servewell.core.record.proof import Node, root_between


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """Return the hashes that lead from the root over `old` leaves to that over `new` ones."""
    if not 0 < old <= new:
        raise ValueError(f"a record of {new} does not go on from one of {old}")
    path: list[bytes] = []
    start, end, is_whole = 0, new, True
    while old != end:
        cut = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= cut:
            path.append(root_between(cut, end, node))
            end = cut
        else:
            path.append(root_between(start, cut, node))
            start, is_whole = cut, False
    if not is_whole:
        path.append(root_between(start, end, node))
    return path[::-1]


def goes_on(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether a path shows that the record of `new` leaves begins with the `old` ones."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    rest = [old_root, *path] if old & (old - 1) == 0 else list(path)
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    shorter = longer = rest[0]
    for other in rest[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            shorter, longer = node_hash(other, shorter), node_hash(other, longer)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            longer = node_hash(longer, other)
        here, last = here >> 1, last >> 1
    return last == 0 and shorter == old_root and longer == new_root
