"""Canonical bytes and commitments: fixed values that must never change, and what they must tell apart."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.problem import ProblemError
from servewell.core.record import Header, canonical_bytes, commit, header_bytes, leaf, read_header

HEADER = Header(
    subject="case:1", seq=2, prev="ab" * 32, kind="assigned", actor="staff:7", at="2026-11-23T09:00:00.000000Z",
    wall="2026-11-23T09:00:00.000000Z", service="permit", version="v1", data={"to": 7},
)  # fmt: skip
CHARACTERS = st.characters(exclude_characters="\x00", exclude_categories=("Cs",))
TEXTS = st.text(CHARACTERS, max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def test_the_bytes_of_a_header_never_change():
    """Receipts given out years ago are checked against these bytes."""
    assert header_bytes(HEADER) == (
        b'{"actor":"staff:7","at":"2026-11-23T09:00:00.000000Z","data":{"to":7},"kind":"assigned","prev":"'
        + b"ab" * 32
        + b'","seq":2,"service":"permit","subject":"case:1","v":1,"version":"v1","wall":"2026-11-23T09:00:00.000000Z"}'
    )


def test_commitments_and_leaves_never_change():
    salt = bytes(range(32))
    assert commit(salt, b"data").hex() == "9dd78fa36b26c332831fb2809d0ebb4398009accfaebbe45763a0459a214486f"
    assert leaf(b"h" * 32, b"b" * 32) == sha256(b"\x00" + b"h" * 32 + b"b" * 32).digest()


def test_a_header_is_read_back_from_its_bytes():
    assert read_header(header_bytes(HEADER)) == HEADER


@given(VALUES)
def test_values_come_back_and_equal_values_have_equal_bytes(value):
    stored = canonical_bytes(value)
    assert json.loads(stored) == value
    assert canonical_bytes(json.loads(stored)) == stored


def test_the_order_of_keys_does_not_matter():
    assert canonical_bytes({"b": 1, "a": {"d": 2, "c": 3}}) == b'{"a":{"c":3,"d":2},"b":1}'


def test_letters_stand_as_themselves():
    assert canonical_bytes({"name": "Ñandú عربي 😀"}) == '{"name":"Ñandú عربي 😀"}'.encode()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "é\udfff", "é\x00"])
@pytest.mark.parametrize("place", ["value", "key", "inside"])
def test_what_cannot_be_stored_is_refused_as_expected_trouble(text, place):
    value = {"value": {"a": text}, "key": {text: "a"}, "inside": {"a": [{"b": text}]}}[place]
    with pytest.raises(ProblemError) as raised:
        canonical_bytes(value)
    assert raised.value.problems[0].code == "bad-character"


@pytest.mark.parametrize("value", [1.5, float("nan"), b"bytes", {1: "a"}, {"a": object()}, {1, 2}])
def test_values_with_several_spellings_are_refused(value):
    with pytest.raises(TypeError):
        canonical_bytes(value)


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_a_commitment_fits_only_its_data_and_its_salt(one, other):
    salt, another = b"s" * 32, b"t" * 32
    assert (commit(salt, one) == commit(salt, other)) == (one == other)
    assert commit(salt, one) != commit(another, one)


def test_a_short_salt_is_refused():
    with pytest.raises(ValueError, match="32 bytes, not 4"):
        commit(b"salt", b"data")


def test_header_and_body_cannot_change_places():
    assert leaf(b"a" * 32, b"b" * 32) != leaf(b"b" * 32, b"a" * 32)
