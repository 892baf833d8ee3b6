"""One case whole: what was asked and answered, who is eligible and why, what happened, what can be done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from servewell.apps.people import queries as people
from servewell.web.design.summary import of_case
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.criteria import criteria_of
from servewell.web.workspace.desk import desk_of
from servewell.web.workspace.story import story_of

# Why somebody who does not work on the case may look at it; the resident reads the purpose.
PURPOSES = ("quality", "complaint", "audit")


@staff_page("view_case")
def case(request: StaffRequest, case_id: str) -> HttpResponse:
    """Show a case. Whoever is no caseworker says why first."""
    purpose = "casework" if "caseworker" in request.by.roles else request.GET.get("purpose", "")
    if purpose != "casework" and purpose not in PURPOSES:
        return render(request, "workspace/purpose.html", {"navigation_items": request.navigation})
    desk = desk_of(request, case_id, purpose=purpose)
    context = {
        **desk.context,
        "nav_current": "queue",
        "summary": of_case(desk.definition, desk.case.state.answers, desk.texts),
        "criteria": criteria_of(desk),
        "story": story_of(desk),
        "staff": people.staff_of(request.agency.slug) if desk.may("assign_case") else (),
    }
    return render(request, "workspace/case.html", context)
