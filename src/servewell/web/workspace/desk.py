"""A case on a caseworker's desk: what every page about one case needs, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy

from servewell.apps.cases import operations
from servewell.apps.cases import queries as reading
from servewell.apps.cases.queries import CaseView
from servewell.apps.people import queries as people
from servewell.apps.people.permissions import may
from servewell.apps.services import queries as offered
from servewell.core.definition import Definition
from servewell.core.definition.journey import Journey, JourneyState, journey_of
from servewell.core.record import Review, open_review
from servewell.web.design.formats import language
from servewell.web.design.texts import Texts
from servewell.web.workspace.access import StaffRequest

# What a case that was put aside waits for, in the order in which it is offered.
ASIDE: Final[Mapping[str, object]] = {
    "third party": gettext_lazy("somebody outside"),
    "colleague": gettext_lazy("a colleague"),
    "visit": gettext_lazy("a visit on site"),
    "other": gettext_lazy("something else"),
}


OUTCOME: Final[Mapping[str, object]] = {
    "solved": gettext_lazy("It is solved"),
    "partly": gettext_lazy("It is solved in part"),
    "not": gettext_lazy("It is not solved"),
}


@dataclass(frozen=True)
class Desk:
    """One case as the staff see it, with its own version of the service."""

    request: StaffRequest
    case: CaseView

    @cached_property
    def definition(self) -> Definition:
        return offered.definition(self.case.version)

    @cached_property
    def texts(self) -> Texts:
        answers = self.case.state.answers
        return Texts(self.definition, language(), answers, self.request.agency.name, None, self.case.reference)

    @property
    def compiled(self) -> Journey:
        """The compiled rules of the case's version."""
        return journey_of(self.definition)

    @cached_property
    def journey(self) -> JourneyState:
        """The definition's rules over the answers as submitted, at the time of submission."""
        state = self.case.state
        return self.compiled.state(state.answers, now=state.submitted_at, channel=state.channel)

    @property
    def language_name(self) -> str:
        """The resident's language by its own name."""
        return dict(settings.LANGUAGES).get(self.case.language, self.case.language)

    @property
    def is_open(self) -> bool:
        return self.case.state.status == "open"

    @property
    def reasons_aside(self) -> Mapping[str, object]:
        """What a case can be put aside for, in words."""
        return ASIDE

    @property
    def is_mine(self) -> bool:
        return self.case.state.assigned_to == self.request.by.account_id

    @property
    def can_undo(self) -> bool:
        return self.case.hold_until is not None and self.may("undo_decision")

    @property
    def review(self) -> Review | None:
        """The review that nobody has answered yet."""
        return open_review(self.case.state)

    @property
    def reviewer_name(self) -> str:
        """Who has taken the review, '' for nobody."""
        taken_by = self.review.taken_by if self.review else None
        return people.names_of(frozenset({taken_by})).get(taken_by, "") if taken_by is not None else ""

    @property
    def outcome_words(self) -> str:
        """What the resident says came of it, in words."""
        said = self.case.state.outcome
        return str(OUTCOME.get(said.outcome, "")) if said else ""

    def may(self, verb: str) -> bool:
        """Tell whether the person may do this with this case."""
        return may(self.request.by, verb, agency=self.case.agency)

    @property
    def context(self) -> dict[str, object]:
        """What templates of case pages get."""
        return {"desk": self, "case": self.case, "texts": self.texts, "navigation_items": self.request.navigation}


def desk_of(request: StaffRequest, case_id: str, *, purpose: str = "casework") -> Desk:
    """Return the case for staff of its agency; the look is an event that the resident sees."""
    operations.view_case(case_id=case_id, purpose=purpose, by=request.by, now=request.now)
    return Desk(request, reading.case(case_id, for_resident=False, now=request.now))
