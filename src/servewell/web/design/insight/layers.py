"""Places for the steps of a process in layers from top to bottom, after Sugiyama, Tagawa and Toda (1981).

Edges that go against the flow are turned by the greedy rule of Eades, Lin and Smyth (1993), among the steps that those
placed so far lead to; a step lies one layer below
the lowest that leads to it (longest path); long edges get a bend in each layer that they cross; layers are ordered by
barycentres; places across are the least-squares ones that keep every gap (isotonic regression by pooling). The way that
most take is the spine: straight, and the first of every layer, so that a phone shows it without scrolling sideways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Name = str | tuple[str, str, int]  # a step, or a bend: (from, to, layer)
Pair = tuple[str, str]
_SWEEPS: Final = 16
_SETTLED: Final = 150  # sweeps after which places across hardly move
_STRAIGHT: Final = 40.0  # how much more a bend wants to lie under a bend than a step under a step
_SPINE: Final = 1e6  # how much more the spine wants to stay where it is


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies: layers from top to bottom, each in order, and the centre of each across.

    `routes` holds for each edge what it passes from top to bottom; `against` those that go upwards.
    """

    layers: tuple[tuple[Name, ...], ...]
    centres: Mapping[Name, float]
    routes: Mapping[Pair, tuple[Name, ...]]
    against: frozenset[Pair]


def laid_out(
    weights: Mapping[Pair, float], widths: Mapping[str, float], *, bend: float, gap: float, first: str, last: str
) -> Layout:
    """Return the layout of edges with their weights between steps with their widths; loops of one step are left out.

    `first` lies in the top layer and `last` in the bottom one.
    """
    pairs = {pair: weight for pair, weight in weights.items() if pair[0] != pair[1]}
    order = flow_order(pairs, widths, first, last)
    against = frozenset(pair for pair in pairs if order[pair[0]] > order[pair[1]])
    downward = {(tail, head) if (tail, head) not in against else (head, tail) for tail, head in pairs}
    level = _levels(downward, order, last)
    routes = {pair: _route(pair, level, is_turned=pair in against) for pair in pairs}
    links = [link for pair in pairs for link in zip(routes[pair], routes[pair][1:], strict=False)]
    way = spine({pair: weight for pair, weight in pairs.items() if pair not in against}, first, last)
    on_spine = {name for pair in way for name in routes[pair]}
    layers = _ordered(_in_layers(level, routes), links, on_spine)
    size = {name: widths[name] if isinstance(name, str) else bend for layer in layers for name in layer}
    return Layout(tuple(map(tuple, layers)), _across(layers, links, size, gap, on_spine), routes, against)


def flow_order(weights: Mapping[Pair, float], names: Mapping[str, float], first: str, last: str) -> dict[str, int]:
    """Return the place of each step in an order that few and light edges go against."""
    left, head, tail = dict.fromkeys(name for name in names if name not in (first, last)), [first], [last]
    while left:
        outgoing = dict.fromkeys(left, 0.0)
        incoming = dict.fromkeys(left, 0.0)
        for (one, other), weight in weights.items():
            if one in left and (other in left):
                outgoing[one] += weight
                incoming[other] += weight
        sinks = [name for name in left if not outgoing[name] and incoming[name]]
        if sinks:
            chosen = sinks[-1]
            tail.insert(0, chosen)
        else:
            reached = {other for one, other in weights if one in head}
            chosen = max(left, key=lambda name: (name in reached, not incoming[name], outgoing[name] - incoming[name]))
            head.append(chosen)
        del left[chosen]
    return {name: place for place, name in enumerate((*head, *tail))}


def spine(downward: Mapping[Pair, float], first: str, last: str) -> list[Pair]:
    """Return the way from the first step that most take at each step, among those that lead to the last."""
    leading = {last}
    while more := {one for one, other in downward if other in leading} - leading:
        leading |= more
    way: list[Pair] = []
    at = first
    while onward := [pair for pair in downward if pair[0] == at and pair[1] in leading]:
        way.append(max(onward, key=lambda pair: downward[pair]))
        at = way[-1][1]
    return way


def crossings(layers: Sequence[Sequence[Name]], links: Sequence[tuple[Name, Name]]) -> int:
    """Return how many pairs of links between neighbouring layers cross."""
    place = {name: at for layer in layers for at, name in enumerate(layer)}
    depth = {name: level for level, layer in enumerate(layers) for name in layer}
    count = 0
    for level in range(len(layers) - 1):
        ends = sorted((place[one], place[other]) for one, other in links if depth[one] == level)
        count += sum(
            1 for at, (one, other) in enumerate(ends) for before, under in ends[:at] if before < one and under > other
        )
    return count


