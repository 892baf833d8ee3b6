"""Read what a resident sent on one page. Uploaded files are stored first, so that they survive every other fault."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from servewell.core.definition.answers import AnswerFault
from servewell.core.definition.journey import PageReading
from servewell.core.definition.model import Definition, Question

NOTHING = PageReading(answers={}, faults=(), typed={})


def with_faults(reading: PageReading, more: Iterable[AnswerFault]) -> PageReading:
    """Return the reading with more faults; a file that was refused is not also called missing."""
    more = tuple(more)
    refused = {fault.question for fault in more}
    kept = tuple(fault for fault in reading.faults if not (fault.code == "missing" and fault.question in refused))
    return replace(reading, faults=(*kept, *more))


def sound_answers(reading: PageReading) -> dict[str, object]:
    """Return the answers without a fault, for saving half a page."""
    wrong = {fault.question.split(".")[0] for fault in reading.faults}
    return {name: value for name, value in reading.answers.items() if name not in wrong and value is not None}


def only(reading: PageReading, names: Collection[str]) -> PageReading:
    """Return what the reading says about some questions of the page."""
    return PageReading(
        answers={name: value for name, value in reading.answers.items() if name in names},
        faults=tuple(fault for fault in reading.faults if fault.question.split(".")[0] in names),
        typed=reading.typed,
        asks_more=tuple(name for name in reading.asks_more if name in names),
    )


def file_questions(definition: Definition, page_id: str) -> tuple[Question, ...]:
    """Return the questions of a page that are answered with files."""
    page = definition.page(page_id)
    return tuple(question for question in page.questions if question.type == "file") if page else ()
