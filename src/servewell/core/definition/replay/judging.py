"""What one version makes of one past case, by the walk that residents take.

Unlike a live journey a case is not held up by a page that lacks an answer: the walk goes on, and what the missing
answer could change counts as unknown. `must` rules have no part: a past answer is not asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from servewell.core.definition.answers import Answers
from servewell.core.definition.journey import Journey
from servewell.core.definition.journey.compiled import CompiledRule
from servewell.core.definition.journey.walk import Walk
from servewell.core.definition.replay.result import Outcome


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case as it was submitted. `fields` are what else is known of it, to group by; `number` is its place, from 1."""

    reference: str
    answers: Answers
    submitted_at: datetime | None = None
    channel: str = "online"
    fields: Mapping[str, str] = field(default_factory=dict)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """`missing`: the unanswered questions without which the outcome is unknown; empty for any other outcome."""

    outcome: Outcome
    pages: int
    fee: Decimal | None
    missing: tuple[str, ...]
    criteria: Mapping[str, bool | None]


def judge(journey: Journey, answers: Answers, *, now: datetime, channel: str = "online") -> Judged:
    """Return what a version makes of these answers."""
    compiled = journey.compiled
    walk = Walk(compiled, answers, now, channel)
    pages = 0
    is_stopped = may_stop = False
    for page in compiled.pages:
        applies = walk.applies(page.only_if)
        if page.page.is_end:
            is_stopped = applies is True
            if is_stopped:
                break
            may_stop = may_stop or (applies is None and walk.is_open(page.only_if))
        elif applies:
            entered = walk.enter(page, was_sent=True)
            pages += bool(entered.questions or page.has_text or not page.questions)
        elif applies is None and walk.is_open(page.only_if):
            for question in page.questions:
                walk.await_answer(question.question.name)
    walk.refresh(tuple(compiled.criteria))
    criteria = {name: walk.truth(name) for name in compiled.criteria}
    outcome = _outcome(tuple(criteria.values()), is_stopped=is_stopped, may_stop=may_stop)
    asked = deciding_questions(journey) if outcome == "not yet known" and walk.missing else ()
    return Judged(
        outcome=outcome,
        pages=pages,
        fee=None if compiled.fee is None or is_stopped else walk.number(compiled.fee),
        missing=tuple(name for name in walk.missing if name in asked),
        criteria=criteria,
    )


def deciding_questions(journey: Journey) -> frozenset[str]:
    """Return the questions that criteria and end pages can read, with those that decide whether these are asked."""
    compiled = journey.compiled
    before: dict[str, frozenset[str]] = {}
    for page in compiled.pages:
        for question in page.questions:
            rules = [page.only_if, question.only_if, *(inner.only_if for inner in question.inner)]
            before[question.question.name] = _reads(*rules)
    ends = [page.only_if for page in compiled.pages if page.page.is_end]
    todo = set(_reads(*compiled.criteria.values(), *ends))
    found: set[str] = set()
    while todo:
        name = todo.pop()
        found.add(name)
        todo |= before.get(name, frozenset()) - found
    return frozenset(found)


def _reads(*rules: CompiledRule | None) -> frozenset[str]:
    return frozenset(name for rule in rules if rule is not None for name in rule.reads)


def _outcome(criteria: tuple[bool | None, ...], *, is_stopped: bool, may_stop: bool) -> Outcome:
    if is_stopped:
        return "stopped"
    if False in criteria:
        return "not eligible"
    return "not yet known" if may_stop or None in criteria else "eligible"
