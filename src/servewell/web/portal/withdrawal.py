"""Withdraw a case: asked once more before it is done, with an optional reason."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from servewell.apps.cases import operations as cases
from servewell.web.portal.case_story import can_withdraw
from servewell.web.portal.free_text import read_text
from servewell.web.portal.tracking import case_context
from servewell.web.portal.visits import CaseVisit, with_case


@with_case
def withdraw(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Ask whether it is meant, then withdraw; a case that is decided or withdrawn leads back to itself."""
    if not can_withdraw(visit):
        return redirect(visit.url("case"))
    if request.method != "POST":
        return render(request, "portal/withdraw.html", case_context(request, visit))
    written = read_text(request, "text", is_optional=True)
    if written.fault:
        return render(request, "portal/withdraw.html", {**case_context(request, visit), "written": written}, status=422)
    cases.withdraw(case_id=visit.case.id, reason=written.text, by=visit.by, now=visit.now)
    return redirect(f"{visit.url('case')}?notice=withdrawn")
