"""Each kind of picture: well-formed, described, with the same data as a table, and inside its frame."""

from __future__ import annotations

import math
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.web.design.insight.reports import HOSTILE, road_fines

from servewell.web.design.insight.chart import Bar, readable
from servewell.web.design.insight.charts import round_steps, shown
from servewell.web.design.insight.drawing import WIDTH
from servewell.web.design.insight.pictures import PictureView, picture_view
from servewell.web.design.insight.words import words_of

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("bars", "line", "intervals", "histogram", "calendar")


def row(label: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"label": label, "value": value, "low": None, "high": None, "reference": None, "is_marked": False, **more}


def drawn(kind: str, rows: list[dict[str, Any]], language: str = "en", unit: str = "days") -> PictureView:
    view = picture_view({"kind": kind, "title": "A title", "unit": unit, "rows": rows}, words_of(language), "p")
    assert view is not None
    return view


def root_of(view: PictureView) -> ElementTree.Element:
    return ElementTree.fromstring(view.svg)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("finding", range(5))
def test_every_picture_is_well_formed_and_named_and_has_its_table(finding: int, language: str) -> None:
    picture = road_fines()["findings"][finding]["picture"]
    view = picture_view(picture, words_of(language), "p")
    assert view is not None
    root = root_of(view)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "p-t p-d"
    assert root.findtext(f"{SVG}title") == picture["title"]
    assert len(view.rows) == len(picture["rows"])
    assert {len(cells) for cells in view.rows} == {len(view.head)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "values", [[1.0], [0.0, 0.0], [-3.0, 5.0], [1e9, 2.0], [0.0001] * 40, [float(n) for n in range(400)]]
)
def test_nothing_leaves_the_frame(kind: str, language: str, values: list[float]) -> None:
    rows = [row(f"Row {n}", value, low=value - 1, high=value + 1) for n, value in enumerate(values)]
    root = root_of(drawn(kind, rows, language))
    height = float(root.get("height", "0"))
    for shape in root.iter(f"{SVG}rect"):
        left, top = float(shape.get("x", "nan")), float(shape.get("y", "nan"))
        assert -0.2 <= left <= left + float(shape.get("width", "nan")) <= WIDTH + 0.2
        assert -0.2 <= top <= top + float(shape.get("height", "nan")) <= height + 0.2
    for shape in root.iter(f"{SVG}line"):
        for name, most in (("x1", WIDTH), ("x2", WIDTH), ("y1", height), ("y2", height)):
            assert -0.2 <= float(shape.get(name, "nan")) <= most + 0.2


@pytest.mark.parametrize("kind", KINDS)
def test_texts_of_a_log_are_escaped(kind: str) -> None:
    rows = [row(HOSTILE, 1.0, is_marked=True), row("two", 2.0)]
    view = picture_view({"kind": kind, "title": HOSTILE, "unit": HOSTILE, "rows": rows}, words_of("en"), "p")
    assert view is not None
    assert "<script" not in view.svg
    assert "<img" not in view.svg
    root_of(view)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_that_are_missing_do_no_harm(kind: str) -> None:
    view = drawn(kind, [row("a", None), row("b", math.nan), row("c", math.inf), row("d", True), row("e", "4"), {}])
    assert "nan" not in view.svg
    assert "inf" not in view.svg
    assert len(view.rows) == 6


def test_what_is_marked_has_a_sign_and_not_only_a_colour() -> None:
    rows = [row("Monday", 9.0, is_marked=True), row("Tuesday", 2.0)]
    assert "▸ Monday" in drawn("bars", rows).svg
    assert drawn("bars", rows).rows[0][0] == "▸ Monday"
    assert drawn("bars", rows).legend == ("▸ marks what the finding is about.",)
    assert "sw-picture__label--marked" in drawn("calendar", rows).svg
    assert "Marked: Monday, 9 days." in drawn("calendar", rows).svg


def test_a_long_label_takes_two_lines_and_short_spans_their_own_unit() -> None:
    label = "before ‘T06 Determine whether a stop of the procedure is necessary’"
    root = root_of(drawn("bars", [row(label, 15.4, is_marked=True), row("b", 0.03)]))
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert texts == [
        "▸ before ‘T06 Determine whether a stop of the",
        "procedure is necessary’",
        "15 days",
        "b",
        "43 minutes",
    ]


def test_an_axis_has_a_unit_of_which_there_are_two() -> None:
    rows = (Bar("a", 0.5, low=0.25, high=0.75), Bar("b", 1.5, reference=1.0))
    hours, unit = readable(rows, "days")
    assert (hours, unit) == ((Bar("a", 12, low=6, high=18), Bar("b", 36, reference=24)), "hours")
    assert readable((Bar("a", 0.0005),), "days")[1] == "minutes"
    assert readable((Bar("a", 0.5),), "share")[1] == "share"
    assert readable((Bar("a", 0.0),), "days")[1] == "days"
    assert drawn("intervals", [row("a", 1.1, low=1.0, high=1.2), row("b", 1.7)]).unit == "Hours"


def test_the_longest_bar_is_the_largest_value() -> None:
    root = root_of(drawn("bars", [row("a", 5.0), row("b", 10.0), row("c", 2.5)]))
    bars = [float(one.get("width", "0")) for one in root.iter(f"{SVG}rect") if one.get("class") == "sw-picture__bar"]
    assert bars[1] == pytest.approx(2 * bars[0], abs=0.2)
    assert bars[1] == pytest.approx(4 * bars[2], abs=0.2)


def test_a_reference_among_columns_stands_at_its_value() -> None:
    rows = [row(str(at), 10.0, low=at, high=at + 10, reference=15) for at in (0, 10, 20)]
    root = root_of(drawn("histogram", rows, unit="cases"))
    lines = [one for one in root.iter(f"{SVG}line") if one.get("class") == "sw-picture__reference"]
    columns = list(root.iter(f"{SVG}rect"))
    middle = float(columns[1].get("x", "0")) + float(columns[1].get("width", "0")) / 2
    assert [float(one.get("x1", "0")) for one in lines] == [pytest.approx(middle, abs=0.2)]


def test_weekdays_are_said_in_the_language() -> None:
    rows = [row(day, 1.0) for day in ("Monday", "Tuesday")]
    assert [cells[0] for cells in drawn("calendar", rows, "es").rows] == ["lunes", "martes"]


def test_of_many_bars_the_marked_ones_are_kept() -> None:
    rows = [Bar(str(place), 1.0, is_marked=place == 30) for place in range(40)]
    assert [one.label for one in shown(rows)] == [*(str(place) for place in range(11)), "30"]


def test_without_rows_or_kind_there_is_no_picture() -> None:
    words = words_of("en")
    assert picture_view({"kind": "none", "rows": [row("a", 1.0)]}, words, "p") is None
    assert picture_view({"kind": "bars", "rows": []}, words, "p") is None
    assert picture_view({}, words, "p") is None


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (0, 9, [0, 2.5, 5, 7.5, 10]),
        (0, 3093, [0, 1000, 2000, 3000, 4000]),
        (0, 0, [0, 1]),
        (-3, 5, [-4, -2, 0, 2, 4, 6]),
    ],
)
def test_axes_have_round_numbers(low: float, high: float, steps: list[float]) -> None:
    found = round_steps(low, high, 4)
    assert found[0] <= low
    assert found[-1] >= high
    if high:
        assert found == steps
