"""Who speaks: the phrase book, the names, and what the names inside a `for`, `some`, `every` or filter mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from servewell.core.rules import nodes
from servewell.core.rules.nodes import Node
from servewell.core.rules.say.book import Book
from servewell.core.rules.say.naming import Naming, Thing

DATE_FUNCTIONS: Final = frozenset({"date", "today", "now", "date and time"})
SAME_TERMS: Final = frozenset({
    "sum", "min", "max", "mean", "median", "abs", "floor", "ceiling", "decimal", "round up", "round down",
    "round half up", "round half down", "distinct values",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """`bound` maps a name that the rule makes itself to the path of the list it goes through ('' when unknown).

    `inside` are the lists in whose filters we stand, innermost first: their fields need no source.
    """

    book: Book
    names: Naming
    bound: tuple[tuple[str, str], ...] = ()
    inside: tuple[str, ...] = ()

    def binding(self, iterators: Iterable[tuple[str, Node]]) -> Voice:
        """Return the voice inside a loop over these lists."""
        voice = self
        for name, source in iterators:
            voice = replace(voice, bound=((name, voice.path(source) or ""), *voice.bound))
        return voice

    def filtering(self, source: Node) -> Voice:
        """Return the voice inside the condition of a filter."""
        path = self.path(source) or ""
        return replace(self, bound=(("item", path), *self.bound), inside=(path, *self.inside))

    @property
    def is_inside(self) -> bool:
        """Tell whether names may mean one item of a list, of which there is no one value."""
        return bool(self.bound)

    def is_bound(self, node: Node) -> bool:
        """Tell whether a node is a name that the rule makes itself."""
        return isinstance(node, nodes.Name) and any(name == node.name for name, _ in self.bound)

    def path(self, node: Node) -> str | None:
        """Return the path that a name or a field of one has outside the rule; None for anything else."""
        if isinstance(node, nodes.Name):
            if self.is_bound(node):
                return next(source for name, source in self.bound if name == node.name) or None
            return next((f"{one}.{node.name}" for one in self.inside if one and self._knows(one, node)), node.name)
        if isinstance(node, nodes.Path):
            source = self.path(node.source)
            return f"{source}.{node.field}" if source else None
        return self.path(node.source) if isinstance(node, nodes.Filter) else None

    def _knows(self, source: str, node: nodes.Name) -> bool:
        return self.names.thing(f"{source}.{node.name}") is not None

    def thing(self, node: Node) -> Thing | None:
        """Return what a name or a field stands for; None for anything else, and for one item of a list."""
        if self.is_bound(node) or isinstance(node, nodes.Filter):
            return None
        path = self.path(node)
        return None if path is None else self.names.thing(path)

    def terms(self, node: Node) -> str:
        """Return the path whose unit, currency or choices the values of a node have; '' for none."""
        match node:
            case nodes.Name() | nodes.Path() | nodes.Filter():
                thing = self.thing(node)
                return "" if thing is not None and thing.kind == "value" else self.path(node) or ""
            case nodes.Arithmetic():
                return self._terms_of_arithmetic(node)
            case nodes.If():
                return self.terms(node.then) or self.terms(node.otherwise)
            case nodes.For():
                return self.binding(node.iterators).terms(node.result)
            case nodes.Unary():
                return self.terms(node.operand)
            case nodes.Call(function=nodes.Name(name=name)) if name in SAME_TERMS and node.positional:
                return next((terms for one in node.positional if (terms := self.terms(one))), "")
            case nodes.ListNode():
                return next((terms for one in node.items if (terms := self.terms(one))), "")
        return ""

    def _terms_of_arithmetic(self, node: nodes.Arithmetic) -> str:
        left, right = self.terms(node.left), self.terms(node.right)
        if node.operator in ("+", "-"):
            return left or right
        if node.operator == "*":
            return left or right if not (left and right) else ""
        return left if node.operator == "/" and not right else ""

    def is_date(self, node: Node) -> bool:
        """Tell whether a node gives a point in time, of which one says 'before' and 'after'."""
        match node:
            case nodes.Literal():
                return hasattr(node.value, "year") or hasattr(node.value, "hour")
            case nodes.Name() | nodes.Path():
                thing = self.thing(node)
                return thing is not None and thing.is_date
            case nodes.Call(function=nodes.Name(name=name)):
                return name in DATE_FUNCTIONS
            case nodes.Arithmetic(operator="+" | "-"):
                return self.is_date(node.left) != self.is_date(node.right)
            case nodes.If():
                return self.is_date(node.then)
        return False
