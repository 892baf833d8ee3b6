"""Shapes are well-formed XML whatever is written in them, and texts fit where they are put."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.web.design.insight.drawing import Drawing, shortened, text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"


@given(st.text(max_size=60))
def test_any_text_makes_well_formed_xml(text: str) -> None:
    drawing = Drawing()
    drawing.group("one", text)
    drawing.text(0, 0, text, "two")
    drawing.end_group()
    root = ElementTree.fromstring(drawing.svg(10, "a", text, text))
    assert len(root.findall(f".//{SVG}text")) == 1


def test_a_mirrored_drawing_begins_at_the_right() -> None:
    drawing = Drawing(is_mirrored=True, width=100)
    drawing.rectangle(0, 0, 30, 10, "bar")
    drawing.text(5, 5, "one", "label")
    root = ElementTree.fromstring(drawing.svg(10, "a", "t", "d"))
    rectangle, text = root.find(f"{SVG}rect"), root.find(f"{SVG}text")
    assert rectangle is not None
    assert text is not None
    assert rectangle.get("x") == "70"
    assert (text.get("x"), text.get("direction"), text.get("text-anchor")) == ("95", "rtl", "start")


@given(st.text(max_size=80), st.floats(30, 300))
def test_shortened_texts_fit(text: str, width: float) -> None:
    assert text_width(shortened(text, width, 12), 12) <= width


@given(st.text(max_size=200), st.integers(1, 4))
def test_wrapped_texts_fit(text: str, lines: int) -> None:
    found = wrapped(text, 120, 12, lines)
    assert len(found) <= lines
    assert all(text_width(line, 12) <= 120 for line in found)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Send fine", ("Send fine",)),
        ("Insert date appeal to prefecture", ("Insert date appeal", "to prefecture")),
        ("a" * 30, ("a" * 17, "a" * 13)),
        ("", ("",)),
    ],
)
def test_words_are_kept_whole_where_they_can(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, 120, 12, 3) == lines
