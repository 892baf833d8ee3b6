"""Checks of how long answers are kept: nothing of a case outlasts the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servewell.core.definition.findings import Checked
from servewell.core.definition.model import Definition, Keep, Unit
from servewell.core.definition.scalars import write_keep
from servewell.core.problem import Place

# Enough to see which of two spans is longer; dates are worked out by the calendar of the agency.
_DAYS: Final[Mapping[Unit, float]] = {"working days": 1.4, "days": 1, "weeks": 7, "months": 30.4, "years": 365.2}


def check_keeping(checked: Checked) -> None:
    """Note pages and questions that would be kept longer than the case they belong to."""
    whole = checked.definition.kept()
    said = write_keep(whole) + ("" if checked.definition.keep else ", which holds where nothing is said")
    for what, where, keep in _said(checked.definition, checked):
        # Spans from different days cannot be compared before the days are known; the shorter one ends it then.
        if keep.since == whole.since and _days(keep) > _days(whole):
            found = f"{what} would be kept for {write_keep(keep)}, longer than its case ({said})."
            fix = f"Write 'keep: {write_keep(keep)}' for the service, or a shorter one here."
            checked.refuse("kept-too-long", where, found, "", fix)


def _said(of: Definition, checked: Checked) -> Iterator[tuple[str, Place, Keep]]:
    for page in of.pages:
        if page.keep is not None:
            yield "The page", checked.of_page(page), page.keep
    for path, question, page in of.questions():
        if question.keep is not None:
            yield "The answer", checked.of_question(path, question, page), question.keep


def _days(keep: Keep) -> float:
    return keep.span.count * _DAYS[keep.span.unit]
