"""The forest plot: well-formed, inside its frame, described, mirrored, safe."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from tests.web.design.evidence.pools import HOSTILE, effects, sound

from servewell.core.evidence import pool
from servewell.core.evidence.effect import SCALES
from servewell.web.design.evidence.forest import forest
from servewell.web.design.evidence.view import evidence_view
from servewell.web.design.insight.drawing import WIDTH
from servewell.web.design.insight.words import words_of

SVG = "{http://www.w3.org/2000/svg}"


def root_of(scale: str = "share", language: str = "en", name: str = "City") -> ElementTree.Element:
    svg = evidence_view(sound(scale, name), words_of(language)).svg
    assert svg is not None
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize("language", ["en", "es", "ar", "cy"])
@pytest.mark.parametrize("scale", SCALES)
def test_nothing_leaves_the_frame(scale: str, language: str) -> None:
    root = root_of(scale, language)
    height = float(root.get("height", "0"))
    for shape in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(shape.get(name, "0")) <= WIDTH
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(shape.get(name, "0")) <= height
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", shape.get("points", "")):
            assert 0 <= float(x) <= WIDTH
            assert 0 <= float(y) <= height


def test_every_trial_the_average_and_the_new_agency_are_drawn_and_what_does_not_count_is_hollow() -> None:
    root = root_of()
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert [text for text in texts if text and text.startswith("City")] == [
        "City 4", "City 1", "City 2", "City 6", "City 5", "City 3", "City 8",
    ]  # fmt: skip
    assert {"On average", "In a new agency", "Shown apart, not counted:"} <= set(texts)
    assert len([one for one in root.iter(f"{SVG}rect") if one.get("class") == "sw-picture__bar--marked"]) == 6
    assert len(list(root.iter(f"{SVG}circle"))) == 1


def test_the_area_of_a_square_is_the_weight_of_its_trial() -> None:
    found = pool(effects())
    assert found.fit is not None
    weights = dict(zip((one.agency for one in found.effects), found.fit.weights, strict=True))
    view = evidence_view(found, words_of("en")).svg
    assert view is not None
    squares = [one for one in ElementTree.fromstring(view).iter(f"{SVG}rect") if "marked" in one.get("class", "")]
    sides = [float(one.get("width", "0")) for one in squares]
    drawn = ["City 4", "City 1", "City 2", "City 6", "City 5", "City 3"]
    heaviest = max(weights.values())
    for agency, side in zip(drawn, sides, strict=True):
        assert side**2 / max(sides) ** 2 == pytest.approx(weights[agency] / heaviest, abs=0.05)


def test_who_cannot_see_it_is_told_every_line() -> None:
    said = root_of().findtext(f"{SVG}desc") or ""
    assert said.startswith("More or fewer people in 100, on average: ")
    assert all(f"City {number}: " in said for number in range(1, 7))


def test_it_is_mirrored_for_languages_read_from_the_right() -> None:
    for english, arabic in zip(root_of().iter(f"{SVG}rect"), root_of(language="ar").iter(f"{SVG}rect"), strict=True):
        width = float(english.get("width", "0"))
        there, here = float(arabic.get("x", "0")), float(english.get("x", "0"))
        assert there == pytest.approx(WIDTH - here - width, abs=0.2)


def test_long_intervals_are_cut_with_an_arrow() -> None:
    given = effects()
    long = replace(given[-1], standard_error=0.9)
    drawing, height = forest(pool([*given[:-1], long]), words_of("en"))
    root = ElementTree.fromstring(drawing.svg(height, "f", "A", "B"))
    assert len([one for one in root.iter(f"{SVG}polyline") if one.get("class") == "sw-picture__bounds"]) == 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_names_are_never_markup(language: str) -> None:
    root = root_of(language=language, name=HOSTILE)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "rect", "line", "text", "circle", "polygon", "polyline",
    }  # fmt: skip
