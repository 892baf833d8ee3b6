"""Where a resident stands in a service: what the journey answers. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from servewell.core.definition.answers.reading import AnswerFault, Answers

if TYPE_CHECKING:
    from servewell.core.rules import Explanation, Value

Status = Literal["done", "to do", "not yet"]


@dataclass(frozen=True, slots=True)
class PageState:
    """One page that applies, or may yet. `not yet`: whether it applies hangs on earlier questions."""

    id: str
    title_key: str
    section: str | None
    status: Status
    questions: tuple[str, ...]  # those that apply now


@dataclass(frozen=True, slots=True)
class CriterionState:
    """What a criterion comes to; None while answers it needs are missing. `values`: what names stood for."""

    name: str
    outcome: bool | None
    explanation: Explanation
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)


class Eligibility(NamedTuple):
    """`open`: the questions whose answer can still change the outcome, in file order; none once it is known."""

    criteria: tuple[CriterionState, ...]
    open: tuple[str, ...]
    outcome: bool | None


@dataclass(frozen=True, slots=True)
class JourneyState:
    """`answers` holds only what applies: what a case would be made of."""

    pages: tuple[PageState, ...]
    next_page: str | None
    end_page: str | None
    is_complete: bool
    criteria: tuple[CriterionState, ...]
    fee: Decimal | None
    answers: Answers
    missing: tuple[str, ...]

    def page(self, page_id: str) -> PageState | None:
        """Return the state of one page, or None when it does not apply."""
        return next((page for page in self.pages if page.id == page_id), None)


@dataclass(frozen=True, slots=True)
class PageReading:
    """One posted page: `answers` has every question of the page that applies, None where cleared.

    `asks_more`: an answer made another question on the same page apply; show the page again before going on.
    """

    answers: Mapping[str, object]
    faults: tuple[AnswerFault, ...]
    typed: Mapping[str, str]
    asks_more: tuple[str, ...] = field(default=())
