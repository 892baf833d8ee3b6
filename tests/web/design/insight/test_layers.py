"""The layout of a process: downwards where it can, no step on another, few crossings, least squares across."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.web.design.insight.layers import Layout, crossings, flow_order, laid_out, pooled, spine


def layout_of(weights: dict[tuple[str, str], float]) -> Layout:
    names = {name for pair in weights for name in pair}
    return laid_out(weights, dict.fromkeys(names, 100.0), bend=20.0, gap=15.0, first="first", last="last")


def test_a_chain_is_a_straight_column() -> None:
    layout = layout_of({("first", "a"): 1, ("a", "b"): 1, ("b", "last"): 1})
    assert layout.layers == (("first",), ("a",), ("b",), ("last",))
    assert len({round(centre, 6) for centre in layout.centres.values()}) == 1
    assert not layout.against


def test_a_long_edge_passes_every_layer_between() -> None:
    layout = layout_of({("first", "a"): 5, ("a", "b"): 5, ("b", "last"): 5, ("a", "last"): 1})
    assert layout.routes["a", "last"] == ("a", ("a", "last", 2), "last")


def test_a_light_edge_back_goes_against_the_flow() -> None:
    weights = {("first", "a"): 9, ("a", "b"): 9, ("b", "c"): 9, ("c", "last"): 9, ("c", "a"): 2, ("b", "b"): 3}
    layout = layout_of(weights)
    assert layout.against == {("c", "a")}
    assert ("b", "b") not in layout.routes
    assert layout.routes["c", "a"] == ("a", ("c", "a", 2), "c")


def test_a_side_step_that_comes_back_is_not_put_before_the_step_that_leads_to_it() -> None:
    weights = {("first", "a"): 9, ("a", "b"): 9, ("b", "last"): 8, ("b", "aside"): 2, ("aside", "b"): 4}
    layout = layout_of(weights)
    assert layout.layers[0] == ("first",)
    assert layout.against == {("aside", "b")}


def test_the_order_has_the_start_first_and_the_end_last() -> None:
    order = flow_order(
        {("first", "a"): 1, ("a", "last"): 1}, dict.fromkeys(("last", "a", "first"), 1.0), "first", "last"
    )
    assert sorted(order, key=order.__getitem__) == ["first", "a", "last"]


def test_the_way_that_most_take_is_straight_and_first_in_every_layer() -> None:
    ways = {("first", "a"): 9, ("a", "b"): 7, ("b", "c"): 7, ("c", "last"): 7, ("a", "x"): 2, ("x", "last"): 2}
    layout = layout_of({**ways, ("b", "y"): 1, ("y", "c"): 1, ("a", "c"): 1})
    assert [layer[0] for layer in layout.layers] == ["first", "a", "b", ("b", "c", 3), "c", "last"]
    assert [round(layout.centres[layer[0]], 1) for layer in layout.layers] == [50.0] * 6


def test_the_spine_does_not_run_into_a_dead_end() -> None:
    downward = {("first", "a"): 5.0, ("a", "dead end"): 4.0, ("a", "b"): 2.0, ("b", "last"): 2.0, ("a", "last"): 1.0}
    assert spine(downward, "first", "last") == [("first", "a"), ("a", "b"), ("b", "last")]


def test_crossings_that_can_be_spared_are_spared() -> None:
    weights = {("first", name): 1.0 for name in "abc"} | {("a", "z"): 1, ("b", "y"): 1, ("c", "x"): 1}
    layout = layout_of(weights | {(name, "last"): 1.0 for name in "xyz"})
    links = [link for route in layout.routes.values() for link in itertools.pairwise(route)]
    assert crossings(layout.layers, links) == 0


@pytest.mark.parametrize("seed", range(12))
def test_nothing_in_a_layer_overlaps_and_every_edge_goes_down_one_layer_at_a_time(seed: int) -> None:
    random = Random(seed)
    names = [f"s{number}" for number in range(random.randint(3, 20))]
    weights = {("first", names[0]): 1.0} | {(name, "last"): 1.0 for name in names}
    weights |= {(random.choice(names), random.choice(names)): random.random() for _ in range(2 * len(names))}
    layout = layout_of(weights)
    for layer in layout.layers:
        for one, other in itertools.pairwise(layer):
            wide = sum(100.0 if isinstance(name, str) else 20.0 for name in (one, other)) / 2
            assert layout.centres[other] - layout.centres[one] >= wide + 15.0 - 1e-6
    depth = {name: deep for deep, layer in enumerate(layout.layers) for name in layer}
    for route in layout.routes.values():
        assert [depth[name] for name in route] == list(range(depth[route[0]], depth[route[-1]] + 1))
    assert depth["last"] == len(layout.layers) - 1
    assert "first" in layout.layers[0]


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_pooled_numbers_rise_and_are_the_nearest(wanted: list[float], random: Random) -> None:
    weights = [random.uniform(0.5, 3) for _ in wanted]
    found = pooled(wanted, weights)

    def distance(numbers: list[float]) -> float:
        return sum(w * (a - b) ** 2 for w, a, b in zip(weights, numbers, wanted, strict=True))

    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(found))
    for _ in range(10):
        other = sorted(value + random.uniform(-5, 5) for value in found)
        assert distance(found) <= distance(other) + 1e-6
