"""Rules decided while answers are still to come: what they come to, why, and which answers can still change it.

FEEL says that null = "x" is false. That is right once a question stays unanswered for good, and wrong before it was
asked: nobody is refused for what she has not been asked. So a name to come stands for every value it may get. Where
the few values that stand for all are known, the outcome and the open names are exact; elsewhere a condition on such a
name counts as unknown, and every name in it as open.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import prod
from typing import Final, Literal

from servewell.core.rules import nodes
from servewell.core.rules.boundaries import Readings, UndecidedError
from servewell.core.rules.completions import (
    MOST_TRIES,
    Outcome,
    Prospect,
    anything,
    joined,
    negated,
    safely_joined,
    settled,
    tried,
    truth_of,
)
from servewell.core.rules.domains import Domains, samples
from servewell.core.rules.faults import BudgetError
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import inside_not, names_in, walk
from servewell.core.rules.rule import Rule
from servewell.core.rules.values import Value

MOST_KEPT: Final = 256  # prospects of a part
_CLOCKS: Final = {"today": lambda now: now.date(), "now": lambda now: now}


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


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A rule taken apart at `and`, `or` and `not`. A clause that is just the name of another rule has its part below.

    `names`: all that it reads, through other rules too. `clocks`: which moments it reads.
    """

    kind: Literal["and", "or", "not", "clause", "rule"]
    node: Node
    text: str
    names: frozenset[str]
    parts: tuple[Part, ...] = ()
    clocks: frozenset[str] = frozenset()
    readings: Readings = field(default_factory=Readings, repr=False)
    kept: dict[Hashable, Prospect] = field(default_factory=dict, repr=False)


def taken_apart(rule: Rule, rules: Mapping[str, Part] | None = None) -> Part:
    """Return a rule's clauses with what joins them; `rules` are other rules that it may read by name."""
    return _part(rule.tree, rule.text, rules or {})


def all_of(parts: Mapping[str, Part]) -> Part:
    """Return the part that holds when all of these rules do; the names are those of the rules."""
    named = [
        Part("rule", part.node, name, part.names | {name}, (part,), part.clocks) for name, part in parts.items()
    ]  # fmt: skip
    return _joined("and", nodes.Literal(start=0, end=0, value=True), "", named)


def outcome_of(part: Part, values: Mapping[str, Value], to_come: Domains, now: datetime) -> bool | None:
    """Return what the rule comes to; None while `to_come`, the names that may still get a value, leave it open."""
    quick = _quick(part, Frame(values, now), to_come)
    if quick is not None or to_come.keys().isdisjoint(part.names):
        return quick
    found = _prospect_of(part, values, to_come, now)
    return next(iter(found.outcomes)) if found.is_settled else None


def explained(part: Part, values: Mapping[str, Value], to_come: Domains, now: datetime) -> Explanation:
    """Return the outcome with the clauses that led to it. Clauses that settle it only together have no outcome."""
    outcome, clauses = _explained(part, values, to_come, now)
    return Explanation(outcome, tuple(clauses))


def open_names(part: Part, values: Mapping[str, Value], to_come: Domains, now: datetime) -> frozenset[str]:
    """Return the names to come that can change the outcome, given some values of the others."""
    if to_come.keys().isdisjoint(part.names) or _quick(part, Frame(values, now), to_come) is not None:
        return frozenset()
    return frozenset(_prospect_of(part, values, to_come, now).turns)


def _part(node: Node, text: str, rules: Mapping[str, Part]) -> Part:
    if isinstance(node, nodes.Logic):
        return _joined(node.operator, node, text, [_part(part, text, rules) for part in node.parts])
    inner = inside_not(node)
    if inner is not None:
        return _joined("not", node, text, [_part(inner, text, rules)])
    own = text[node.start : node.end]
    if isinstance(node, nodes.Name) and node.name in rules:
        below = rules[node.name]
        return Part("rule", node, own, below.names | {node.name}, (below,), below.clocks)
    calls = {one.function.name for one, _ in walk(node) if isinstance(one, nodes.Call) and _is_named(one)}  # type: ignore[attr-defined]
    return Part("clause", node, own, names_in(node), (), frozenset(calls & _CLOCKS.keys()))


def _joined(kind: Literal["and", "or", "not"], node: Node, text: str, parts: Sequence[Part]) -> Part:
    names = frozenset(name for part in parts for name in part.names)
    clocks = frozenset(clock for part in parts for clock in part.clocks)
    return Part(kind, node, text[node.start : node.end], names, tuple(parts), clocks)


def _is_named(call: nodes.Call) -> bool:
    return isinstance(call.function, nodes.Name)


def _quick(part: Part, frame: Frame, to_come: Domains) -> Outcome:
    """Decide by three-valued logic, where whatever reads a name to come is unknown."""
    if part.kind == "clause":
        return _truth(part.readings.value(part.node, frame)) if to_come.keys().isdisjoint(part.names) else None
    if part.kind == "rule":
        return None if part.text in to_come else _truth(frame.values.get(part.text))
    if part.kind == "not":
        inner = _quick(part.parts[0], frame, to_come)
        return None if inner is None else not inner
    return truth_of(part.kind, [_quick(one, frame, to_come) for one in part.parts])


def _truth(value: object) -> Outcome:
    return value if isinstance(value, bool) else None


