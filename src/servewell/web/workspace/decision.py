"""Decide: outcome and reasons from the definition, an explanation, a look at the letter, then a short hold."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries as reading
from servewell.apps.cases.queries import Letter
from servewell.core.problem import ConflictError, Problem, ProblemError
from servewell.web.design.texts import direction
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.criteria import criteria_of
from servewell.web.workspace.desk import Desk, desk_of
from servewell.web.workspace.writing import base_seq


@staff_page("decide")
def decide(request: StaffRequest, case_id: str) -> HttpResponse:
    """Show the form, preview the letter, or decide."""
    problem: ProblemError | None = None
    if request.method == "POST" and request.POST.get("action") == "decide":
        try:
            _decide(request, case_id)
        except ProblemError as error:
            problem = error
        else:
            messages.success(request, _("Decided. Until it goes out you can still take it back."))
            return redirect("staff_case", case_id=case_id)
    desk = desk_of(request, case_id)
    letter, refused = (None, None) if problem or request.method != "POST" else preview(desk)
    problem = problem or refused
    context = {
        **desk.context,
        "nav_current": "queue",
        "criteria": criteria_of(desk),
        "typed": request.POST,
        "chosen_reasons": frozenset(request.POST.getlist("reasons")),
        "letter": letter,
        "letter_direction": direction(desk.case.language),
        "problem": problem.problems[0] if problem else None,
        "is_conflict": isinstance(problem, ConflictError),
        "has_faults": problem is not None,
        "hold_seconds": settings.DECISION_HOLD_SECONDS,
    }
    status = 409 if isinstance(problem, ConflictError) else 400 if problem else 200
    return render(request, "workspace/decide.html", context, status=status)


def _decide(request: StaffRequest, case_id: str) -> None:
    decision = request.POST.get("decision", "")
    cases.decide(
        case_id=case_id,
        decision=decision,
        reasons=reasons_of(request, decision),
        explanation=request.POST.get("explanation", ""),
        base_seq=base_seq(request),
        hold=timedelta(seconds=settings.DECISION_HOLD_SECONDS),
        by=request.by,
        now=request.now,
    )


def reasons_of(request: StaffRequest, decision: str) -> tuple[str, ...]:
    """Return the reasons ticked under the chosen decision; those under another one do not count."""
    ticked = (value.split(":", 1) for value in request.POST.getlist("reasons") if ":" in value)
    return tuple(reason for under, reason in ticked if under == decision)


def preview(desk: Desk) -> tuple[Letter | None, ProblemError | None]:
    """Return the letter as it would go out, or what is missing for it."""
    request = desk.request
    decision = request.POST.get("decision", "")
    if decision not in {one.id for one in desk.definition.decisions}:
        fix = _("Choose one of the decisions.")
        return None, ProblemError(Problem(code="not-a-choice", found=_("No decision is chosen."), fix=fix))
    letter = reading.preview_letter(
        case_id=desk.case.id,
        decision=decision,
        reasons=reasons_of(request, decision),
        explanation=request.POST.get("explanation", ""),
        now=request.now,
    )
    return letter, None


@staff_page("undo_decision")
def undo(request: StaffRequest, case_id: str) -> HttpResponse:
    """Take a decision back while it is held."""
    cases.undo_decision(case_id=case_id, by=request.by, now=request.now)
    messages.success(request, _("The decision was taken back. Nothing was sent."))
    return redirect("staff_case", case_id=case_id)
