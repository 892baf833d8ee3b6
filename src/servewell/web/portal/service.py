"""A service in plain words: for whom, what is needed, the cost, how long, how to get help from a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servewell.apps.cases import queries as cases
from servewell.apps.people import queries as people
from servewell.apps.services import queries as services
from servewell.web.design.texts import Texts
from servewell.web.portal import access
from servewell.web.portal.visits import DraftVisit, draft_visit, language, now


def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the service page; whoever has begun here before is offered to continue."""
    moment = now()
    offered = services.service(slug, now=moment)
    agency = people.agency(offered.agency)
    request.agency = agency  # type: ignore[attr-defined]  # layouts read it
    context = {
        "service": offered,
        "texts": Texts(offered.definition, language(), agency=agency.name),
        "agency_view": agency,
        "kept": cases.promise_kept(service=slug, now=moment),
        "begun": begun_draft(request, slug),
    }
    return render(request, "portal/service.html", context)


def begun_draft(request: HttpRequest, slug: str) -> DraftVisit | None:
    """Return the newest unfinished draft of this service that this browser holds."""
    held = next((key for key in access.keys(request, "drafts") if key.service == slug), None)
    visit = draft_visit(request, held.id) if held else None
    return visit if visit is not None and not visit.draft.case_reference else None
