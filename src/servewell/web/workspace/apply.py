"""Apply together with a resident at the counter or on the phone; the case is marked so."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from servewell.apps.cases import operations as cases
from servewell.apps.services import queries as offered
from servewell.web.workspace.access import StaffRequest, staff_page

CHANNELS = ("counter", "phone")


@staff_page("begin_assisted_draft")
def apply(request: StaffRequest) -> HttpResponse:
    """Choose the service and how the resident is here, then go through the same pages as she would."""
    services = [one for one in offered.services_of(request.agency.slug, now=request.now) if one.availability.is_open]
    service, channel = request.POST.get("service", ""), request.POST.get("channel", "")
    is_complete = service in {one.slug for one in services} and channel in CHANNELS
    if request.method == "POST" and is_complete:
        begun = cases.begin_draft(
            service=service,
            language=request.POST.get("language", "en")[:12],
            channel=channel,
            device="desktop",
            by=request.by,
            now=request.now,
            assisted_by=request.by,
        )
        return redirect("draft_link", draft=begun.draft_id, secret=begun.secret)
    context = {
        "services": services,
        "typed": request.POST,
        "has_faults": request.method == "POST",
        "navigation_items": request.navigation,
        "nav_current": "apply",
    }
    return render(request, "workspace/apply.html", context, status=400 if request.method == "POST" else 200)
