"""Which names a rule reads: what an answer can change, and what has to be asked first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from servewell.core.rules import nodes
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.nodes import Node

# The fields of each kind of node that may hold nodes.
_PARTS: Final = {
    kind: tuple(one.name for one in fields(kind) if one.type not in ("int", "str")) for kind in Node.__subclasses__()
}


def names_in(node: Node) -> frozenset[str]:
    """Return the names that a tree reads and does not bind itself."""
    return frozenset(path.split(".", 1)[0] for path in paths_in(node))


def paths_in(node: Node, bound: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the dotted paths that a tree reads, without those of names it binds itself."""
    if isinstance(node, nodes.Name):
        return frozenset() if node.name in bound else frozenset({node.name})
    if isinstance(node, nodes.Path) and isinstance(node.source, nodes.Name):
        return frozenset() if node.source.name in bound else frozenset({f"{node.source.name}.{node.field}"})
    found: frozenset[str] = frozenset()
    for child, names in children(node):
        found |= paths_in(child, bound | names)
    return found


def children(node: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    """Yield the children of a node with the names that it binds for each."""
    if isinstance(node, (nodes.For, nodes.Quantified)):
        bound: frozenset[str] = frozenset()
        for name, source in node.iterators:
            yield source, bound
            bound |= {name}
        yield (node.result, bound | {"partial"}) if isinstance(node, nodes.For) else (node.condition, bound)
    elif isinstance(node, nodes.FunctionNode):
        yield node.body, frozenset(node.parameters)
    elif isinstance(node, nodes.ContextNode):
        names: frozenset[str] = frozenset()
        for name, value in node.entries:
            yield value, names
            names |= {name}
    elif isinstance(node, nodes.Filter):
        yield node.source, frozenset()
        yield node.condition, frozenset({"item"})
    elif isinstance(node, nodes.Call):
        if not (isinstance(node.function, nodes.Name) and node.function.name in BUILTINS):
            yield node.function, frozenset()
        yield from ((value, frozenset()) for value in node.positional)
        yield from ((value, frozenset()) for _, value in node.named)
    else:
        yield from ((child, frozenset()) for child in _plain_children(node))


def inside_not(node: Node) -> Node | None:
    """Return what stands in a `not(...)`, or None when a node is something else."""
    if not isinstance(node, nodes.Call) or not isinstance(node.function, nodes.Name) or len(node.positional) != 1:
        return None
    return node.positional[0] if node.function.name == "not" else None


def size_of(node: Node) -> int:
    """Return how many nodes a tree has."""
    return sum(1 for _ in walk(node))


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Yield every node of a tree with its level from 1, without recursion: the tree may be of any height."""
    left = [(node, 1)]
    while left:
        one, level = left.pop()
        yield one, level
        left += [(child, level + 1) for child, _ in children(one)]


def _plain_children(node: Node) -> Iterator[Node]:
    for name in _PARTS[type(node)]:
        yield from _nodes_of(getattr(node, name))


def _nodes_of(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_of(item)
