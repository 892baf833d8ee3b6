"""The drawing of the map: well-formed, no box on another, words only where there is room, the same as a table."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.web.design.insight.reports import HOSTILE, road_fines

from servewell.web.design.insight.process_map import Box, map_view
from servewell.web.design.insight.words import words_of

SVG = "{http://www.w3.org/2000/svg}"


def random_map(seed: int, steps: int = 18) -> dict[str, Any]:
    random = Random(seed)
    names = [f"{number}: " + "a step with a long name "[: random.randint(4, 24)] * 2 for number in range(steps)]
    edges = [
        {"from": random.choice(names), "to": random.choice(names), "count": random.randint(1, 900),
         "median_s": random.choice([None, 10.0**random.randint(0, 8)]), "p90_s": None}
        for _ in range(3 * steps)
    ]  # fmt: skip
    return {"edges": edges, "start": {names[0]: 50, names[3]: 20}, "end": {names[-1]: 60, names[5]: 10}}


def boxes(root: ElementTree.Element, kind: str) -> list[Box]:
    found = [one for one in root.iter(f"{SVG}rect") if one.get("class") == kind]
    return [Box(*(float(one.get(name, "nan")) for name in ("x", "y", "width", "height"))) for one in found]


@pytest.mark.parametrize("process_map", [road_fines()["map"], *map(random_map, range(8))])
def test_no_box_lies_on_another_and_words_keep_off_boxes(process_map: dict[str, Any]) -> None:
    view = map_view(process_map, words_of("en"), "map")
    assert view is not None
    for level in view.levels:
        root = ElementTree.fromstring(level.svg)
        steps, plates = boxes(root, "sw-map__box"), boxes(root, "sw-map__plate")
        assert len(steps) >= 3
        assert not any(one.overlaps(other) for one, other in itertools.combinations([*steps, *plates], 2))
        width, height = float(root.get("width", "0")), float(root.get("height", "0"))
        assert all(box.left >= 0 and box.left + box.width <= width for box in [*steps, *plates])
        assert all(box.top >= 0 and box.top + box.height <= height for box in [*steps, *plates])


def test_the_map_of_fines_says_the_waits_that_matter() -> None:
    view = map_view(road_fines()["map"], words_of("en"), "map")
    assert view is not None
    assert [level.name for level in view.levels] == ["5 steps", "8 steps", "11 steps"]
    texts = [one.text for one in ElementTree.fromstring(view.levels[1].svg).iter(f"{SVG}text")]
    assert {"102 d", "474 d", "Send Fine", "6,570", "Start", "End"} <= set(texts)


def test_every_move_is_in_the_table_with_its_number() -> None:
    fines = road_fines()["map"]
    view = map_view(fines, words_of("en"), "map")
    assert view is not None
    assert len(view.rows) == len(fines["edges"]) + len(fines["start"]) + len(fines["end"])
    assert ("Create Fine", "Send Fine", "6,557", "102 days", "130 days") in view.rows
    assert ("Start", "Create Fine", "10,000", "", "") in view.rows


def test_a_long_table_is_cut_and_says_so() -> None:
    edges = [{"from": f"a{n}", "to": f"b{n}", "count": 1, "median_s": 1, "p90_s": 1} for n in range(150)]
    view = map_view({"edges": edges, "start": {"a0": 1}, "end": {"b0": 1}}, words_of("en"), "map")
    assert view is not None
    assert (len(view.rows), view.left_out) == (100, 52)


def test_a_step_that_repeats_itself_has_a_loop() -> None:
    edges = [{"from": "a", "to": "a", "count": 7, "median_s": 60, "p90_s": 60}]
    view = map_view({"edges": edges, "start": {"a": 3}, "end": {"a": 3}}, words_of("en"), "map")
    assert view is not None
    assert ">×7</text>" in view.levels[0].svg


def test_names_from_a_log_are_escaped_and_ids_are_the_page_s_own() -> None:
    process_map = {"edges": [], "start": {HOSTILE: 3}, "end": {HOSTILE: 3}}
    view = map_view(process_map, words_of("ar"), "map")
    assert view is not None
    svg = view.levels[0].svg
    ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert 'id="map-1-t"' in svg


def test_without_moves_there_is_no_map() -> None:
    assert map_view({}, words_of("en"), "map") is None
