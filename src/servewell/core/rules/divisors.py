"""What a condition says about a divisor: after `if x > 0 then` the divisor x cannot be zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from servewell.core.rules import nodes
from servewell.core.rules.nodes import Node


def never_zero(node: Node) -> bool:
    """Tell whether a divisor is never zero by its form: a sum of a positive literal and a count."""
    if isinstance(node, nodes.Arithmetic) and node.operator == "*":
        return all(isinstance(part, nodes.Literal) and bool(part.value) for part in (node.left, node.right))
    if isinstance(node, nodes.Arithmetic) and node.operator == "+":
        parts = (node.left, node.right)
        has_positive = any(
            isinstance(part, nodes.Literal) and isinstance(part.value, Decimal) and part.value > 0 for part in parts
        )
        return has_positive and any(_is_count(part) for part in parts)
    return False


def _is_count(node: Node) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Name)
        and node.function.name in ("count", "string length")
    )


def shape(node: Node) -> str:
    """Return a text that is equal for trees that say the same, wherever they stand."""
    parts = [type(node).__name__]
    for name in node.__dataclass_fields__:
        if name not in ("start", "end"):
            parts.append(_shape_of(getattr(node, name)))
    return "(" + " ".join(parts) + ")"


def _shape_of(value: Any) -> str:
    if isinstance(value, Node):
        return shape(value)
    return "[" + " ".join(_shape_of(item) for item in value) + "]" if isinstance(value, tuple) else repr(value)


def nonzero_when(node: Node, outcome: bool) -> frozenset[str]:
    """Return the shapes that cannot be zero when a condition came out so."""
    if isinstance(node, nodes.Logic) and (node.operator == "and") is outcome:
        return frozenset().union(*(nonzero_when(part, outcome) for part in node.parts))
    if not isinstance(node, nodes.Comparison):
        return frozenset()
    flipped = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
    opposite = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}
    found: set[str] = set()
    for part, other, operator in (
        (node.left, node.right, node.operator),
        (node.right, node.left, flipped[node.operator]),
    ):
        if isinstance(other, nodes.Literal) and isinstance(other.value, Decimal):
            operator = operator if outcome else opposite[operator]
            if _excludes_zero(operator, other.value):
                found.add(shape(part))
    return frozenset(found)


def _excludes_zero(operator: str, value: Decimal) -> bool:
    return {
        "!=": value == 0, "=": value != 0, ">": value >= 0, ">=": value > 0, "<": value <= 0, "<=": value < 0,
    }[operator]  # fmt: skip
