"""What would have to be different for a condition that is not met, where the rule makes that plain.

Plain are comparisons of one answer with a constant, a value of the definition or a day counted from today, answers
yes or no, and lists of constants. For anything else there is silence rather than a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from servewell.core.rules import Value, nodes
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import children, inside_not, names_in
from servewell.core.rules.say import Naming, Outline, flat_parts, joined, outline

TINY: Final = Decimal("0.01")


def leaves(tree: Node) -> list[Node]:
    """Return the clauses of a rule: its parts that are no `and`, `or` or `not`."""
    inner = inside_not(tree)
    if inner is not None:
        return leaves(inner)
    if isinstance(tree, nodes.Logic):
        return [leaf for part in tree.parts for leaf in leaves(part)]
    return [tree]


def _beside(value: Value) -> list[Value]:
    """Return a value with those just below and above it."""
    if isinstance(value, Decimal):
        return [value - 1, value - TINY, value, value + TINY, value + 1]
    if isinstance(value, date):
        return [value - timedelta(days=1), value, value + timedelta(days=1)]
    return list(value) if isinstance(value, list | tuple) else [value]


class Different:
    """One rule whose clauses came out as `outcomes` says, said with the names of its general form."""

    def __init__(
        self,
        names: Naming,
        language: str,
        outcomes: Mapping[Node, bool | None],
        values: Mapping[str, Value],
        now: datetime,
    ) -> None:
        self._names = names
        self._language = language
        self._outcomes = outcomes
        self._values = {name: value for name, value in values.items() if self._is_value(name)}
        self._now = now

    def needed(self, tree: Node, positive: bool = True) -> Outline | None:
        """Return what has to be so for the rule to come out as `positive`; None where that is not plain."""
        inner = inside_not(tree)
        if inner is not None:
            return self.needed(inner, not positive)
        if not isinstance(tree, nodes.Logic):
            is_plain = self._is_plain(tree)
            return outline(tree, self._names, self._language, positive=positive) if is_plain else None
        parts = list(flat_parts(tree))
        if (tree.operator == "and") is positive:
            return self._all_needed(parts, positive)
        options = tuple(found for part in parts if (found := self.needed(part, positive)) is not None)
        return joined(self._language, options, is_and=False) if options else None

    def _all_needed(self, parts: list[Node], positive: bool) -> Outline | None:
        """Return every part that is not so yet, with those about the same answers that have to stay so."""
        lacking = [part for part in parts if self._truth(part) is not positive]
        touched: set[str] = set()
        for part in lacking:
            asked = self._asked(part)
            if touched & asked:
                return None  # two demands on one answer: whether both can hold is not plain
            touched |= asked
        wanted = [part for part in parts if part in lacking or touched & self._asked(part)]
        if len(wanted) > len(lacking) and not all(self._can_hold(name, wanted, positive) for name in touched):
            return None
        found = [self.needed(part, positive) for part in wanted]
        kept = tuple(one for one in found if one is not None)
        return joined(self._language, kept, is_and=True) if kept and len(kept) == len(found) else None

    def _can_hold(self, name: str, parts: list[Node], positive: bool) -> bool:
        """Tell whether some answer fulfils every demand on it, tried on and beside each value that they name."""
        about = [part for part in parts if name in self._asked(part)]
        if len(about) < 2:
            return True
        runs = [compiled(part) for part in about]
        near = [one for part in about for fixed in self._fixed_sides(part) for one in _beside(self._worth(fixed))]
        return any(all(run(self._frame({name: one})) is positive for run in runs) for one in near)

    def _fixed_sides(self, node: Node) -> list[Node]:
        return [child for child, _ in children(node) if self._is_fixed(child)]

    def _worth(self, node: Node) -> Value:
        value: Value = compiled(node)(self._frame({}))
        return value

    def _frame(self, more: Mapping[str, Value]) -> Frame:
        return Frame({**self._values, **more}, self._now)

    def _truth(self, node: Node) -> bool | None:
        inner = inside_not(node)
        if inner is not None:
            below = self._truth(inner)
            return None if below is None else not below
        if not isinstance(node, nodes.Logic):
            return self._outcomes.get(node)
        settles = node.operator == "or"
        found = [self._truth(part) for part in node.parts]
        return settles if settles in found else None if None in found else not settles

    def _asked(self, node: Node) -> set[str]:
        return {name for name in names_in(node) if not self._is_value(name)}

    def _is_value(self, name: str) -> bool:
        thing = self._names.thing(name)
        return thing is not None and thing.kind == "value"

    def _is_plain(self, node: Node) -> bool:
        match node:
            case nodes.Name() | nodes.Path():
                return self._is_answer(node)
            case nodes.Comparison(left=left, right=right):
                return any(
                    self._is_answer(one) and self._is_fixed(other) for one, other in ((left, right), (right, left))
                )
            case nodes.Between(operand=operand, low=low, high=high):
                return self._is_answer(operand) and self._is_fixed(low) and self._is_fixed(high)
            case nodes.In(operand=operand, tests=tests):
                return self._is_answer(operand) and all(self._is_fixed(test) for test in tests)
            case nodes.Call(function=nodes.Name(name="list contains"), positional=(first, second)):
                return self._is_answer(first) and self._is_fixed(second)
        return False

    def _is_answer(self, node: Node) -> bool:
        """Tell whether a node is one answer, or a field of one that is no list."""
        if isinstance(node, nodes.Path):
            return isinstance(node.source, nodes.Name) and self._is_answer(node.source)
        thing = self._names.thing(node.name) if isinstance(node, nodes.Name) else None
        return thing is not None and thing.kind != "value"

    def _is_fixed(self, node: Node) -> bool:
        return all(self._is_value(name) for name in names_in(node))
