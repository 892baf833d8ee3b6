"""Follow the case like a parcel: where it is, since when, until when, who has it, and everything that was said."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.feedback import queries as ideas
from servewell.apps.journal import standing as record
from servewell.web.design.summary import of_case
from servewell.web.portal import access
from servewell.web.portal.case_story import can_withdraw, decision_of, looks_of, stages_of, thread_of
from servewell.web.portal.idea import may_raise
from servewell.web.portal.outcome import outcome_of
from servewell.web.portal.proofs import proofs_of
from servewell.web.portal.visits import CaseVisit, with_case


@with_case
def case(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Show the tracking page; that the resident looked is itself an event."""
    cases.record_status_view(case_id=visit.case.id, by=visit.by, now=visit.now)
    return render(request, "portal/case.html", case_context(request, visit))


def case_context(request: HttpRequest, visit: CaseVisit) -> dict[str, object]:
    """Return what every page of a case shows."""
    state, promise = visit.case.state, visit.definition.promise
    return {
        "visit": visit,
        "case": visit.case,
        "state": state,
        "texts": visit.texts,
        "stages": stages_of(visit),
        "thread": thread_of(visit),
        "looked": looks_of(visit),
        "decision": decision_of(visit),
        "outcome": outcome_of(visit),
        "may_raise_idea": may_raise(visit),
        "my_ideas": ideas.ideas_of_case(visit.case.id) if may_raise(visit) else (),
        "outputs": [entry.data for entry in visit.case.timeline if entry.kind == "output_issued"],
        "open_requests": [one for one in state.requests if one.answered_at is None and state.status == "open"],
        "can_withdraw": can_withdraw(visit),
        "unit": promise.within.unit if promise else "working days",
        "notice_words": notice_words(request.GET.get("notice", "")),
        "agency_view": visit.agency,
        "proofs": proofs_of(visit),
    }


def notice_words(notice: str) -> str:
    """Return the words for what was just done; only words of ours, never of an address."""
    words = {
        "message-sent": _("Your message is sent."),
        "information-sent": _("We have your answer. The time of our promise goes on."),
        "documents-sent": _("We have your documents."),
        "withdrawn": _("Your application is withdrawn."),
        "appealed": _("We have your text against the decision. We answer here."),
        "outcome-given": _("Thank you. We have your answer."),
        "outcome-not": _("We have your answer. Somebody else looks at your case again; you read the answer here."),
        "idea-raised": _("Thank you. We have your idea and answer it here."),
        "idea-supported": _("Thank you. We have noted that it would help you too."),
        "erasure-asked": _("We have your wish. You read our answer here."),
    }
    return words.get(notice, "")


@with_case
def receipt(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Show the receipt: it depends on nothing but our own record, and can be printed."""
    answers = visit.case.state.answers
    key = access.key(request, "cases", visit.case.reference) if visit.by_link else None
    link = request.build_absolute_uri(reverse("case_link", args=[key.id, key.secret])) if key else ""
    later = [value for value in answers.values() if isinstance(value, dict) and value.get("later")]
    context = {
        **case_context(request, visit),
        "pages": of_case(visit.definition, answers, visit.texts),
        "case_link": link,
        "documents_later": later,
        "proof": next((one for one in proofs_of(visit) if one.seq == 1 and one.number), None),
        "standing": record.standing(now=visit.now),
    }
    return render(request, "portal/receipt.html", context)


@with_case
def document(request: HttpRequest, visit: CaseVisit, document: str) -> HttpResponseBase:
    """Hand out a document of the case as a download, never as a page of ours."""
    found = queries.document(case_id=visit.case.id, document_id=document)
    content = queries.open_document(case_id=visit.case.id, document_id=document)
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    response["Cache-Control"] = "private, no-store"
    return response


@with_case
def forget(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Take the case out of this browser; it opens again with the link or the reference and a second check."""
    response = render(
        request, "portal/forgotten.html", {"code": visit.case.reference, "texts": visit.texts, "is_case": True}
    )
    access.let_go(response, request, "cases", visit.case.reference)
    return response
