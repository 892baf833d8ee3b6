"""Who stands before us, and what she may open: a draft or a case that this browser or this account holds.

A view behind `with_draft` or `with_case` gets everything it needs read once, so that a page costs a constant
number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from servewell.apps.cases import queries as cases
from servewell.apps.cases.queries import CaseView, DraftView
from servewell.apps.people import queries as people
from servewell.apps.people.actor import GUEST, Actor, guest_of_case, guest_of_draft
from servewell.apps.people.queries import AgencyView
from servewell.apps.services import queries as services
from servewell.core.definition.journey import Journey, JourneyState, journey_of
from servewell.core.definition.model import Definition
from servewell.web.design.texts import Texts
from servewell.web.portal import access


def now() -> datetime:
    """Read the clock, at the edge."""
    return datetime.now(UTC)


def language() -> str:
    """Return the language that the page is shown in."""
    return (get_language() or "en").split("-")[0]


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in account's actor, or the guest who has proved nothing."""
    return people.actor_for(request.user) if request.user.is_authenticated else GUEST


def resident_of(request: HttpRequest) -> Actor:
    """Return who applies here. Staff on the public pages are private persons: helping at a counter has its own page."""
    by = actor_of(request)
    return Actor(kind="resident", id=by.id, account_id=by.account_id, name=by.name) if by.is_staff else by


def address_of(request: HttpRequest) -> str:
    """Return the client's address, for limits on tries only: the last one that a proxy of ours vouches for."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        return hops[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def device_of(request: HttpRequest) -> str:
    """Return the class of device, as coarse as the record wants it."""
    agent = request.headers.get("User-Agent", "")
    if "iPad" in agent or ("Android" in agent and "Mobile" not in agent):
        return "tablet"
    return "phone" if "Mobi" in agent else "desktop"


@dataclass(frozen=True)
class DraftVisit:
    """A resident at her draft: the draft, its own version of the service, and where she is in it."""

    draft: DraftView
    by: Actor
    now: datetime
    secret: str  # "" when the account opens it

    @cached_property
    def definition(self) -> Definition:
        return services.definition(self.draft.version)

    @cached_property
    def journey(self) -> Journey:
        return journey_of(self.definition)

    @cached_property
    def state(self) -> JourneyState:
        return self.state_with({}, page="")

    @cached_property
    def texts(self) -> Texts:
        return Texts(self.definition, language(), self.answers, self.agency.name, self.state.fee)

    @cached_property
    def agency(self) -> AgencyView:
        return people.agency(self.definition.agency)

    @property
    def has_tasks(self) -> bool:
        """Tell whether the service is long enough for a task list."""
        return len(self.definition.sections) > 1

    @property
    def answers(self) -> Mapping[str, object]:
        """The answers so far, those included that do not apply now."""
        return self.draft.answers

    def state_with(self, changes: Mapping[str, object], page: str) -> JourneyState:
        """Return where she is once `page` is saved with these answers; None takes one away."""
        merged = {**self.answers, **changes}
        kept = {name: value for name, value in merged.items() if value is not None}
        sent = self.draft.answered_pages | ({page} if page else frozenset())
        return self.journey.state(kept, now=self.now, channel=self.draft.channel, answered_pages=sent)

    def again(self) -> DraftVisit:
        """Read the draft anew, after an operation changed it."""
        return DraftVisit(cases.draft(self.draft.id), self.by, self.now, self.secret)

    def page_url(self, page_id: str) -> str:
        return reverse("page", args=[self.draft.id, page_id])

    def url(self, name: str) -> str:
        return reverse(name, args=[self.draft.id])


@dataclass(frozen=True)
class CaseVisit:
    """A resident at her case, under the version it began with."""

    case: CaseView
    by: Actor
    now: datetime
    by_link: bool  # this browser holds its key

    @cached_property
    def definition(self) -> Definition:
        return services.definition(self.case.state.version)

    @cached_property
    def agency(self) -> AgencyView:
        return people.agency(self.definition.agency)

    @cached_property
    def texts(self) -> Texts:
        return Texts(self.definition, language(), self.case.state.answers, self.agency.name, None, self.case.reference)

    def url(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.case.reference, *more])


def draft_visit(request: HttpRequest, draft_id: str) -> DraftVisit | None:
    """Open a draft with this browser's key or the signed-in account; None when neither fits."""
    key = access.key(request, "drafts", draft_id)
    if key is not None and (draft := cases.draft_of_secret(draft_id, key.secret)) is not None:
        helper = actor_of(request) if draft.assisted else GUEST
        is_helped = helper.is_staff and helper.account_id == draft.assisted_by
        return DraftVisit(draft, helper if is_helped else guest_of_draft(draft_id), now(), key.secret)
    by = resident_of(request)
    if by.account_id is None or not cases.has_draft(draft_id):
        return None
    draft = cases.draft(draft_id)
    return DraftVisit(draft, by, now(), "") if draft.account_id == by.account_id else None


def case_visit(request: HttpRequest, reference: str) -> CaseVisit | None:
    """Open a case with this browser's key, the key of the draft it came from, or the signed-in account."""
    found = cases.case_by_reference(reference)
    if found is None:
        return None
    moment = now()
    key = access.key(request, "cases", reference)
    if key is not None and cases.case_secret_matches(found.id, key.secret):
        return CaseVisit(cases.case(found.id, for_resident=True, now=moment), guest_of_case(found.id), moment, True)
    by = resident_of(request)
    if by.account_id is not None and found.account_id == by.account_id:
        return CaseVisit(cases.case(found.id, for_resident=True, now=moment), by, moment, False)
    return None


def with_draft(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view a DraftVisit, or say how to open the draft; a submitted draft leads to its case."""

    @wraps(view)
    def opened(request: HttpRequest, draft: str, **rest: str) -> HttpResponseBase:
        visit = draft_visit(request, draft)
        if visit is None:
            return render(request, "portal/not_here.html", {"what": "draft"}, status=404)
        request.agency = visit.agency  # type: ignore[attr-defined]  # layouts read it
        with timezone.override(ZoneInfo(visit.agency.timezone)):
            return view(request, visit, **rest)

    return opened


def with_case(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view a CaseVisit, or say how to open the case; the same answer for 'none' and 'not yours'."""

    @wraps(view)
    def opened(request: HttpRequest, reference: str, **rest: str) -> HttpResponseBase:
        visit = case_visit(request, reference)
        if visit is None:
            return render(request, "portal/not_here.html", {"what": "case"}, status=404)
        request.agency = visit.agency  # type: ignore[attr-defined]  # layouts read it
        with timezone.override(ZoneInfo(visit.agency.timezone)):
            return view(request, visit, **rest)

    return opened
