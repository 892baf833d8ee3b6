"""A longer record is shown to go on from every shorter one, and a fork never is."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.record.consistency import consistency_path, goes_on
from servewell.core.record.edge import Edge, full_root

LEAVES = [hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(400)]
OTHERS = [hashlib.sha256(leaf).digest() for leaf in LEAVES]


def root(leaves: list[bytes]) -> bytes:
    edge = Edge()
    edge.add(leaves)
    return edge.root()


def node(level: int, index: int) -> bytes:
    return full_root(LEAVES[index << level : (index + 1) << level])


@pytest.mark.parametrize("new", [*range(1, 36), 64, 255, 256, 257, 400])
def test_every_longer_record_goes_on_from_every_shorter_one(new):
    for old in range(1, new + 1) if new < 60 else (1, 2, new // 2, new - 1, new):
        path = consistency_path(old, new, node)
        assert goes_on(old, root(LEAVES[:old]), new, root(LEAVES[:new]), path), (old, new)


@given(st.data())
def test_a_fork_is_never_shown_to_go_on(data):
    new = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, new - 1))
    path = consistency_path(old, new, node)
    fork = [*LEAVES[: old - 1], OTHERS[0]]
    assert not goes_on(old, root(fork), new, root(LEAVES[:new]), path)
    assert not goes_on(old, root(LEAVES[:old]), new, root([*fork, *LEAVES[old:new]]), path)
    assert not goes_on(old, root(LEAVES[:old]), new, root(LEAVES[:new]), path[:-1])
    assert not goes_on(old, root(LEAVES[:old]), new, root(LEAVES[:new]), [*path, LEAVES[0]])
    place = data.draw(st.integers(0, len(path) - 1))
    wrong = [*path[:place], OTHERS[5], *path[place + 1 :]]
    assert not goes_on(old, root(LEAVES[:old]), new, root(LEAVES[:new]), wrong)


def test_the_same_record_needs_no_path():
    assert consistency_path(7, 7, node) == []
    assert not goes_on(7, root(LEAVES[:7]), 7, root(LEAVES[1:8]), [])


def test_a_shorter_record_goes_on_from_nothing():
    for old, new in ((8, 7), (0, 7)):
        with pytest.raises(ValueError, match="does not go on"):
            consistency_path(old, new, node)
        assert not goes_on(old, bytes(32), new, bytes(32), [bytes(32)])
