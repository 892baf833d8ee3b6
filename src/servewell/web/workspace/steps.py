"""The steps that need no text: take, return, assign, move, put aside, take up, close, review. Each is one button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.core.problem import ConflictError, NotAllowedError, Problem, ProblemError
from servewell.web.workspace.access import StaffRequest, staff_page


@staff_page("take_case")
def take(request: StaffRequest, case_id: str) -> HttpResponse:
    """Take the case; whoever came second is told who has it."""
    try:
        cases.take_case(case_id=case_id, by=request.by, now=request.now)
    except ConflictError as error:
        messages.warning(request, error.problems[0].found)
    return redirect("staff_case", case_id=case_id)


@staff_page("review_case")
def take_review(request: StaffRequest, case_id: str) -> HttpResponse:
    """Take the review of a case that is not solved; not who closed it, and not what a colleague has."""
    try:
        cases.take_review(case_id=case_id, by=request.by, now=request.now)
    except (ConflictError, NotAllowedError) as error:
        problem = error.problems[0]
        messages.warning(request, f"{problem.found} {problem.fix}".strip())
    return redirect("staff_case", case_id=case_id)


@staff_page("return_case")
def give_back(request: StaffRequest, case_id: str) -> HttpResponse:
    """Put the case back into the queue, at its fair place."""
    cases.return_case(case_id=case_id, by=request.by, now=request.now)
    messages.success(request, _("The case is back in the queue, at the place its promise gives it."))
    return redirect("staff_queue")


@staff_page("assign_case")
def assign(request: StaffRequest, case_id: str) -> HttpResponse:
    """Give the case to a colleague."""
    to = request.POST.get("to", "")
    if not to.isdigit():
        raise ProblemError(Problem(code="not-a-choice", found=_("Nobody was chosen."), fix=_("Choose a colleague.")))
    cases.assign_case(case_id=case_id, to=int(to), by=request.by, now=request.now)
    return redirect("staff_case", case_id=case_id)


@staff_page("enter_stage")
def stage(request: StaffRequest, case_id: str) -> HttpResponse:
    """Move the case to a stage of its definition."""
    cases.enter_stage(case_id=case_id, stage=request.POST.get("stage", ""), by=request.by, now=request.now)
    return redirect("staff_case", case_id=case_id)


@staff_page("put_aside")
def aside(request: StaffRequest, case_id: str) -> HttpResponse:
    """Put work on the case aside; one button takes it up again."""
    cases.put_aside(case_id=case_id, reason=request.POST.get("reason", ""), by=request.by, now=request.now)
    messages.success(request, _("The case is put aside. The promised day stays the same."))
    return redirect("staff_case", case_id=case_id)


@staff_page("take_up")
def take_up(request: StaffRequest, case_id: str) -> HttpResponse:
    """Go on with a case that was put aside."""
    cases.take_up(case_id=case_id, by=request.by, now=request.now)
    return redirect("staff_case", case_id=case_id)


@staff_page("close_case")
def close(request: StaffRequest, case_id: str) -> HttpResponse:
    """Close a decided case."""
    cases.close_case(case_id=case_id, by=request.by, now=request.now)
    return redirect("staff_case", case_id=case_id)
