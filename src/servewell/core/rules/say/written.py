"""A tree as rule text again: what is shown where a language has no phrase for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from servewell.core.rules import nodes
from servewell.core.rules.nodes import Node
from servewell.core.rules.values import Value, YearsMonths

DEEPEST: Final = 60  # what nests deeper is cut short: nobody reads it, and it must not use up the stack
CUT: Final = "…"


def written(node: Node, depth: int = 0) -> str:
    """Return the text of any node; every compound part of another one stands in brackets."""
    if depth > DEEPEST:
        return CUT

    def inner(child: Node) -> str:
        text = written(child, depth + 1)
        return f"({text})" if isinstance(child, _COMPOUND) else text

    if isinstance(node, nodes.Literal):
        return written_value(node.value)  # type: ignore[arg-type]  # a constant is a value
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Path):
        return f"{inner(node.source)}.{node.field}"
    if isinstance(node, nodes.Filter):
        return f"{inner(node.source)}[{written(node.condition, depth + 1)}]"
    if isinstance(node, (nodes.Arithmetic, nodes.Comparison)):
        return f"{inner(node.left)} {node.operator} {inner(node.right)}"
    return _written_rest(node, depth + 1)


_COMPOUND: Final = (
    nodes.Unary, nodes.Arithmetic, nodes.Comparison, nodes.Between, nodes.In, nodes.Logic, nodes.If, nodes.For,
    nodes.Quantified, nodes.FunctionNode, nodes.InstanceOf,
)  # fmt: skip


def _written_rest(node: Node, depth: int) -> str:
    def of(child: Node) -> str:
        text = written(child, depth)
        return f"({text})" if isinstance(child, _COMPOUND) else text

    def joined(children: Sequence[Node], between: str = ", ") -> str:
        return between.join(of(child) for child in children)

    match node:
        case nodes.Unary():
            return f"-{of(node.operand)}"
        case nodes.Between():
            return f"{of(node.operand)} between {of(node.low)} and {of(node.high)}"
        case nodes.In():
            return f"{of(node.operand)} in ({joined(node.tests)})"
        case nodes.Test():
            return f"{node.operator} {of(node.right)}"
        case nodes.Interval():
            left, right = "[" if node.includes_low else "(", "]" if node.includes_high else ")"
            return f"{left}{of(node.low)}..{of(node.high)}{right}"
        case nodes.Logic():
            return joined(node.parts, f" {node.operator} ")
    return _written_binding(node, depth)


def _written_binding(node: Node, depth: int) -> str:
    def of(child: Node) -> str:
        return written(child, depth)

    match node:
        case nodes.If():
            return f"if {of(node.condition)} then {of(node.then)} else {of(node.otherwise)}"
        case nodes.ListNode():
            return f"[{', '.join(of(one) for one in node.items)}]"
        case nodes.For():
            return f"for {_iterators(node.iterators, depth)} return {of(node.result)}"
        case nodes.Quantified():
            return f"{node.quantifier} {_iterators(node.iterators, depth)} satisfies {of(node.condition)}"
        case nodes.ContextNode():
            return "{" + ", ".join(f"{name}: {of(value)}" for name, value in node.entries) + "}"
        case nodes.Call():
            given = [of(one) for one in node.positional] + [f"{name}: {of(one)}" for name, one in node.named]
            return f"{of(node.function)}({', '.join(given)})"
    return _written_rare(node, depth)


def _written_rare(node: Node, depth: int) -> str:
    match node:
        case nodes.FunctionNode():
            return f"function({', '.join(node.parameters)}) {written(node.body, depth)}"
        case nodes.Steps():
            return f"{written(node.low, depth)}..{written(node.high, depth)}"
        case nodes.InstanceOf():
            return f"{written(node.operand, depth)} instance of {node.type_name.name}"
        case nodes.Table():
            return f"table({', '.join(written(one, depth) for one in node.inputs)})"
    return CUT


def _iterators(iterators: Sequence[tuple[str, Node]], depth: int) -> str:
    return ", ".join(f"{name} in {written(source, depth)}" for name, source in iterators)


def written_value(value: Value) -> str:
    """Return a value as a rule would write it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return f"{value:f}" if abs(value.adjusted()) < 40 else str(value)
        case datetime() | date() | time():
            return f'@"{value.isoformat()}"'
        case YearsMonths() | timedelta():
            return f'@"{iso_duration(value)}"'
        case Mapping():
            return "{" + ", ".join(f"{name}: {written_value(one)}" for name, one in value.items()) + "}"
        case Sequence():
            return f"[{', '.join(written_value(one) for one in value)}]"
    return CUT


def iso_duration(value: YearsMonths | timedelta) -> str:
    """Return a duration as ISO 8601 writes it: P1Y6M, P10D, PT36H."""
    if isinstance(value, YearsMonths):
        sign, months = "-" if value.months < 0 else "", abs(value.months)
        years, rest = divmod(months, 12)
        text = (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")
        return f"{sign}P{text}"
    sign = "-" if value < timedelta(0) else ""
    span = abs(value)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    amount = f"{seconds}.{span.microseconds:06d}".rstrip("0").rstrip(".") if span.microseconds else str(seconds)
    clock = (
        (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + (f"{amount}S" if amount != "0" else "")
    )
    days = f"{span.days}D" if span.days or not clock else ""
    return f"{sign}P{days}" + (f"T{clock}" if clock else "")
