"""The index of a commons: reads again as it was printed, and its signature covers all of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.practice.samples import SECRET, signed
from tests.thorough import examples

from servewell.core.practice.index import Index, is_signed_by, parse_index, print_index, sign_index
from servewell.core.practice.signing import Latest, content_hash, public_key

KEY = public_key(SECRET)


def index() -> Index:
    empty = Index("The north", "north", 4, date(2026, 11, 24), {"riverton": KEY})
    return sign_index(empty.with_practice(signed()).with_practice(signed(name="another")), SECRET)


def read(text: str | bytes) -> tuple[Index | None, set[str]]:
    found, problems = parse_index(text, file="commons.yaml")
    return found, {problem.code for problem in problems}


def test_it_reads_again_with_its_signature() -> None:
    assert read(print_index(index())) == (index(), set())
    assert is_signed_by(index(), KEY)


@pytest.mark.parametrize(
    "change", [{"title": "x"}, {"number": 5}, {"agencies": {}}, {"entries": ()}, {"keeper": "south"}]
)
def test_nothing_of_it_can_be_changed(change: dict) -> None:
    assert not is_signed_by(replace(index(), **change), KEY)
    assert not is_signed_by(replace(index(), signature=None), KEY)
    assert not is_signed_by(index(), public_key(bytes(32)))


def test_it_knows_the_newest_edition_of_each() -> None:
    newest = Latest(2, content_hash(signed()))
    assert index().latest()["riverton", "send-documents-later"] == newest
    later = index().with_practice(signed(number=7))
    assert [(one.name, one.number) for one in later.entries] == [("another", 2), ("send-documents-later", 7)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("keeper: north", "keeper: ../north", "bad-name"),
        ("number: 4", "number: 0", "bad-count"),
        ("practice: another", "practice: ../../etc", "bad-name"),
        ("agency: riverton", "agency: a/b", "bad-name"),
        (f'riverton: "{KEY}"', "riverton: none", "bad-key"),
        ("title: Let people send documents later", "title: <script>x</script>", "markup-in-text"),
        ("commons: The north", "commons: see https://evil.example", "address-in-text"),
        ("offered on: 2026-11-24", "offered on: today", "not-a-day"),
        ("signed:", "sealed:", "unknown-key"),
        ("practices:", "practices: &a", "yaml-anchor"),
    ],
)
def test_what_may_not_stand_in_it_is_refused(old: str, new: str, code: str) -> None:
    text = print_index(index())
    assert old in text
    found, codes = read(text.replace(old, new, 1))
    assert found is None
    assert code in codes


@given(st.data())
@examples(500)
def test_a_broken_index_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(print_index(index()).encode())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=10))
    found, codes = read(bytes(content))
    assert (found is None) == bool(codes)
