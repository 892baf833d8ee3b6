"""Correct one answer with a reason: the resident reads both, and the old answer stays in the record until it is due."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.apps.people.permissions import not_found
from servewell.core.definition.answers import Reading, read_answer
from servewell.core.definition.model import Question
from servewell.core.problem import ConflictError, ProblemError
from servewell.web.design import faults as fault_words
from servewell.web.design.formats import language
from servewell.web.design.questions import question_views
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.desk import Desk, desk_of
from servewell.web.workspace.writing import base_seq

_NOT_HERE = frozenset({"file", "declaration"})
NOTHING = Reading()


@staff_page("rectify")
def correct(request: StaffRequest, case_id: str, question: str) -> HttpResponse:
    """Show the question with its answer; take the right one."""
    desk = desk_of(request, case_id, purpose="privacy")
    asked = next((one for page in desk.definition.pages for one in page.questions if one.name == question), None)
    if asked is None or asked.type in _NOT_HERE:
        raise not_found()
    if request.method != "POST":
        return _page(desk, asked, NOTHING, None)
    form = {name: request.POST.getlist(name) for name in request.POST}
    reading = read_answer(asked, form, language=language(), held=desk.case.state.answers.get(question))
    if reading.faults:
        return _page(desk, asked, reading, None)
    try:
        cases.rectify(
            case_id=case_id, question=question, answer=reading.value, reason=request.POST.get("reason", ""),
            base_seq=base_seq(request), by=request.by, now=request.now,
        )  # fmt: skip
    except ProblemError as error:
        return _page(desk, asked, reading, error)
    messages.success(request, _("Corrected. The resident sees both answers and your reason."))
    return redirect("staff_privacy", case_id=case_id)


def _page(desk: Desk, asked: Question, reading: Reading, problem: ProblemError | None) -> HttpResponse:
    request, definition = desk.request, desk.definition
    is_conflict = isinstance(problem, ConflictError)
    context = {
        **desk.context,
        "nav_current": "queue",
        "label": desk.texts(f"question.{asked.name}.label"),
        "now_said": desk.texts.answer(asked.name, desk.case.state.answers.get(asked.name)),
        "fields": question_views(
            definition, (asked.name,), language=language(), values=desk.case.state.answers, typed=reading.typed,
            faults=reading.faults, say=desk.texts,
        ),
        "errors": fault_words.summary(reading.faults, definition, language(), say=desk.texts),
        "typed": request.POST,
        "problem": problem.problems[0] if problem else None,
        "is_conflict": is_conflict,
        "has_faults": problem is not None or bool(reading.faults),
    }  # fmt: skip
    status = 409 if is_conflict else 400 if context["has_faults"] else 200
    return render(request, "workspace/correction.html", context, status=status)
