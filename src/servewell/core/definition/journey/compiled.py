"""A definition's rules compiled once, each knowing what it reads, also through criteria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from servewell.core.definition.domains import domain_of
from servewell.core.definition.model import Definition, Page, Question, RuleText
from servewell.core.definition.rule_uses import RuleBook
from servewell.core.definition.scope import inner_scope, scope_of
from servewell.core.rules import Domains, Part, Rule, Scope, Value, all_of, compile_rule, taken_apart


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """`criteria` must be up to date before it is decided; `reads` are questions, also through criteria."""

    rule: Rule
    parts: Part
    criteria: tuple[str, ...]
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """A question with its rules; for a group, those of its inner questions too."""

    question: Question
    path: str
    only_if: CompiledRule | None
    must: tuple[CompiledRule, ...]
    inner: tuple[CompiledQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledPage:
    """A page with its rules. `has_text`: worth showing even when none of its questions applies."""

    page: Page
    only_if: CompiledRule | None
    questions: tuple[CompiledQuestion, ...]
    has_text: bool


@dataclass(frozen=True, slots=True)
class CompiledDefinition:
    """Everything a walk needs. `stale_after` maps a question to the criteria that its answer can change.

    `asked` and `unasked`: the values of a question once it applies, and while that is not known. `eligibility` holds
    when every criterion does.
    """

    definition: Definition
    constants: Mapping[str, Value]
    criteria: Mapping[str, CompiledRule]
    pages: tuple[CompiledPage, ...]
    fee: CompiledRule | None
    eligibility: Part
    stale_after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked: Domains = field(default_factory=dict)
    unasked: Domains = field(default_factory=dict)


def compile_definition(definition: Definition) -> CompiledDefinition:
    """Compile every rule. Raises RuleError for a definition that was never checked."""
    return _Compiler(definition).compile()


class _Compiler:
    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._scope = scope_of(definition)
        self._book = RuleBook(definition)
        self._texts = {criterion.name: criterion.rule for criterion in definition.criteria}
        self._questions = {question.name for page in definition.pages for question in page.questions}
        self._criteria: dict[str, CompiledRule] = {}

    def compile(self) -> CompiledDefinition:
        for name in self._texts:
            self._criterion(name, ())
        definition = self._definition
        questions = [question for page in definition.pages for question in page.questions]
        return CompiledDefinition(
            definition=definition,
            constants={name: _constant(value) for name, value in definition.values.items()},
            criteria=self._criteria,
            pages=tuple(self._page(page) for page in definition.pages),
            fee=self._rule(definition.fee),
            stale_after={
                question: frozenset(name for name, rule in self._criteria.items() if question in rule.reads)
                for question in self._questions
            },
            asked={question.name: domain_of(question, may_lack=question.optional) for question in questions},
            unasked={question.name: domain_of(question, may_lack=True) for question in questions},
            eligibility=all_of({name: rule.parts for name, rule in self._criteria.items()}),
        )

    def _page(self, page: Page) -> CompiledPage:
        return CompiledPage(
            page,
            self._rule(page.only_if),
            tuple(self._question(question, question.name, self._scope) for question in page.questions),
            self._definition.has_text(f"page.{page.id}.text"),
        )

    def _question(self, question: Question, path: str, scope: Scope) -> CompiledQuestion:
        inside = inner_scope(scope, question) if question.type == "group" else scope
        return CompiledQuestion(
            question,
            path,
            self._rule(question.only_if, scope),
            tuple(self._compiled(must.rule, scope) for must in question.must),
            tuple(self._question(inner, f"{path}.{inner.name}", inside) for inner in question.questions),
        )

    def _criterion(self, name: str, outer: tuple[str, ...]) -> CompiledRule:
        """Compile a criterion after those it reads; a circle is cut (checking refuses it with a message)."""
        if name not in self._criteria:
            self._criteria[name] = self._compiled(self._texts[name], self._scope, (*outer, name))
        return self._criteria[name]

    def _rule(self, text: RuleText | None, scope: Scope | None = None) -> CompiledRule | None:
        return None if text is None else self._compiled(text, self._scope if scope is None else scope)

    def _compiled(self, text: RuleText, scope: Scope, outer: tuple[str, ...] = ()) -> CompiledRule:
        rule = self._book.compiled(text.text, scope) or compile_rule(text.text, scope, self._book.tables.trees)
        criteria: dict[str, None] = {}
        reads = {name for name in rule.names if name in self._questions}
        for name in sorted(rule.names):
            if name in self._texts and name not in outer:
                below = self._criterion(name, outer)
                criteria |= dict.fromkeys((*below.criteria, name))
                reads |= below.reads
        below_it = {name: self._criteria[name].parts for name in criteria if name in self._criteria}
        return CompiledRule(rule, taken_apart(rule, below_it), tuple(criteria), frozenset(reads))


def _constant(value: object) -> Value:
    if isinstance(value, list | tuple):
        return [_constant(item) for item in value]
    return value  # type: ignore[return-value]  # Definition.values holds str, Decimal and bool only
