"""Named trees put in the place of their names: a rule that says `permit_fee` then holds the whole table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final, TypeAlias

from servewell.core.rules import nodes
from servewell.core.rules.faults import TALLEST, Fault, RuleError
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import children, names_in, walk

LARGEST: Final = 50_000  # nodes: a table of a thousand rows, or ten of a hundred
Macros: TypeAlias = Mapping[str, Node]


def expanded(tree: Node, macros: Macros, hidden: frozenset[str] = frozenset()) -> Node:
    """Return the tree with each macro's tree in the place of its name, all of it at the offsets of that name.

    `hidden` are names that may mean something else inside a filter: fields of entries. Raises RuleError where a
    macro reads a name that the rule has bound to something else.
    """
    used = [one for one, _ in walk(tree) if isinstance(one, nodes.Name) and one.name in macros]
    if not used:
        return tree
    sizes = {name: _size(macros[name]) for name in {one.name for one in used}}
    if sum(sizes[one.name][0] for one in used) > LARGEST or max(height for _, height in sizes.values()) > TALLEST:
        found = "With the tables it uses, this is too large."
        at = used[0]
        raise RuleError(
            [Fault("rule-too-large", at.start, at.end - at.start, found, fix="Use fewer or smaller tables.")]
        )
    return _Expander(macros, hidden).of(tree, frozenset())


def _size(tree: Node) -> tuple[int, int]:
    """Return how many nodes a tree has, and how many levels."""
    levels = [level for _, level in walk(tree)]
    return len(levels), max(levels)


class _Expander:
    def __init__(self, macros: Macros, hidden: frozenset[str]) -> None:
        self.macros = macros
        self.reads = {name: names_in(tree) for name, tree in macros.items()}
        self.hidden = hidden

    def of(self, node: Node, bound: frozenset[str]) -> Node:
        if isinstance(node, nodes.Name):
            return self._name(node, bound)
        inside = {id(child): names for child, names in children(node)}
        more = self.hidden if isinstance(node, nodes.Filter) else frozenset()
        parts: dict[str, Any] = {}
        for field in fields(node):
            value = getattr(node, field.name)
            changed = self._part(value, bound, inside, more)
            if changed is not value:
                parts[field.name] = changed
        return replace(node, **parts) if parts else node

    def _part(self, value: Any, bound: frozenset[str], inside: Mapping[int, frozenset[str]], more: Any) -> Any:
        if isinstance(value, Node):
            names = inside.get(id(value))
            return (
                value if names is None else self.of(value, bound | names | (more if "item" in names else frozenset()))
            )
        if isinstance(value, tuple):
            changed = tuple(self._part(one, bound, inside, more) for one in value)
            return changed if any(one is not other for one, other in zip(changed, value, strict=True)) else value
        return value

    def _name(self, node: nodes.Name, bound: frozenset[str]) -> Node:
        tree = None if node.name in bound else self.macros.get(node.name)
        if tree is None:
            return node
        taken = sorted(self.reads[node.name] & bound)
        if taken:
            found = f"'{node.name}' reads '{taken[0]}', which means something else here."
            fix = f"Rename '{taken[0]}' in this rule, or use '{node.name}' outside."
            raise RuleError([Fault("hidden-name", node.start, node.end - node.start, found, fix=fix)])
        moved: Node = _moved(tree, node.start, node.end)
        return moved


def _moved(value: Any, start: int, end: int) -> Any:
    if isinstance(value, tuple):
        return tuple(_moved(one, start, end) for one in value)
    if not isinstance(value, Node):
        return value
    parts = {one.name: _moved(getattr(value, one.name), start, end) for one in fields(value)}
    return replace(value, **{**parts, "start": start, "end": end})
