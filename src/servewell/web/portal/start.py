"""Begin an application: no sign-up, no clock; the draft is there from the first press on."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from servewell.apps.cases import operations as cases
from servewell.apps.services import queries as services
from servewell.web.portal import access, eligibility
from servewell.web.portal.service import begun_draft
from servewell.web.portal.visits import address_of, device_of, language, now, resident_of


def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Begin a draft with what "Can I use it?" already heard, or go on with the one begun before."""
    begun_before = begun_draft(request, slug)
    if begun_before is not None and "again" not in request.POST:
        return redirect("tasks", begun_before.draft.id)
    moment = now()
    if not services.service(slug, now=moment).availability.is_open:
        return redirect("service", slug)
    begun = cases.begin_draft(
        service=slug,
        language=language(),
        channel="online",
        device=device_of(request),
        answers=eligibility.heard(request, slug),
        by=resident_of(request),
        address=address_of(request),
        now=moment,
    )
    response = redirect("tasks", begun.draft_id)
    access.hold(response, request, "drafts", access.Key(begun.draft_id, begun.secret, slug))
    eligibility.forget(response)
    return response
