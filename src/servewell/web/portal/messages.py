"""A resident writes to whoever has her case."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from servewell.apps.cases import operations as cases
from servewell.web.portal.free_text import read_text
from servewell.web.portal.tracking import case_context
from servewell.web.portal.visits import CaseVisit, with_case


@with_case
def send(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Send a message; a text that cannot be taken is shown again."""
    if request.method != "POST":
        return redirect(f"{visit.url('case')}#messages")
    written = read_text(request, "text")
    if written.fault:
        context = {**case_context(request, visit), "written": written}
        return render(request, "portal/case.html", context, status=422)
    cases.send_message(case_id=visit.case.id, text=written.text, by=visit.by, now=visit.now)
    return redirect(f"{visit.url('case')}?notice=message-sent")
