"""One resident's eligibility for one service: what is still open, what is decided, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from servewell.apps.people import queries as people
from servewell.apps.people.queries import AgencyView
from servewell.apps.services.queries import ServiceView
from servewell.core.definition.journey import CriterionState, Eligibility, Journey, PageReading, journey_of
from servewell.core.definition.model import Definition
from servewell.web.design.texts import Texts
from servewell.web.portal.reading import only
from servewell.web.portal.sent import Form
from servewell.web.portal.visits import language


@dataclass(frozen=True)
class Check:
    """The service and the answers so far."""

    service: ServiceView
    answers: dict[str, object]
    now: datetime

    @property
    def definition(self) -> Definition:
        return self.service.definition

    @cached_property
    def journey(self) -> Journey:
        return journey_of(self.definition)

    @cached_property
    def deciding(self) -> frozenset[str]:
        """The questions that can decide."""
        return frozenset(path.split(".")[0] for path in self.journey.eligibility_questions())

    @cached_property
    def _result(self) -> Eligibility:
        return self.journey.eligibility(self.answers, self.now)

    @property
    def criteria(self) -> tuple[CriterionState, ...]:
        """Each criterion with its outcome and why."""
        return self._result.criteria

    @cached_property
    def open(self) -> frozenset[str]:
        """The questions whose answer can still change the result."""
        return frozenset(name.split(".")[0] for name in self._result.open)

    @property
    def is_refused(self) -> bool:
        return self._result.outcome is False

    @property
    def is_met(self) -> bool:
        return self._result.outcome is True

    @cached_property
    def pages(self) -> dict[str, tuple[str, ...]]:
        """The pages that have something to ask here, in order, with these questions."""
        wanted = {name for name in self.deciding if name in self.open or name in self.answers}
        asked = {
            page.id: tuple(question.name for question in page.questions if question.name in wanted)
            for page in self.definition.pages
        }
        return {page: names for page, names in asked.items() if names}

    @property
    def next_page(self) -> str | None:
        """The first page with an open question; None once the answer is clear."""
        return next((page for page, names in self.pages.items() if self.open & set(names)), None)

    def read(self, page: str, form: Form) -> PageReading:
        """Read the deciding questions of a posted page."""
        reading = self.journey.read_page(page, form, self.answers, now=self.now, language=language())
        return only(reading, self.pages[page])

    def with_answers(self, answers: Mapping[str, object]) -> Check:
        """Return the check with one page more; answers that no longer decide anything are dropped."""
        merged = {**self.answers, **answers}
        return Check(self.service, {name: value for name, value in merged.items() if value is not None}, self.now)

    @cached_property
    def texts(self) -> Texts:
        return Texts(self.definition, language(), self.answers, self.agency.name)

    @cached_property
    def agency(self) -> AgencyView:
        return people.agency(self.definition.agency)