def _prospect_of(part: Part, values: Mapping[str, Value], to_come: Domains, now: datetime) -> Prospect:
    """Look into a part, or remember what was found for the same names to come and the same values of the others."""
    known = {name: values[name] for name in part.names if name in values and name not in to_come}
    to_come = {name: to_come[name] for name in sorted(part.names & to_come.keys())}
    moments = tuple(_CLOCKS[clock](now) for clock in sorted(part.clocks))
    key = (tuple(to_come.items()), tuple((name, _key(known[name])) for name in sorted(known)), moments)
    with suppress(TypeError):  # a value that is no key
        found = part.kept.get(key)
        if found is None:
            found = _Look(part.readings, Frame(known, now), to_come).at(part)
            if len(part.kept) >= MOST_KEPT:
                part.kept.clear()
            part.kept[key] = found
        return found
    return _Look(part.readings, Frame(known, now), to_come).at(part)


def _key(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class _Look:
    """One look into a rule: what is known, what is to come, and how many tries are left."""

    def __init__(self, readings: Readings, frame: Frame, to_come: Domains) -> None:
        self._readings = readings
        self._frame = frame
        self._to_come = to_come
        self._left = MOST_TRIES

    def at(self, part: Part) -> Prospect:
        """Return what a part can come to."""
        names = self._open(part)
        if not names:
            return settled(self._closed(part))
        if part.kind in ("rule", "not"):
            inner = self.at(part.parts[0])
            return negated(inner) if part.kind == "not" else inner
        if part.kind == "clause":
            return self._tried((part,), names) or anything(names)
        return self._logic(part)

    def _logic(self, part: Part) -> Prospect:
        operator: Literal["and", "or"] = "or" if part.kind == "or" else "and"
        closed = [self._closed(one) for one in part.parts if not self._open(one)]
        if (operator == "or") in closed:
            return settled(operator == "or")
        groups = sorted(self._groups(part.parts), key=lambda group: len(group[1]))
        prospects = [self._group(operator, one, names) for one, names in groups]
        return joined(operator, [*map(settled, closed), *prospects])

    def _group(self, operator: Literal["and", "or"], parts: Sequence[Part], names: frozenset[str]) -> Prospect:
        if len(parts) == 1:
            return self.at(parts[0])
        found = self._tried(parts, names, operator)
        return found or safely_joined(operator, [self.at(one) for one in parts])

    def _groups(self, parts: Sequence[Part]) -> list[tuple[list[Part], frozenset[str]]]:
        """Return the parts with open names, those that share one together, with these names."""
        groups: list[tuple[list[Part], frozenset[str]]] = []
        for part in parts:
            names = self._open(part)
            if not names:
                continue
            shared = [group for group in groups if group[1] & names]
            groups = [group for group in groups if not group[1] & names]
            together = [one for group in shared for one in group[0]]
            groups.append(([*together, part], names.union(*(group[1] for group in shared))))
        return groups

    def _tried(
        self, parts: Sequence[Part], names: frozenset[str], operator: Literal["and", "or"] = "and"
    ) -> Prospect | None:  # fmt: skip
        """Try all values that matter; None when these cannot be told, or are too many."""
        try:
            trees = [clause.node for part in parts for clause in self._clauses(part)]
            values = samples(self._readings, trees, self._to_come, self._frame)
            self._left -= prod(map(len, values.values()))
            if self._left < 0 or names - values.keys():
                return None
            return tried(values, lambda chosen: truth_of(operator, self._all(parts, self._frame.within(chosen))))
        except (UndecidedError, BudgetError, RecursionError):
            return None

    def _all(self, parts: Sequence[Part], frame: Frame) -> list[Outcome]:
        return [self._decided(part, frame) for part in parts]

    def _decided(self, part: Part, frame: Frame) -> Outcome:
        """Decide a part in a frame in which nothing is to come."""
        if part.kind == "clause":
            return _truth(self._readings.value(part.node, frame))
        if part.kind == "rule":
            is_known = part.text not in self._to_come
            return _truth(frame.values.get(part.text)) if is_known else self._decided(part.parts[0], frame)
        if part.kind == "not":
            inner = self._decided(part.parts[0], frame)
            return None if inner is None else not inner
        return truth_of(part.kind, self._all(part.parts, frame))

    def _closed(self, part: Part) -> Outcome:
        return self._decided(part, self._frame)

    def _clauses(self, part: Part) -> Iterator[Part]:
        if part.kind == "clause":
            yield part
        elif part.kind != "rule" or part.text in self._to_come:
            for one in part.parts:
                yield from self._clauses(one)

    def _open(self, part: Part) -> frozenset[str]:
        return frozenset(
            name for clause in self._clauses(part) for name in clause.names if name in self._to_come
        )  # fmt: skip


def _explained(
    part: Part, values: Mapping[str, Value], to_come: Domains, now: datetime
) -> tuple[Outcome, list[Clause]]:  # fmt: skip
    outcome = outcome_of(part, values, to_come, now)
    if part.kind in ("clause", "rule"):
        names = part.names if part.kind == "clause" else frozenset({part.text})
        return outcome, [Clause(part.text, outcome, names, decisive=True)]
    below = [_explained(one, values, to_come, now) for one in part.parts]
    if part.kind == "not":
        return outcome, below[0][1]
    operator: Literal["and", "or"] = "or" if part.kind == "or" else "and"
    return outcome, list(_decisive(below, truth_of(operator, [one for one, _ in below])))


def _decisive(below: Sequence[tuple[Outcome, list[Clause]]], total: Outcome) -> Iterator[Clause]:
    """Yield the clauses; only parts that came to the total decided it."""
    for outcome, clauses in below:
        yield from clauses if outcome is total else (replace(clause, decisive=False) for clause in clauses)
