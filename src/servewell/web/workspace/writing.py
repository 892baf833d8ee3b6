"""The pages on which staff write: a message, a note, a request for information, a reopening.

One pattern: show the form; on a fault or a conflict show it again with every word kept.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.apps.cases import operations as cases
from servewell.core.problem import ConflictError, ProblemError
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.desk import desk_of

Act = Callable[[StaffRequest, str], object]


def base_seq(request: StaffRequest) -> int | None:
    """Return the event number that the form was shown at."""
    value = request.POST.get("base_seq", "")
    return int(value) if value.isdigit() and len(value) < 10 else None


def written(request: StaffRequest, case_id: str, kind: str, act: Act, done: object) -> HttpResponse:
    """Show the form of `kind`, or act on it; nothing typed is ever lost."""
    problem: ProblemError | None = None
    if request.method == "POST":
        try:
            act(request, case_id)
        except (ConflictError, ProblemError) as error:
            problem = error
        else:
            messages.success(request, str(done))
            return redirect("staff_case", case_id=case_id)
    desk = desk_of(request, case_id)
    context = {
        **desk.context,
        "nav_current": "queue",
        "kind": kind,
        "typed": request.POST,
        "problem": problem.problems[0] if problem else None,
        "is_conflict": isinstance(problem, ConflictError),
        "has_faults": problem is not None,
    }
    status = 409 if isinstance(problem, ConflictError) else 400 if problem else 200
    return render(request, "workspace/write.html", context, status=status)


@staff_page("send_message")
def message(request: StaffRequest, case_id: str) -> HttpResponse:
    """Write to the resident."""

    def act(request: StaffRequest, case_id: str) -> object:
        return cases.send_message(case_id=case_id, text=request.POST.get("text", ""), by=request.by, now=request.now)

    return written(request, case_id, "message", act, gettext_lazy("The message goes out in a moment."))


@staff_page("add_note")
def note(request: StaffRequest, case_id: str) -> HttpResponse:
    """Write a note that only staff see."""

    def act(request: StaffRequest, case_id: str) -> object:
        return cases.add_note(case_id=case_id, text=request.POST.get("text", ""), by=request.by, now=request.now)

    return written(request, case_id, "note", act, gettext_lazy("The note is saved."))


@staff_page("request_information")
def request_information(request: StaffRequest, case_id: str) -> HttpResponse:
    """Ask the resident for something; the clock stops until it comes."""

    def act(request: StaffRequest, case_id: str) -> object:
        wanted = tuple(line.strip() for line in request.POST.get("wanted", "").splitlines() if line.strip())
        return cases.request_information(
            case_id=case_id, text=request.POST.get("text", ""), wanted=wanted, base_seq=base_seq(request),
            by=request.by, now=request.now,
        )  # fmt: skip

    return written(request, case_id, "request", act, gettext_lazy("The resident was asked. The clock is stopped."))


@staff_page("review_case")
def review(request: StaffRequest, case_id: str) -> HttpResponse:
    """Answer a resident who says that her closed case is not solved."""

    def act(request: StaffRequest, case_id: str) -> None:
        cases.answer_review(case_id=case_id, text=request.POST.get("text", ""), by=request.by, now=request.now)

    return written(request, case_id, "review", act, gettext_lazy("The resident reads your answer. The review is done."))


@staff_page("reopen")
def reopen(request: StaffRequest, case_id: str) -> HttpResponse:
    """Take up a decided case again, with a reason."""

    def act(request: StaffRequest, case_id: str) -> None:
        cases.reopen(
            case_id=case_id, reason="correction", text=request.POST.get("text", ""), by=request.by, now=request.now
        )

    return written(request, case_id, "reopen", act, _("The case is open again."))
