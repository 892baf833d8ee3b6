"""Why a rule came out as it did: the clauses of its `and`, `or` and `not`, and which of them decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from servewell.core.rules import nodes
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import names_in
from servewell.core.rules.values import Value


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition that is no `and`, `or` or `not` itself, as written. `decisive`: it settled the outcome."""

    text: str
    outcome: bool | None
    names: frozenset[str]
    decisive: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The outcome of a rule (None: not yet known) and its clauses in the order of the text."""

    outcome: bool | None
    clauses: tuple[Clause, ...]


def explain(tree: Node, text: str, values: Mapping[str, Value], *, now: datetime) -> Explanation:
    """Return the clauses of a condition with their outcomes over these values."""
    outcome, clauses = _walk(tree, text, Frame(values, now))
    return Explanation(outcome, clauses)


def open_names(tree: Node, values: Mapping[str, Value], *, now: datetime) -> frozenset[str]:
    """Return the names without a value that stand in clauses which could still change the outcome."""
    explanation = explain(tree, "", values, now=now)
    if explanation.outcome is not None:
        return frozenset()
    undecided = (clause.names for clause in explanation.clauses if clause.outcome is None and clause.decisive)
    return frozenset(name for names in undecided for name in names if values.get(name) is None)


def _walk(node: Node, text: str, frame: Frame) -> tuple[bool | None, tuple[Clause, ...]]:
    if isinstance(node, nodes.Logic):
        return _logic(node, text, frame)
    inner = _negated(node)
    if inner is not None:
        outcome, clauses = _walk(inner, text, frame)
        return (None if outcome is None else not outcome), clauses
    value: Any = compiled(node)(frame)
    outcome = value if isinstance(value, bool) else None
    return outcome, (Clause(text[node.start : node.end], outcome, names_in(node), True),)


def _logic(node: nodes.Logic, text: str, frame: Frame) -> tuple[bool | None, tuple[Clause, ...]]:
    parts = [_walk(part, text, frame) for part in node.parts]
    outcomes = [outcome for outcome, _ in parts]
    short = node.operator == "or"
    total = short if short in outcomes else None if None in outcomes else not short
    found: list[Clause] = []
    for outcome, clauses in parts:
        # One false part settles an `and` whatever the others say; those that agree with it decided, the rest did not.
        found += clauses if outcome is total else [replace(clause, decisive=False) for clause in clauses]
    return total, tuple(found)


def _negated(node: Node) -> Node | None:
    is_not = (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Name)
        and node.function.name == "not"
        and len(node.positional) == 1
    )
    return node.positional[0] if is_not and isinstance(node, nodes.Call) else None
