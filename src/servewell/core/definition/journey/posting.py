"""One page as posted: read, checked against its `must` rules, with what it makes necessary to ask next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from servewell.core.definition.answers import AnswerFault, Answers, Form, InnerApplies, Reading, read_answer
from servewell.core.definition.journey.compiled import CompiledPage, CompiledQuestion
from servewell.core.definition.journey.state import PageReading
from servewell.core.definition.journey.walk import Walk
from servewell.core.definition.model import Question

_MISSING = frozenset({"missing", "declaration-missing"})


def read_posted_page(
    page: CompiledPage, form: Form, held: Answers, shown: Collection[str], walk: Walk, language: str
) -> PageReading:
    """Read every question of the page that applies given the answers above it.

    `walk` stands before the page. A question that was not `shown` cannot be blamed for having no answer.
    """
    found: dict[str, object] = dict.fromkeys(question.question.name for question in page.questions)
    posted: list[_Posted] = []
    for question in page.questions:
        if not walk.applies(question.only_if):
            continue
        name = question.question.name
        reading = read_answer(
            question.question,
            form,
            language=language,
            held=held.get(name),
            applies=_inner_applies(walk, question),
        )
        found[name] = reading.value
        posted.append(_Posted(question, reading, walk.take(question, reading.value), name in shown))
    faults = [fault for each in posted for fault in each.faults]
    faulty = {fault.question.partition(".")[0] for fault in faults}
    sound = tuple(each.question for each in posted if each.question.question.name not in faulty)
    return PageReading(
        answers=found,
        faults=(*faults, *walk.faults(sound)),
        typed={field: text for each in posted for field, text in each.reading.typed.items()},
        asks_more=tuple(each.question.question.name for each in posted if each.asks_more),
    )


@dataclass(frozen=True, slots=True)
class _Posted:
    question: CompiledQuestion
    reading: Reading
    is_whole: bool
    was_shown: bool

    @property
    def faults(self) -> list[AnswerFault]:
        return [fault for fault in self.reading.faults if self.was_shown or fault.code not in _MISSING]

    @property
    def asks_more(self) -> bool:
        """Tell whether there is something to answer that the resident has not seen yet."""
        if self.reading.value is None:
            return not self.was_shown
        return not self.is_whole and not self.reading.faults  # an inner question came to apply


def _inner_applies(walk: Walk, group: CompiledQuestion) -> InnerApplies:
    inner = {asked.question.name: asked for asked in group.inner}

    def applies(question: Question, entry: Mapping[str, object]) -> bool:
        return walk.inner_applies(inner[question.name], group, entry)

    return applies
