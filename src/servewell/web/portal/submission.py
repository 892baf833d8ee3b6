"""Check your answers, and send them once: the key is born with the draft, and a further press finds the same case."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from servewell.apps.cases import operations as cases
from servewell.web.design.summary import pages_summary
from servewell.web.portal import access
from servewell.web.portal.visits import DraftVisit, with_draft
from servewell.web.portal.way import back_url, onward


@with_draft
def check_answers(request: HttpRequest, visit: DraftVisit) -> HttpResponseBase:
    """Show every answer that is part of the application, each with a way to change it."""
    if visit.draft.case_reference:
        return redirect("receipt", visit.draft.case_reference)
    if not visit.state.is_complete:
        return redirect(f"{onward(visit)}?notice=not-yet")
    return render(request, "portal/check_answers.html", check_context(visit))


@with_draft
def submit(request: HttpRequest, visit: DraftVisit) -> HttpResponseBase:
    """Send the application. Without the declaration nothing is sent; sent before, it shows the same receipt."""
    if visit.draft.case_reference:
        return redirect("receipt", visit.draft.case_reference)
    if request.method != "POST" or not visit.state.is_complete:
        return redirect("check_answers", visit.draft.id)
    if needs_declaration(visit) and request.POST.get("declaration") != "yes":
        return render(request, "portal/check_answers.html", check_context(visit, is_undeclared=True), status=422)
    key = request.POST.get("submission_key", "")
    sent = cases.submit(draft_id=visit.draft.id, submission_key=key, by=visit.by, now=visit.now)
    response = redirect("receipt", sent.reference)
    if sent.secret:
        access.hold(response, request, "cases", access.Key(sent.reference, sent.secret, visit.draft.service))
    return response


def needs_declaration(visit: DraftVisit) -> bool:
    """Tell whether the service asks for a statement before sending."""
    return visit.definition.has_text("declaration")


def check_context(visit: DraftVisit, *, is_undeclared: bool = False) -> dict[str, object]:
    """Return what the check page shows."""
    return {
        "visit": visit,
        "texts": visit.texts,
        "pages": pages_summary(
            visit.definition, visit.state.answers, visit.texts, [(one.id, one.questions) for one in visit.state.pages]
        ),
        "fee": visit.state.fee if visit.definition.fee else None,
        "back": back_url(visit, ""),
        "has_faults": is_undeclared,
        "declaration": visit.texts("declaration") if needs_declaration(visit) else None,
        "is_undeclared": is_undeclared,
        "agency_view": visit.agency,
    }
