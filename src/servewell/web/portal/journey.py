"""The journey: one page after another, saved at each, in any order the resident comes and goes."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from servewell.apps.cases import operations as cases
from servewell.core.definition.journey import PageReading
from servewell.core.problem import NotFoundError, Problem
from servewell.web.portal.files import take_files, too_large
from servewell.web.portal.form_page import page_context
from servewell.web.portal.reading import NOTHING, file_questions, sound_answers, with_faults
from servewell.web.portal.sent import Sent
from servewell.web.portal.task_sections import task_sections
from servewell.web.portal.visits import DraftVisit, language, with_draft
from servewell.web.portal.way import after, back_url, onward


@with_draft
def tasks(request: HttpRequest, visit: DraftVisit) -> HttpResponseBase:
    """Show the task list of a long service; a short one goes on where the resident was."""
    if visit.draft.case_reference:
        return redirect("receipt", visit.draft.case_reference)
    if not visit.has_tasks or visit.state.end_page:
        return redirect(onward(visit))
    found = task_sections(visit)
    context = {
        "visit": visit,
        "texts": visit.texts,
        "sections": found,
        "done": sum(section.is_done for section in found),
        "onward": onward(visit),
        "agency_view": visit.agency,
    }
    return render(request, "portal/tasks.html", context)


@with_draft
def page(request: HttpRequest, visit: DraftVisit, page: str) -> HttpResponseBase:
    """Show a page, or take what was sent on it. A page that no longer applies leads to the one that does."""
    if visit.definition.page(page) is None:
        raise NotFoundError(
            Problem("page-unknown", found="This application has no such page.", fix="Go on from your list of answers.")
        )
    if visit.draft.case_reference:
        return redirect("receipt", visit.draft.case_reference)
    if page == visit.state.end_page:
        return end(request, visit, page)
    here = visit.state.page(page)
    if here is None or here.status == "not yet":
        return redirect(f"{onward(visit)}{'?notice=moved' if request.method == 'POST' else ''}")
    if request.method == "POST":
        return take(request, visit, page)
    cases.show_page(draft_id=visit.draft.id, page=page, by=visit.by, now=visit.now)
    return render(request, "portal/page.html", page_context(request, visit, page, NOTHING))


def end(request: HttpRequest, visit: DraftVisit, page: str) -> HttpResponseBase:
    """Show why the application stops here, and what can be done instead."""
    cases.show_page(draft_id=visit.draft.id, page=page, by=visit.by, now=visit.now)
    context = {
        "visit": visit,
        "texts": visit.texts,
        "page": page,
        "back": back_url(visit, page),
        "agency_view": visit.agency,
    }
    return render(request, "portal/end.html", context)


def take(request: HttpRequest, visit: DraftVisit, page: str) -> HttpResponseBase:
    """Take one press of a button on a page: go on, leave, or add and remove entries and files."""
    sent = Sent.of(request)
    if sent.verb == "remove-file":
        cases.remove_draft_file(draft_id=visit.draft.id, document_id=sent.entry, by=visit.by, now=visit.now)
        visit = visit.again()
    file_faults = take_files(visit, file_questions(visit.definition, page), request.FILES, too_large(request))
    visit = visit.again() if request.FILES else visit
    reading = read(visit, page, sent)
    if sent.verb in ("add", "remove", "remove-file"):
        return render(request, "portal/page.html", page_context(request, visit, page, reading, sent))
    reading = with_faults(reading, file_faults)
    if sent.verb == "leave":
        cases.save_page(
            draft_id=visit.draft.id, page=page, answers=sound_answers(reading), by=visit.by, now=visit.now, leave=True
        )  # fmt: skip
        return redirect("saved", visit.draft.id)
    if reading.faults:
        cases.refuse_page(draft_id=visit.draft.id, page=page, faults=reading.faults, by=visit.by, now=visit.now)
        return render(request, "portal/page.html", page_context(request, visit, page, reading), status=422)
    cases.save_page(draft_id=visit.draft.id, page=page, answers=reading.answers, by=visit.by, now=visit.now)
    return redirect(after(visit, page, reading, is_change=sent.is_change))


def read(visit: DraftVisit, page: str, sent: Sent) -> PageReading:
    """Read the page as sent, without the entry that was taken away."""
    form = sent.without_removed_entry()
    return visit.journey.read_page(page, form, visit.answers, now=visit.now, language=language())
