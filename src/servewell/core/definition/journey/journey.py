"""The journey through a service: which pages and questions apply, what is done, what is missing, what comes next.

One evaluator for portal, workspace, rehearsal and replay. Answers to questions that no longer apply are not
part of the case: they are left out of `JourneyState.answers` and no rule sees them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from threading import Lock
from typing import Final

from servewell.core.definition.answers import AnswerFault, Answers, Form, InnerApplies
from servewell.core.definition.journey.compiled import (
    CompiledPage,
    CompiledQuestion,
    CompiledRule,
    compile_definition,
)
from servewell.core.definition.journey.posting import read_posted_page
from servewell.core.definition.journey.state import (
    CriterionState,
    Eligibility,
    JourneyState,
    PageReading,
    PageState,
    Status,
)
from servewell.core.definition.journey.walk import Walk
from servewell.core.definition.model import Definition, Question


class Journey:
    """A definition compiled for walking; safe to share between threads."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.compiled = compile_definition(definition)
        self._pages = {page.page.id: page for page in self.compiled.pages}
        self._eligibility = self._read_by_criteria()

    def state(
        self,
        answers: Answers,
        *,
        now: datetime,
        channel: str = "online",
        answered_pages: Collection[str] | None = None,
    ) -> JourneyState:
        """Return where these answers stand.

        `answered_pages` are the pages that were sent without fault: their optional questions are not asked
        again. None means that optional questions need no asking (a submitted case, an owner's example).
        """
        walk = Walk(self.compiled, answers, now, channel)
        pages: list[PageState] = []
        end_page = None
        for page in self.compiled.pages:
            if page.page.is_end:
                if walk.applies(page.only_if):
                    end_page = page.page.id
                    break
                continue
            state = _enter(walk, page, answered_pages)
            if state is not None:
                pages.append(state)
        open_pages = [page.id for page in pages if page.status != "done"]
        if open_pages:
            end_page = None  # an end page is reached only when everything before it is done
        return JourneyState(
            pages=tuple(pages),
            next_page=next((page.id for page in pages if page.status == "to do"), None),
            end_page=end_page,
            is_complete=not open_pages and end_page is None,
            criteria=self._criteria(walk),
            fee=self._fee(walk),
            answers=walk.kept,
            missing=tuple(walk.missing),
        )

    def check_answers(self, page_id: str, answers: Answers, *, now: datetime) -> tuple[AnswerFault, ...]:
        """Return what the `must` rules of one page say against these answers."""
        walk = Walk(self.compiled, answers, now)
        for page in self.compiled.pages:
            questions = walk.enter(page).questions if walk.applies(page.only_if) else ()
            if page.page.id == page_id:
                return walk.faults(questions)
        return ()

    def read_page(
        self, page_id: str, form: Form, answers: Answers, *, now: datetime, language: str = "en"
    ) -> PageReading:
        """Read one posted page: the answers of the questions that apply, with all faults, `must` rules included.

        `answers` are those held so far; they tell which questions the resident was shown.
        """
        target = self._pages[page_id]
        before = self._walk_before(page_id, answers, now).enter(target)
        shown = {question.question.name for question in before.questions}
        return read_posted_page(target, form, answers, shown, self._walk_before(page_id, answers, now), language)

    def inner_applies(self, page_id: str, answers: Answers, *, now: datetime) -> InnerApplies:
        """Return what tells whether a question of a group applies in one of its entries, to show the page."""
        walk = self._walk_before(page_id, answers, now)
        walk.enter(self._pages[page_id])
        asked = [(inner, group) for group in self._pages[page_id].questions for inner in group.inner]

        def applies(question: Question, entry: Mapping[str, object]) -> bool:
            return any(walk.inner_applies(inner, group, entry) for inner, group in asked if inner.question is question)

        return applies

    def eligibility_questions(self) -> tuple[str, ...]:
        """Return the questions that criteria can read, with those that decide whether these are asked."""
        return self._eligibility

    def eligibility(self, answers: Answers, now: datetime) -> Eligibility:
        """Return the criteria, the questions still worth asking, and whether all criteria are met.

        A question is worth asking when some answers to the other open ones leave the result to it.
        """
        walk = Walk(self.compiled, {name: answers[name] for name in self._eligibility if name in answers}, now)
        for page in self.compiled.pages:
            if not page.page.is_end:
                _enter(walk, page, ())
        criteria = self._criteria(walk)
        outcome, names = walk.eligibility()
        found = self._open(names, walk, frozenset())
        return Eligibility(criteria, tuple(name for name in self._eligibility if name in found), outcome)

    def _walk_before(self, page_id: str, answers: Answers, now: datetime) -> Walk:
        walk = Walk(self.compiled, answers, now)
        for page in self.compiled.pages:
            if page.page.id == page_id:
                break
            if not page.page.is_end and walk.applies(page.only_if):
                walk.enter(page)
        return walk

    def _criteria(self, walk: Walk) -> tuple[CriterionState, ...]:
        walk.refresh(tuple(self.compiled.criteria))
        return tuple(
            CriterionState(name, walk.truth(name), walk.explain(rule), walk.values)
            for name, rule in self.compiled.criteria.items()
        )

    def _fee(self, walk: Walk) -> Decimal | None:
        return None if self.compiled.fee is None else walk.number(self.compiled.fee)

    def _rules_before(self, question: str) -> Iterable[CompiledRule]:
        """Yield the rules that decide whether a question is asked."""
        for page in self.compiled.pages:
            for asked in page.questions:
                if asked.question.name == question:
                    yield from (rule for rule in (page.only_if, asked.only_if) if rule is not None)

    def _read_by_criteria(self) -> tuple[str, ...]:
        found: set[str] = set()
        todo = {name for rule in self.compiled.criteria.values() for name in rule.reads}
        while todo:
            name = todo.pop()
            found.add(name)
            todo |= {read for rule in self._rules_before(name) for read in rule.reads} - found
        return tuple(path for path, _, _ in self.definition.questions() if path in found)

    def _open(self, names: frozenset[str], walk: Walk, seen: frozenset[str]) -> set[str]:
        """Return the unanswered questions behind open names: through criteria and `only if`s."""
        found: set[str] = set()
        for name in names - seen:
            if name in self.compiled.criteria:
                found |= self._open(walk.open_names(self.compiled.criteria[name]), walk, seen | {name})
            elif name in walk.applying:
                found |= {name} - walk.kept.keys()
            else:
                for before in self._rules_before(name):
                    found |= self._open(walk.open_names(before), walk, seen | {name})
        return found


