"""A rule from text: checked, compiled once, decided for the answers of one case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from servewell.core.rules.compile import compiled
from servewell.core.rules.fast import MISSED, Warming
from servewell.core.rules.faults import BudgetError, Fault, RuleError
from servewell.core.rules.frame import Frame, Run
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.macros import Macros, expanded
from servewell.core.rules.nodes import Node
from servewell.core.rules.parse import parse
from servewell.core.rules.reads import paths_in
from servewell.core.rules.typecheck import Checker
from servewell.core.rules.types import ContextOf, ListOf, Scope, Type, fits
from servewell.core.rules.values import Value

NO_MACROS: Final[Macros] = {}
# Depths are bounded when a rule is read and when it runs; this is for a caller who had used up the stack himself.
TOO_DEEP = "The rule went deeper than the stack that was left."


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule. `names` are the names it reads, `paths` the same with fields (`address.postcode`)."""

    text: str
    names: frozenset[str]
    paths: frozenset[str]
    type: Type
    tree: Node = field(repr=False)
    run: Run = field(repr=False)
    fast: Warming = field(repr=False, compare=False)

    def decide(self, values: Mapping[str, Value], *, now: datetime) -> Value:
        """Return what the rule comes to; null (None) means unknown. Raises only BudgetError.

        Numbers among the values are finite Decimals; a value may be of another kind than the scope said.
        """
        found = self.fast.decide(values, now)
        if found is not MISSED:
            return found  # type: ignore[no-any-return]
        try:
            result: Value = self.run(Frame(values, now))
        except RecursionError as error:
            raise BudgetError(TOO_DEEP) from error
        return result


def check_rule(text: str, scope: Scope, expected: Type | None = None) -> tuple[Fault, ...]:
    """Return every fault of a rule; `expected` is the type that it has to give."""
    try:
        return misfit(compile_rule(text, scope), expected)
    except RuleError as error:
        return tuple(sorted(error.faults, key=lambda fault: fault.offset))


def misfit(rule: Rule, expected: Type | None) -> tuple[Fault, ...]:
    """Return the fault of a rule that does not give what it has to give."""
    if expected is None or fits(rule.type, expected):
        return ()
    length = max(rule.tree.end - rule.tree.start, 1)
    found = f"The rule gives {rule.type.describe()}."
    return (Fault("wrong-type", rule.tree.start, length, found, expected.describe()),)


def compile_rule(text: str, scope: Scope, macros: Macros = NO_MACROS) -> Rule:
    """Return the compiled rule; raise RuleError with every fault.

    `macros` are checked trees that stand for names of the scope: they are put in the place of these names.
    """
    tree = parse(text, known_names(scope), BUILTINS)
    checker = Checker(scope)
    found = checker.of(tree)
    if checker.faults:
        raise RuleError(checker.faults)
    tree = expanded(tree, macros, frozenset(_fields(scope.values())) if macros else frozenset())
    paths = paths_in(tree) - {"?"}
    names = frozenset(path.split(".", 1)[0] for path in paths)
    return Rule(text, names, paths, found, tree, compiled(tree), Warming(tree, scope))


def known_names(scope: Scope) -> frozenset[str]:
    """Return the names of a scope and of the fields in it, which may hold spaces too."""
    return frozenset(scope) | {name for name in _fields(scope.values()) if " " in name}


def _fields(kinds: Iterable[Type]) -> Iterator[str]:
    """Yield the names of fields in these types, at any depth."""
    for kind in kinds:
        if isinstance(kind, ListOf):
            yield from _fields((kind.item,))
        elif isinstance(kind, ContextOf):
            yield from kind.fields
            yield from _fields(kind.fields.values())