def pooled(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the non-decreasing numbers that are nearest to the wanted ones (weighted least squares)."""
    blocks: list[tuple[float, float, int]] = []  # mean, weight, length
    for value, weight in zip(wanted, weights, strict=True):
        mean, total, length = value, weight, 1
        while blocks and blocks[-1][0] > mean:
            before, heavy, many = blocks.pop()
            mean = (before * heavy + mean * total) / (heavy + total)
            total, length = heavy + total, many + length
        blocks.append((mean, total, length))
    return [mean for mean, _, length in blocks for _ in range(length)]


def _levels(downward: set[Pair], order: Mapping[str, int], last: str) -> dict[str, int]:
    level: dict[str, int] = {}
    for name in sorted(order, key=order.__getitem__):
        above = [level[one] for one, other in downward if other == name]
        level[name] = max(above, default=-1) + 1 if above else 0
    level[last] = max([level[last], *(deep + 1 for name, deep in level.items() if name != last)])
    return level


def _route(pair: Pair, level: Mapping[str, int], *, is_turned: bool) -> tuple[Name, ...]:
    top, bottom = (pair[1], pair[0]) if is_turned else pair
    bends: list[Name] = [(*pair, deep) for deep in range(level[top] + 1, level[bottom])]
    return (top, *bends, bottom)


def _in_layers(level: Mapping[str, int], routes: Mapping[Pair, Sequence[Name]]) -> list[list[Name]]:
    layers: list[list[Name]] = [[] for _ in range(max(level.values()) + 1)]
    for name, deep in level.items():
        layers[deep].append(name)
    for route in routes.values():
        for bend in route[1:-1]:
            layers[int(bend[2])].append(bend)
    return layers


def _ordered(layers: list[list[Name]], links: Sequence[tuple[Name, Name]], on_spine: set[Name]) -> list[list[Name]]:
    """Return the layers with the fewest crossings that sweeps down and up came to."""
    above, below = _neighbours(links)
    layers = [sorted(layer, key=lambda name: name not in on_spine) for layer in layers]
    best, fewest = [list(layer) for layer in layers], crossings(layers, links)
    current = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        neighbours = below if sweep % 2 else above
        for deep in range(len(current) - 1, -1, -1) if sweep % 2 else range(len(current)):
            place = {name: at for layer in current for at, name in enumerate(layer)}
            current[deep] = _by_barycentre(current[deep], neighbours, place, on_spine)
        found = crossings(current, links)
        if found < fewest:
            best, fewest = [list(layer) for layer in current], found
    return best


def _by_barycentre(
    layer: list[Name], neighbours: Mapping[Name, list[Name]], place: Mapping[Name, int], on_spine: set[Name]
) -> list[Name]:
    def barycentre(name: Name) -> tuple[bool, float]:
        near = neighbours.get(name)
        return name not in on_spine, sum(place[one] for one in near) / len(near) if near else float(place[name])

    return sorted(layer, key=barycentre)


def _neighbours(links: Sequence[tuple[Name, Name]]) -> tuple[dict[Name, list[Name]], dict[Name, list[Name]]]:
    above: dict[Name, list[Name]] = {}
    below: dict[Name, list[Name]] = {}
    for one, other in links:
        above.setdefault(other, []).append(one)
        below.setdefault(one, []).append(other)
    return above, below


def _across(
    layers: Sequence[Sequence[Name]],
    links: Sequence[tuple[Name, Name]],
    size: Mapping[Name, float],
    gap: float,
    on_spine: set[Name],
) -> dict[Name, float]:
    above, below = _neighbours(links)
    centres: dict[Name, float] = {}
    offsets: dict[Name, float] = {}
    for layer in layers:
        at = -size[layer[0]] / 2
        for name in layer:
            offsets[name] = centres[name] = at + size[name] / 2
            at += size[name] + gap
    for sweep in range(_SETTLED):
        for layer in reversed(layers) if sweep % 2 else layers:
            near = [[*above.get(name, ()), *below.get(name, ())] for name in layer]
            wanted = [
                (0.0, _SPINE) if name in on_spine else _wish(name, some, centres)
                for name, some in zip(layer, near, strict=True)
            ]
            moved = pooled(
                [place - offsets[name] for (place, _), name in zip(wanted, layer, strict=True)],
                [weight for _, weight in wanted],
            )
            for name, start in zip(layer, moved, strict=True):
                centres[name] = start + offsets[name]
    least = min(centres[name] - size[name] / 2 for name in centres)
    return {name: centre - least for name, centre in centres.items()}


def _wish(name: Name, near: Sequence[Name], centres: Mapping[Name, float]) -> tuple[float, float]:
    """Return where something would like to lie, and how much."""
    if not near:
        return centres[name], 0.1
    weights = [_STRAIGHT if isinstance(name, tuple) and isinstance(one, tuple) else 1.0 for one in near]
    return sum(w * centres[one] for w, one in zip(weights, near, strict=True)) / sum(weights), sum(weights)