def _enter(walk: Walk, page: CompiledPage, answered_pages: Collection[str] | None) -> PageState | None:
    """Enter one page; return None when it does not apply."""
    applies = walk.applies(page.only_if)
    if applies is None and walk.is_open(page.only_if):
        for question in page.questions:
            walk.await_answer(question.question.name)
        return _page_state(page, "not yet", ())
    if not applies:
        return None
    was_sent = answered_pages is None or page.page.id in answered_pages
    entered = walk.enter(page, was_sent=was_sent)
    if page.questions and not entered.questions and not page.has_text:
        return _page_state(page, "not yet", ()) if entered.may_ask_more else None
    is_done = entered.has_required and (was_sent or (bool(entered.questions) and entered.has_all))
    if not is_done or walk.faults(entered.questions):
        return _page_state(page, "to do", entered.questions)
    for asked in entered.questions:
        walk.settle(asked.question.name)
    return _page_state(page, "done", entered.questions)


def _page_state(page: CompiledPage, status: Status, questions: tuple[CompiledQuestion, ...]) -> PageState:
    names = tuple(question.question.name for question in questions)
    return PageState(page.page.id, f"page.{page.page.id}.title", page.page.section, status, names)


_MOST_JOURNEYS: Final = 64
_journeys: OrderedDict[int, Journey] = OrderedDict()
_lock: Final = Lock()


def journey_of(definition: Definition) -> Journey:
    """Return the compiled journey of this definition object, kept for the next request.

    Kept by identity: hashing the content would cost more than walking. The entry holds the definition, so
    its identity cannot be given to another while the entry lives.
    """
    with _lock:
        if (found := _journeys.get(id(definition))) is not None:
            _journeys.move_to_end(id(definition))
            return found
    made = Journey(definition)
    with _lock:
        _journeys[id(definition)] = made
        while len(_journeys) > _MOST_JOURNEYS:
            _journeys.popitem(last=False)
    return made
