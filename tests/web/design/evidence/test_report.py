"""The page and the file of the plot: whole by themselves, no script, nothing asked of the network."""

import re
from xml.etree import ElementTree

import pytest
from tests.web.design.evidence.pools import HOSTILE, refused, sound
from tests.web.design.insight.test_report import outline

from servewell.core.evidence import pool
from servewell.web.design.evidence.report import evidence_html, evidence_svg


@pytest.mark.parametrize("language", ["en", "es", "ar", "cy"])
def test_a_page_runs_nothing_and_asks_for_nothing(language: str) -> None:
    html = evidence_html(sound(), title="Pool", language=language)
    found = outline(html)
    assert not {"script", "link", "img", "iframe", "object", "base"} & {tag for tag, _ in found.tags}
    names = {name for _, attributes in found.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "srcset", "style"}]
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in found.tags)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", html)
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_number_of_the_picture_stands_in_a_table() -> None:
    html = evidence_html(sound(), title="Pool")
    assert html.count("<table") == 2
    rows = re.findall(r'<th scope="row"><bdi>(City \d)</bdi></th>', html)
    assert rows == ["City 4", "City 1", "City 2", "City 6", "City 5", "City 3", "City 7", "City 8"]
    assert "no result yet" in html


def test_names_are_never_markup() -> None:
    found = outline(evidence_html(sound(name=HOSTILE), title=HOSTILE))
    plain = outline(evidence_html(sound(), title="Pool"))
    assert [tag for tag, _ in found.tags] == [tag for tag, _ in plain.tags]


def test_a_refusal_is_a_page_too() -> None:
    html = evidence_html(refused(), title="Pool")
    assert "The trials measured different things" in html
    assert "For those who know statistics" not in html
    outline(evidence_html(pool([]), title="Pool"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_plot_is_a_file_of_its_own_with_its_rules(language: str) -> None:
    svg = evidence_svg(sound(name=HOSTILE), language=language)
    assert svg is not None
    root = ElementTree.fromstring(svg)
    style = root.findtext("{http://www.w3.org/2000/svg}style") or ""
    assert "--sw-paper: #fff" in style
    assert re.findall(r"[{}]", style) == ["{", "}"] * style.count("{"), "every rule is closed before the next"
    assert ".sw-picture__bar--marked" in style
    assert "script" not in {one.tag.rpartition("}")[2] for one in root.iter()}
    assert evidence_svg(pool([])) is None
