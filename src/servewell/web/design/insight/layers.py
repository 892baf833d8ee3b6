"""Places for the steps of a process in layers from top to bottom, after Sugiyama, Tagawa and Toda (1981).

Edges that go against the flow are turned by the greedy rule of Eades, Lin and Smyth (1993); a step lies one layer below
the lowest that leads to it (longest path); long edges get a bend in each layer that they cross; layers are ordered by
barycentres; places across are the least-squares ones that keep every gap (isotonic regression by pooling).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Name = str | tuple[str, str, int]  # a step, or a bend: (from, to, layer)
Pair = tuple[str, str]
_SWEEPS: Final = 16
_STRAIGHT: Final = 6.0  # how much more a bend wants to lie under a bend than a step under a step
_MAIN_WAY: Final = 6.0  # how much more the most frequent way wants to be straight than a rare one


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
    layers = _ordered(_in_layers(level, routes), links)
    most = max(pairs.values(), default=1.0) or 1.0
    pull = {
        link: 1.0 + _MAIN_WAY * pairs[pair] / most
        for pair in pairs
        for link in zip(routes[pair], routes[pair][1:], strict=False)
    }
    size = {name: widths[name] if isinstance(name, str) else bend for layer in layers for name in layer}
    return Layout(tuple(map(tuple, layers)), _across(layers, pull, size, gap), routes, against)


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
            chosen = max(left, key=lambda name: (not incoming[name], outgoing[name] - incoming[name]))
            head.append(chosen)
        del left[chosen]
    return {name: place for place, name in enumerate((*head, *tail))}


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


def _ordered(layers: list[list[Name]], links: Sequence[tuple[Name, Name]]) -> list[list[Name]]:
    """Return the layers with the fewest crossings that sweeps down and up came to."""
    above, below = _neighbours(links)
    best, fewest = [list(layer) for layer in layers], crossings(layers, links)
    current = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        neighbours = below if sweep % 2 else above
        for deep in range(len(current) - 1, -1, -1) if sweep % 2 else range(len(current)):
            place = {name: at for layer in current for at, name in enumerate(layer)}
            current[deep] = _by_barycentre(current[deep], neighbours, place)
        found = crossings(current, links)
        if found < fewest:
            best, fewest = [list(layer) for layer in current], found
    return best


def _by_barycentre(layer: list[Name], neighbours: Mapping[Name, list[Name]], place: Mapping[Name, int]) -> list[Name]:
    def barycentre(name: Name) -> float:
        near = neighbours.get(name)
        return sum(place[one] for one in near) / len(near) if near else float(place[name])

    return sorted(layer, key=barycentre)


def _neighbours(links: Sequence[tuple[Name, Name]]) -> tuple[dict[Name, list[Name]], dict[Name, list[Name]]]:
    above: dict[Name, list[Name]] = {}
    below: dict[Name, list[Name]] = {}
    for one, other in links:
        above.setdefault(other, []).append(one)
        below.setdefault(one, []).append(other)
    return above, below


def _across(
    layers: Sequence[Sequence[Name]], pull: Mapping[tuple[Name, Name], float], size: Mapping[Name, float], gap: float
) -> dict[Name, float]:
    near: dict[Name, list[tuple[Name, float]]] = {}
    for (one, other), strength in pull.items():
        near.setdefault(one, []).append((other, strength))
        near.setdefault(other, []).append((one, strength))
    centres: dict[Name, float] = {}
    offsets: dict[Name, float] = {}
    for layer in layers:
        at = 0.0
        for name in layer:
            offsets[name] = at + size[name] / 2
            at += size[name] + gap
        for name in layer:
            centres[name] = offsets[name] - (at - gap) / 2
    for sweep in range(_SWEEPS):
        for layer in reversed(layers) if sweep % 2 else layers:
            wanted = [_wish(name, near.get(name, ()), centres) for name in layer]
            moved = pooled(
                [place - offsets[name] for (place, _), name in zip(wanted, layer, strict=True)],
                [weight for _, weight in wanted],
            )
            for name, start in zip(layer, moved, strict=True):
                centres[name] = start + offsets[name]
    least = min(centres[name] - size[name] / 2 for name in centres)
    return {name: centre - least for name, centre in centres.items()}


def _wish(name: Name, near: Sequence[tuple[Name, float]], centres: Mapping[Name, float]) -> tuple[float, float]:
    """Return where something would like to lie, and how much."""
    if not near:
        return centres[name], 0.1
    weights = [pull * (_STRAIGHT if isinstance(name, tuple) and isinstance(one, tuple) else 1.0) for one, pull in near]
    return sum(w * centres[one] for w, (one, _) in zip(weights, near, strict=True)) / sum(weights), sum(weights)
