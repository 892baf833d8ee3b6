"""All answers that are part of an application, page by page, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servewell.core.definition.model import Definition
from servewell.web.design.texts import Said, Texts


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer; `field` is where on the page it is asked."""

    name: str
    label: Said
    said: str  # lines separated by newlines; '' when left out


@dataclass(frozen=True, slots=True)
class PageSummary:
    """One page's answers."""

    page: str
    title: Said
    rows: tuple[Row, ...]


def pages_summary(
    definition: Definition, answers: Mapping[str, object], texts: Texts, pages: Iterable[tuple[str, tuple[str, ...]]]
) -> tuple[PageSummary, ...]:
    """Return a summary of each page that asks something, given (page id, names of its questions that apply)."""
    found = []
    for page, names in pages:
        rows = tuple(
            Row(name, texts(f"question.{name}.label"), texts.answer(name, answers.get(name))) for name in names
        )
        if rows:
            found.append(PageSummary(page, texts(f"page.{page}.title"), rows))
    return tuple(found)


def of_case(definition: Definition, answers: Mapping[str, object], texts: Texts) -> tuple[PageSummary, ...]:
    """Return what a case was submitted with: only questions that have an answer in it."""
    pages = ((page.id, tuple(one.name for one in page.questions if one.name in answers)) for page in definition.pages)
    return pages_summary(definition, answers, texts, pages)
