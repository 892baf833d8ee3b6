"""What a map shows at each level: the most frequent, always connected from the start to the end."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from tests.web.design.insight.reports import road_fines

from servewell.web.design.insight.levels import END, START, Level, levels


def edge(source: str, target: str, count: int) -> dict[str, Any]:
    return {"from": source, "to": target, "count": count, "median_s": 60.0, "p90_s": 120.0}


def reached(level: Level, *, backwards: bool = False) -> set[str]:
    links = [(m.target, m.source) if backwards else (m.source, m.target) for m in level.moves]
    found = {END if backwards else START}
    while new := {target for source, target in links if source in found} - found:
        found |= new
    return found


def test_levels_grow_from_few_steps_to_all() -> None:
    found = levels(road_fines()["map"])
    assert [len(level.steps) for level in found] == [5, 8, 11]
    shares = [level.share for level in found]
    assert shares == sorted(shares)
    assert shares[0] > 0.7


@pytest.mark.parametrize("seed", range(10))
def test_every_step_lies_on_a_way_from_the_start_to_the_end(seed: int) -> None:
    random = Random(seed)
    names = [f"s{number}" for number in range(60)]
    edges = [edge(random.choice(names), random.choice(names), random.randint(1, 1000)) for _ in range(300)]
    starts = {name: random.randint(1, 50) for name in random.sample(names, 3)}
    ends = {name: random.randint(1, 50) for name in random.sample(names, 3)}
    for level in levels({"edges": edges, "start": starts, "end": ends}):
        assert set(level.steps) <= reached(level)
        assert set(level.steps) <= reached(level, backwards=True)
        assert len(level.steps) <= 20


def test_a_step_that_leads_nowhere_is_left_out() -> None:
    found = levels({"edges": [edge("a", "b", 9), edge("a", "lost", 99)], "start": {"a": 9}, "end": {"b": 9}})
    assert [set(level.steps) for level in found] == [{"a", "b"}]


def test_a_log_of_single_events_has_a_map_and_an_empty_one_has_none() -> None:
    assert [set(level.steps) for level in levels({"edges": [], "start": {"a": 3}, "end": {"a": 3}})] == [{"a"}]
    assert levels({}) == ()
    assert levels({"edges": [edge("a", "b", 1)]}) == ()
