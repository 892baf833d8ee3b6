"""Appeal against a decision, in the resident's own words, as long as the definition allows it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from servewell.apps.cases import operations as cases
from servewell.web.portal.case_story import decision_of
from servewell.web.portal.free_text import read_text
from servewell.web.portal.tracking import case_context
from servewell.web.portal.visits import CaseVisit, with_case


@with_case
def appeal(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Take the appeal; without a decision to appeal against, lead back to the case."""
    decision = decision_of(visit)
    if decision is None or not decision.can_appeal:
        return redirect(visit.url("case"))
    if request.method != "POST":
        return render(request, "portal/appeal.html", case_context(request, visit))
    written = read_text(request, "text")
    if written.fault:
        return render(request, "portal/appeal.html", {**case_context(request, visit), "written": written}, status=422)
    cases.appeal(case_id=visit.case.id, text=written.text, by=visit.by, now=visit.now)
    return redirect(f"{visit.url('case')}?notice=appealed")
