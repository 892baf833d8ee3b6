"""The edge of a tree gives the tiles and roots that RFC 6962 asks for, from wherever it goes on."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.record.edge import Edge, node_hash, widths


def leaf(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(4, "big")).digest()


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return node_hash(plain_root(leaves[:cut]), plain_root(leaves[cut:]))


LEAVES = [leaf(number) for number in range(1200)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 255, 256, 257, 511, 512, 768, 1000, 1200])
def test_the_root_is_that_of_the_plain_definition(size):
    edge = Edge()
    edge.add(LEAVES[:size])
    assert edge.root() == plain_root(LEAVES[:size])


def test_the_root_over_nothing_is_the_hash_of_nothing():
    assert Edge().root() == hashlib.sha256(b"").digest()


@given(st.lists(st.integers(0, 400), max_size=6))
def test_in_whatever_pieces_leaves_come_the_tree_is_the_same(pieces):
    edge, whole, tiles = Edge(), Edge(), []
    size = 0
    for piece in pieces:
        tiles += edge.add(LEAVES[size : size + piece] if size + piece <= 1200 else [])
        size += piece if size + piece <= 1200 else 0
    assert tiles == whole.add(LEAVES[:size])
    assert edge.root() == whole.root()


def test_full_tiles_hold_their_leaves_and_their_root():
    edge = Edge()
    tiles = edge.add(LEAVES[:600])
    assert [(tile.level, tile.number) for tile in tiles] == [(0, 0), (0, 1)]
    assert tiles[1].hashes == b"".join(LEAVES[256:512])
    assert tiles[1].root == plain_root(LEAVES[256:512])


def test_a_tile_of_the_next_level_holds_the_roots_of_the_tiles_below():
    edge = Edge()
    below = [tile for number in range(256) for tile in edge.add_tile(bytes(8192), leaf(number)) if tile.level == 0]
    assert len(below) == 256
    assert edge.size == 65_536
    assert edge.root() == plain_root([leaf(number) for number in range(256)])


def test_a_known_tile_counts_like_its_leaves():
    one, other = Edge(), Edge()
    (tile,) = one.add(LEAVES[:256])
    assert other.add_tile(tile.hashes, tile.root) == [tile]
    one.add(LEAVES[256:300])
    other.add(LEAVES[256:300])
    assert one.root() == other.root()


def test_it_goes_on_from_what_was_stored():
    whole = Edge()
    tiles = whole.add(LEAVES[:1000])
    levels = [LEAVES[768:1000], [tile.root for tile in tiles]]
    again = Edge(1000, levels)
    assert again.root() == whole.root()
    with pytest.raises(ValueError, match="not the edge"):
        Edge(1001, levels)


def test_the_widths_are_the_digits_of_the_size():
    assert [widths(size) for size in (0, 5, 256, 300, 65_536 + 2)] == [[], [5], [0, 1], [44, 1], [2, 0, 1]]
