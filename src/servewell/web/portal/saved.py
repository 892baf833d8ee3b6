"""Save and leave: a code and a secret link to come back with, by e-mail if wished; and leaving a shared computer."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from servewell.apps.cases import operations as cases
from servewell.core.definition.answers import read_answer
from servewell.core.definition.model import Question
from servewell.web.design.faults import message
from servewell.web.portal import access
from servewell.web.portal.visits import DraftVisit, language, with_draft

EMAIL = Question(name="email", type="e-mail", max_length=254)


@with_draft
def saved(request: HttpRequest, visit: DraftVisit) -> HttpResponseBase:
    """Show the code and the link; send the link when an address is given."""
    if visit.draft.case_reference:
        return redirect("receipt", visit.draft.case_reference)
    typed, fault = "", ""
    if request.method == "POST":
        reading = read_answer(EMAIL, {"email": request.POST.getlist("email")})
        if not reading.faults:
            cases.send_resume_link(draft_id=visit.draft.id, email=str(reading.value), by=visit.by, now=visit.now)
            return redirect(f"{request.path}?notice=sent")
        typed, fault = reading.typed.get("email", ""), message(reading.faults[0], visit.definition, language())
    link = reverse("draft_link", args=[visit.draft.id, visit.secret]) if visit.secret else ""
    context = {
        "visit": visit,
        "texts": visit.texts,
        "link": request.build_absolute_uri(link) if link else "",
        "typed": typed,
        "fault": fault,
        "was_sent": request.GET.get("notice") == "sent",
        "agency_view": visit.agency,
    }
    return render(request, "portal/saved.html", context, status=422 if fault else 200)


@with_draft
def forget(request: HttpRequest, visit: DraftVisit) -> HttpResponseBase:
    """Take the application out of this browser; it stays where it is and opens with the link or the code."""
    response = render(request, "portal/forgotten.html", {"code": visit.draft.code, "texts": visit.texts})
    access.let_go(response, request, "drafts", visit.draft.id)
    return response
