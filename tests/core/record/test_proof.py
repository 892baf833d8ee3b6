"""Proofs of inclusion, for every leaf of trees of many sizes; and none for a leaf that is not there."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.record.edge import Edge, full_root
from servewell.core.record.proof import inclusion_path, proof_text, root_of_path

LEAVES = [hashlib.sha256(bytes([number % 256, number // 256])).digest() for number in range(700)]


def node(level: int, index: int) -> bytes:
    return full_root(LEAVES[index << level : (index + 1) << level])


def root(size: int) -> bytes:
    edge = Edge()
    edge.add(LEAVES[:size])
    return edge.root()


@pytest.mark.parametrize("size", [*range(1, 18), 255, 256, 257, 700])
def test_every_leaf_leads_to_the_root(size):
    for index in range(size) if size < 50 else (0, 1, size // 2, size - 2, size - 1):
        path = inclusion_path(index, size, node)
        assert root_of_path(LEAVES[index], index, size, path) == root(size)


@given(st.data())
def test_no_other_leaf_place_or_path_leads_there(data):
    size = data.draw(st.integers(2, 300))
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, node)
    if other != index:
        assert root_of_path(LEAVES[other], index, size, path) != root(size)
        assert root_of_path(LEAVES[index], other, size, path) != root(size)
    assert root_of_path(LEAVES[index], index, size, path[:-1]) != root(size)
    assert root_of_path(LEAVES[index], index, size, [*path, LEAVES[0]]) is None


def test_there_is_no_proof_of_what_is_not_there():
    with pytest.raises(ValueError, match="no leaf 5 among 5"):
        inclusion_path(5, 5, node)


def test_the_text_has_the_published_form():
    text = proof_text(b"extra", 3, [bytes(32)], "record\n4\nroot\n\n— record sig\n")
    assert text == (
        "c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
        "record\n4\nroot\n\n— record sig\n"
    )
