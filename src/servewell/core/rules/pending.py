"""Rules decided while answers are still to come: what reads such an answer is unknown, whatever FEEL makes of null.

FEEL says that null = "x" is false. That is right once a question stays unanswered for good, and wrong before it
was asked: nobody is refused for what she has not been asked. So clauses that read what is still to come count as
unknown, and `and`, `or`, `not` combine them by three-valued logic.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from servewell.core.rules import nodes
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import names_in
from servewell.core.rules.rule import Rule
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


@dataclass(frozen=True, slots=True)
class Part:
    """A rule taken apart at `and`, `or` and `not`; a clause has its own closure."""

    kind: Literal["and", "or", "not", "clause"]
    parts: tuple[Part, ...] = ()
    text: str = ""
    names: frozenset[str] = frozenset()
    run: Callable[[Frame], object] = lambda frame: None


def taken_apart(rule: Rule) -> Part:
    """Return a rule's clauses with what joins them."""
    return _part(rule.tree, rule.text)


def outcome_of(part: Part, values: Mapping[str, Value], to_come: Collection[str], now: datetime) -> bool | None:
    """Return what the rule comes to while `to_come` are names without a value that may still get one."""
    return _outcome(part, Frame(values, now), to_come)


def explained(part: Part, values: Mapping[str, Value], to_come: Collection[str], now: datetime) -> Explanation:
    """Return the outcome with the clauses that led to it."""
    outcome, clauses = _explained(part, Frame(values, now), to_come)
    return Explanation(outcome, tuple(clauses))


def open_names(part: Part, values: Mapping[str, Value], to_come: Collection[str], now: datetime) -> frozenset[str]:
    """Return the names still to come that can change an unknown outcome."""
    found = explained(part, values, to_come, now)
    if found.outcome is not None:
        return frozenset()
    return frozenset(
        name for clause in found.clauses if clause.decisive for name in clause.names if name in to_come
    )  # fmt: skip


def _part(node: Node, text: str) -> Part:
    if isinstance(node, nodes.Logic):
        return Part(node.operator, tuple(_part(part, text) for part in node.parts))
    inner = _negated(node)
    if inner is not None:
        return Part("not", (_part(inner, text),))
    return Part("clause", (), text[node.start : node.end], names_in(node), compiled(node))


def _negated(node: Node) -> Node | None:
    if not isinstance(node, nodes.Call) or not isinstance(node.function, nodes.Name):
        return None
    is_not = node.function.name == "not" and len(node.positional) == 1
    return node.positional[0] if is_not else None


def _outcome(part: Part, frame: Frame, to_come: Collection[str]) -> bool | None:
    if part.kind == "clause":
        return _clause(part, frame, to_come)
    if part.kind == "not":
        inner = _outcome(part.parts[0], frame, to_come)
        return None if inner is None else not inner
    settles = part.kind == "or"
    outcomes = [_outcome(one, frame, to_come) for one in part.parts]
    return settles if settles in outcomes else None if None in outcomes else not settles


def _clause(part: Part, frame: Frame, to_come: Collection[str]) -> bool | None:
    if any(name in to_come for name in part.names):
        return None
    found = part.run(frame)
    return found if isinstance(found, bool) else None


def _explained(part: Part, frame: Frame, to_come: Collection[str]) -> tuple[bool | None, list[Clause]]:
    if part.kind == "clause":
        outcome = _clause(part, frame, to_come)
        return outcome, [Clause(part.text, outcome, part.names, decisive=True)]
    below = [_explained(one, frame, to_come) for one in part.parts]
    if part.kind == "not":
        inner, clauses = below[0]
        return None if inner is None else not inner, clauses
    settles = part.kind == "or"
    outcomes = [outcome for outcome, _ in below]
    total = settles if settles in outcomes else None if None in outcomes else not settles
    return total, list(_decisive(below, total))


def _decisive(below: list[tuple[bool | None, list[Clause]]], total: bool | None) -> Iterator[Clause]:
    """Yield the clauses; only parts that came to the total decided it."""
    for outcome, clauses in below:
        yield from clauses if outcome is total else (replace(clause, decisive=False) for clause in clauses)
