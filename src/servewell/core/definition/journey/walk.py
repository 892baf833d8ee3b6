"""One walk through a definition with given answers, in file order: the only evaluator there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from servewell.core.definition.answers import AnswerFault, Answers, feel_value
from servewell.core.definition.journey.compiled import CompiledDefinition, CompiledPage, CompiledQuestion, CompiledRule
from servewell.core.rules import (
    BOOLEAN,
    BudgetError,
    Domain,
    Domains,
    Explanation,
    Value,
    explained,
    open_names,
    outcome_of,
)

_CRITERION: Final = Domain(BOOLEAN, (True, False))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one answer: the part that applies, its value for rules, whether nothing is lacking."""

    answer: object = None
    value: Value = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering a page found. `may_ask_more`: a question hangs on answers still to come."""

    questions: tuple[CompiledQuestion, ...] = ()
    has_required: bool = True
    has_all: bool = True
    may_ask_more: bool = False


class Walk:
    """Values as known so far. Pages and questions are to be entered in file order."""

    def __init__(self, compiled: CompiledDefinition, answers: Answers, now: datetime, channel: str = "online") -> None:
        self.now = now
        self.kept: dict[str, object] = {}
        self.applying: set[str] = set()
        self.missing: list[str] = []
        self.pending: dict[str, Domain] = {}  # may still get a value
        self.values: dict[str, Value] = {**compiled.constants, "channel": channel}
        self._compiled = compiled
        self._given = answers
        self._stale = set(compiled.criteria)

    def applies(self, rule: CompiledRule | None, values: Mapping[str, Value] | None = None) -> bool | None:
        """Decide an `only if`; without one the answer is yes."""
        return True if rule is None else self.outcome(rule, values)

    def outcome(self, rule: CompiledRule, values: Mapping[str, Value] | None = None) -> bool | None:
        """Decide a rule that is true, false or unknown; what reads an answer still to come is unknown."""
        self.refresh(rule.criteria)
        known = self.values if values is None else {**self.values, **values}
        try:
            if self.is_open(rule):
                to_come = self._to_come(rule.criteria)
                if values is not None:
                    to_come = {name: domain for name, domain in to_come.items() if name not in values}
                return outcome_of(rule.parts, known, to_come, self.now)
            found = rule.rule.decide(known, now=self.now)
        except BudgetError:
            return None  # it must not stop the resident
        return found if isinstance(found, bool) else None

    def number(self, rule: CompiledRule) -> Decimal | None:
        """Decide a rule that gives a number; unknown while an answer that it reads is still to come."""
        self.refresh(rule.criteria)
        try:
            found = None if self.is_open(rule) else rule.rule.decide(self.values, now=self.now)
        except BudgetError:
            return None
        return found if isinstance(found, Decimal) else None

    def explain(self, rule: CompiledRule) -> Explanation:
        """Return the outcome of a rule with its clauses."""
        self.refresh(rule.criteria)
        try:
            return explained(rule.parts, self.values, self._to_come(rule.criteria), self.now)
        except BudgetError:
            return Explanation(None, ())

    def open_names(self, rule: CompiledRule) -> frozenset[str]:
        """Return the questions and criteria still to come that can change an unknown rule."""
        self.refresh(rule.criteria)
        try:
            return open_names(rule.parts, self.values, self._to_come(rule.criteria), self.now)
        except BudgetError:
            return frozenset()

    def eligibility(self) -> tuple[bool | None, frozenset[str]]:
        """Return whether all criteria are met, and the questions and criteria still to come that can change that."""
        part, criteria = self._compiled.eligibility, tuple(self._compiled.criteria)
        self.refresh(criteria)
        to_come = self._to_come(criteria)
        try:
            found = outcome_of(part, self.values, to_come, self.now)
            return found, open_names(part, self.values, to_come, self.now)
        except BudgetError:
            return None, frozenset()

    def refresh(self, criteria: tuple[str, ...]) -> None:
        """Bring criteria up to date with the answers entered so far."""
        for name in criteria:
            if name in self._stale:
                self._stale.discard(name)
                self.values[name] = self.outcome(self._compiled.criteria[name])

    def await_answer(self, name: str) -> None:
        """Note that a question may still get an answer."""
        self.pending[name] = (self._compiled.asked if name in self.applying else self._compiled.unasked)[name]
        self._stale |= self._compiled.stale_after[name]

    def _to_come(self, criteria: Collection[str]) -> Domains:
        """Return the questions that a rule may still get to know, and the criteria that are unknown because of them."""
        rules = self._compiled.criteria
        unknown = [name for name in criteria if self.values.get(name) is None and self.is_open(rules[name])]
        return self.pending | dict.fromkeys(unknown, _CRITERION) if unknown else self.pending

    def is_open(self, rule: CompiledRule | None) -> bool:
        """Tell whether answers still to come can settle a rule that is unknown now."""
        return rule is not None and not rule.reads.isdisjoint(self.pending)

    def enter(self, page: CompiledPage, *, was_sent: bool = False) -> Entered:
        """Take the answers of a page that applies. What was left empty on a page that was sent stays empty."""
        applying: list[CompiledQuestion] = []
        lacks_required = lacks_any = may_ask_more = False
        for question in page.questions:
            name = question.question.name
            applies = self.applies(question.only_if)
            if applies:
                applying.append(question)
                is_whole = self.take(question, self._given.get(name))
                is_required = not question.question.optional or name in self.kept
                lacks_any = lacks_any or not is_whole
                if is_required and not is_whole:
                    lacks_required = True
                    self.missing.append(name)
                elif was_sent:
                    self.settle(name)
            elif applies is None and self.is_open(question.only_if):
                self.await_answer(name)
                may_ask_more = True
        return Entered(tuple(applying), not lacks_required, not lacks_any, may_ask_more)

    def settle(self, name: str) -> None:
        """A question left open stays unanswered for good."""
        if name in self.pending:
            del self.pending[name]
            self._stale |= self._compiled.stale_after[name]

    def truth(self, name: str) -> bool | None:
        """Return what a criterion, brought up to date, comes to."""
        found = self.values.get(name)
        return found if isinstance(found, bool) else None

    def take(self, question: CompiledQuestion, given: object) -> bool:
        """Enter one answer of a question that applies; tell whether it is whole."""
        name = question.question.name
        self.applying.add(name)
        taken = self._taken(question, given)
        if taken.value is not None:
            self.kept[name] = taken.answer
            self.values[name] = taken.value
            self._stale |= self._compiled.stale_after[name]
        if taken.is_whole:
            self.settle(name)
        else:
            self.await_answer(name)
        return taken.is_whole

    def forget(self, question: CompiledQuestion) -> None:
        """Take an answer back; the question stays unanswered."""
        name = question.question.name
        if self.kept.pop(name, None) is not None:
            del self.values[name]
            self._stale |= self._compiled.stale_after[name]
        self.settle(name)

    def faults(self, questions: tuple[CompiledQuestion, ...]) -> tuple[AnswerFault, ...]:
        """Return what the `must` rules say against the answers of these questions."""
        found: list[AnswerFault] = []
        for question in questions:
            answer = self.kept.get(question.question.name)
            if answer is None:
                continue
            found += self._must(question, {}, {})
            for index, entry in enumerate(answer if isinstance(answer, list) and question.inner else ()):
                values = self._entry_values(question, entry)
                for inner in question.inner:
                    if inner.question.name in entry:
                        found += self._must(inner, values, {"entry": str(index)})
        return tuple(found)

    def inner_applies(self, inner: CompiledQuestion, group: CompiledQuestion, entry: Mapping[str, object]) -> bool:
        """Tell whether an inner question applies in one entry of its group."""
        return self.applies(inner.only_if, self._entry_values(group, entry)) is True

    def _must(
        self, question: CompiledQuestion, values: Mapping[str, Value], params: Mapping[str, str]
    ) -> list[AnswerFault]:
        return [
            AnswerFault(question.path, "must", None, params, f"question.{question.path}.must.{number}.otherwise")
            for number, rule in enumerate(question.must, 1)
            if self.outcome(rule, values) is False
        ]

    def _taken(self, question: CompiledQuestion, given: object) -> Taken:
        if question.question.type == "group":
            return self._taken_group(question, given)
        value = feel_value(question.question, given)
        return Taken() if value is None else Taken(given, value, is_whole=True)

    def _taken_group(self, group: CompiledQuestion, given: object) -> Taken:
        entries: list[dict[str, object]] = []
        values: list[Value] = []
        is_whole = True
        for entry in given if isinstance(given, list | tuple) else ():
            if isinstance(entry, Mapping):
                kept, known, entry_is_whole = self._taken_entry(group, entry)
                entries.append(kept)
                values.append(known)
                is_whole = is_whole and entry_is_whole
        if not entries:
            return Taken()
        enough = len(entries) >= (group.question.at_least or 0)
        return Taken(entries, values, is_whole=is_whole and enough)

    def _taken_entry(
        self, group: CompiledQuestion, entry: Mapping[str, object]
    ) -> tuple[dict[str, object], dict[str, Value], bool]:
        kept: dict[str, object] = {}
        known: dict[str, Value] = dict.fromkeys(inner.question.name for inner in group.inner)
        is_whole = True
        for inner in group.inner:
            if not self.applies(inner.only_if, known):
                continue
            name = inner.question.name
            known[name] = feel_value(inner.question, entry.get(name))
            if known[name] is not None:
                kept[name] = entry[name]
            is_whole = is_whole and (known[name] is not None or inner.question.optional)
        return kept, known, is_whole

    def _entry_values(self, group: CompiledQuestion, entry: Mapping[str, object]) -> dict[str, Value]:
        return {
            inner.question.name: feel_value(inner.question, entry.get(inner.question.name)) for inner in group.inner
        }
