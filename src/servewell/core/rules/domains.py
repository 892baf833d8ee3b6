"""Which values a name to come can get, and the few of them that stand for all in given conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, Final, TypeAlias

from servewell.core.rules import nodes
from servewell.core.rules.boundaries import Moving, Readings, UndecidedError, points
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import children, paths_in
from servewell.core.rules.types import ANY, ContextOf, ListOf, Type
from servewell.core.rules.values import Value

MOST_ITEMS: Final = 64  # of a list that is told by its count
MOST_SETTINGS: Final = 64  # ways in which other names can set what one is compared with
_BINDING: Final = (nodes.For, nodes.Quantified, nodes.Filter, nodes.FunctionNode, nodes.ContextNode)
_CONDITIONS: Final = (nodes.Comparison, nodes.Between, nodes.In)


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """The values of a name: all of them in `values` where they are few, else any of its type.

    `may_lack`: it may stay without a value. `least` and `most` are the counts of a list.
    """

    type: Type = ANY
    values: tuple[Value, ...] | None = None
    may_lack: bool = True
    least: int = 0
    most: int | None = None


Domains: TypeAlias = Mapping[str, Domain]
_About: TypeAlias = tuple[frozenset[str], Frame]  # the names to come, and what is known


@dataclass(frozen=True, slots=True)
class Atom:
    """A condition at which a tree is cut, with the names to come in it."""

    node: Node
    names: frozenset[str]


def samples(readings: Readings, trees: Sequence[Node], to_come: Domains, frame: Frame) -> dict[str, list[Any]]:
    """Return for each name to come the values that stand for all in these trees; the trees read each of them.

    Raises UndecidedError when that cannot be told.
    """
    names = {name for tree in trees for name in readings.names(tree) if name in to_come}
    endless = {name for name in names if to_come[name].values is None}
    atoms = [atom for tree in trees for atom in _atoms(readings, tree, frozenset(names), endless)]
    found = {name: list(to_come[name].values or ()) for name in names - endless}
    for name in names - endless:
        if to_come[name].may_lack:
            found[name].append(None)
    for name in sorted(endless):
        own = [atom for atom in atoms if name in atom.names]
        places = [(atom.node, inner) for atom in own for inner in _settings(atom, name, found, endless, frame)]
        found[name] = _values(readings, name, to_come[name], places, (frozenset(names), frame))
    return {name: _told_apart(readings, name, found[name], atoms, frame) for name in sorted(names)}


def _atoms(readings: Readings, node: Node, names: frozenset[str], endless: set[str]) -> Iterator[Atom]:
    """Yield the lowest conditions in which names to come stand. Raises UndecidedError where an endless one is used."""
    here = readings.names(node) & names
    if not here:
        return
    parts = _branches(readings, node)
    if not parts and here & endless and (not isinstance(node, _CONDITIONS) or _chooses(readings, node, endless)):
        if isinstance(node, (*_BINDING, nodes.Name, nodes.Path)):
            raise UndecidedError
        parts = [part for part, _ in children(node)]
    if not parts:
        yield Atom(node, here)
    for part in parts:
        yield from _atoms(readings, part, names, endless)


def _branches(readings: Readings, node: Node) -> list[Node]:
    """Return the conditions and results of what chooses; empty for another node."""
    if isinstance(node, (nodes.Logic, nodes.If)):
        return [part for part, _ in children(node)]
    if not isinstance(node, nodes.Table):
        return []
    results = [*(one for row in node.rows for one in row.outputs), *(one for one in node.defaults if one is not None)]
    return [*readings.cells(node), *results, *(one for values in node.priorities for one in values)]


def _chooses(readings: Readings, node: Node, endless: set[str]) -> bool:
    """Tell whether an endless name stands in a choice inside a condition: then the choice has the conditions."""
    for part, _ in children(node):
        if readings.names(part) & endless and (
            isinstance(part, (nodes.If, nodes.Table, nodes.Logic)) or _chooses(readings, part, endless)
        ):
            return True
    return False


def _settings(
    atom: Atom, name: str, found: Mapping[str, Sequence[Any]], endless: set[str], frame: Frame
) -> Iterator[Frame]:
    """Yield the frame with every setting of the other names to come in a condition."""
    others = sorted(atom.names - {name})
    if endless.intersection(others) or prod(len(found[one]) for one in others) > MOST_SETTINGS:
        raise UndecidedError
    for values in product(*(found[one] for one in others)):
        yield frame.within(dict(zip(others, values, strict=True))) if others else frame


def _values(
    readings: Readings, name: str, domain: Domain, places: Sequence[tuple[Node, Frame]], about: _About
) -> list[Any]:
    if isinstance(domain.type, ContextOf):
        found = _contexts(readings, name, domain.type, places, about)
    elif isinstance(domain.type, ListOf):
        cuts = points(readings, places, Moving(name, "", domain.type))
        found = [[{}] * count for count in _counts(cuts, domain)]
    else:
        found = points(readings, places, Moving(name, "", domain.type))
    return [*found, None] if domain.may_lack else found


def _counts(cuts: Sequence[Decimal], domain: Domain) -> list[int]:
    most = MOST_ITEMS if domain.most is None else domain.most
    if most > MOST_ITEMS or any(abs(cut) >= MOST_ITEMS for cut in cuts):
        raise UndecidedError
    near = {int(cut) + step for cut in cuts for step in (-1, 0, 1)} | {domain.least, most}
    return sorted(count for count in near if domain.least <= count <= most)


def _contexts(
    readings: Readings, name: str, kind: ContextOf, places: Sequence[tuple[Node, Frame]], about: _About
) -> list[Any]:
    names, frame = about
    by_field: dict[str, list[tuple[Node, Frame]]] = {}
    for node, frame in places:
        fields = {path.partition(".")[2] for path in paths_in(node) if path.partition(".")[0] == name}
        if len(fields) != 1:
            raise UndecidedError
        by_field.setdefault(fields.pop(), []).append((node, frame))
    values: dict[str, list[Any]] = {}
    for field, own in by_field.items():
        if field not in kind.fields:
            raise UndecidedError
        each = [{field: one} for one in (*points(readings, own, Moving(name, field, kind.fields[field])), None)]
        apart = _told_apart(readings, name, each, [Atom(node, readings.names(node) & names) for node, _ in own], frame)
        values[field] = [one[field] for one in apart]
    if prod(map(len, values.values())) > MOST_SETTINGS:
        raise UndecidedError
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


def _told_apart(
    readings: Readings, name: str, values: Sequence[Any], atoms: Sequence[Atom], frame: Frame
) -> list[Any]:  # fmt: skip
    """Return one value for each way in which the conditions on this name alone can come out."""
    own = [atom for atom in atoms if name in atom.names]
    if any(len(atom.names) > 1 for atom in own):
        return list(values)
    kept: list[Any] = []
    seen: list[list[Any]] = []
    for value in values:
        inner = frame.within({name: value})
        outcomes = [readings.value(atom.node, inner) for atom in own]
        if outcomes not in seen:
            seen.append(outcomes)
            kept.append(value)
    return kept
