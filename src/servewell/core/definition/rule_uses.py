"""Every rule of a definition with where it stands, what it must give and which names it may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from servewell.core.definition.model import Definition, Page, Question, RuleText
from servewell.core.definition.scope import inner_scope, scope_of, tables_of
from servewell.core.definition.tables import CompiledTables
from servewell.core.rules import BOOLEAN, NUMBER, Fault, Rule, RuleError, Scope, Type, compile_rule, misfit

KEPT_RULES: Final = 4096


@dataclass(frozen=True, slots=True)
class RuleUse:
    """One rule at its place. `role` is the key it stands under: criterion, fee, only if, must."""

    role: str
    owner: str  # the name, page id or question path it belongs to
    rule: RuleText
    expected: Type
    scope: Scope
    page: Page | None = None
    question: str | None = None
    group: Question | None = None


def rule_uses(definition: Definition) -> Iterator[RuleUse]:
    """Yield all rules in file order, page rules before those of the page's questions."""
    scope = scope_of(definition)
    if definition.fee is not None:
        yield RuleUse("fee", "fee", definition.fee, NUMBER, scope)
    for criterion in definition.criteria:
        yield RuleUse("criterion", criterion.name, criterion.rule, BOOLEAN, scope)
    for page in definition.pages:
        if page.only_if is not None:
            yield RuleUse("page", page.id, page.only_if, BOOLEAN, scope, page)
        for question in page.questions:
            yield from _of_question(question, question.name, scope, page, None)
            inside = inner_scope(scope, question) if question.questions else scope
            for inner in question.questions:
                yield from _of_question(inner, f"{question.name}.{inner.name}", inside, page, question)


def _of_question(question: Question, path: str, scope: Scope, page: Page, group: Question | None) -> Iterator[RuleUse]:
    if question.only_if is not None:
        yield RuleUse("only if", path, question.only_if, BOOLEAN, scope, page, path, group)
    for must in question.must:
        yield RuleUse("must", path, must.rule, BOOLEAN, scope, page, path, group)


class _ScopeKey:
    """A scope that can be a cache key: equal when its names and types are. Mutations rarely change it."""

    __slots__ = ("_hash", "_names", "_tables", "macros", "scope")

    def __init__(self, scope: Scope, tables: CompiledTables) -> None:
        self.scope = scope
        self.macros = tables.trees
        self._tables = tables
        self._names = tuple(sorted((name, repr(type_)) for name, type_ in scope.items()))
        self._hash = hash(self._names)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ScopeKey) and self._names == other._names and self._tables is other._tables


class RuleBook:
    """Checks and compiles the rules of one definition; what was compiled before is not compiled again."""

    def __init__(self, definition: Definition) -> None:
        self.tables = tables_of(definition)
        self._keys: dict[int, _ScopeKey] = {}

    def faults(self, use: RuleUse) -> tuple[Fault, ...]:
        """Return what is wrong with a rule."""
        return _faults(use.rule.text, self._key(use.scope), use.expected)

    def compiled(self, text: str, scope: Scope) -> Rule | None:
        """Return the compiled rule, or None when it has faults."""
        rule = _read(text, self._key(scope))
        return rule if isinstance(rule, Rule) else None

    def _key(self, scope: Scope) -> _ScopeKey:
        key = self._keys.get(id(scope))
        if key is None:
            key = self._keys[id(scope)] = _ScopeKey(scope, self.tables)
        return key


@lru_cache(maxsize=KEPT_RULES)
def _faults(text: str, key: _ScopeKey, expected: Type) -> tuple[Fault, ...]:
    rule = _read(text, key)
    return misfit(rule, expected) if isinstance(rule, Rule) else rule


@lru_cache(maxsize=KEPT_RULES)
def _read(text: str, key: _ScopeKey) -> Rule | tuple[Fault, ...]:
    """Return the compiled rule, or what is wrong with it."""
    try:
        return compile_rule(text, key.scope, key.macros)
    except RuleError as error:
        return tuple(sorted(error.faults, key=lambda fault: fault.offset))
