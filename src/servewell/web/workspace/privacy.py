"""Personal data of a case: until when it is kept, who looked, and erasing it by two persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries as reading
from servewell.apps.cases.words import GROUNDS, GROUNDS_OF_DELAY, PURPOSES, ground_words, keep_words
from servewell.apps.people import queries as people
from servewell.core.problem import Problem, ProblemError
from servewell.web.design.texts import Said
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.desk import Desk, desk_of

DONE: Final[Mapping[str, object]] = {
    "propose": gettext_lazy("Proposed. A second person has to agree before anything is erased."),
    "decline": gettext_lazy("Declined. Nothing is erased."),
    "erase": gettext_lazy("Erased."),
    "delay": gettext_lazy("The resident learns of these looks after that day."),
}


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One answer that is held: what it is, how long it is kept, and whether it may be corrected here."""

    question: str
    label: Said
    keep: str
    until: date | None
    can_correct: bool


@staff_page("view_case")
def privacy(request: StaffRequest, case_id: str) -> HttpResponse:
    """Show what is kept until when; or propose, decline, erase or delay."""
    problem: Problem | None = None
    if request.method == "POST":
        action = request.POST.get("action", "")
        try:
            _act(request, case_id, action)
        except ProblemError as error:
            if error.problems[0].code in ("not-found", "not-allowed"):
                raise
            problem = error.problems[0]
        else:
            messages.success(request, str(DONE[action]))
            return redirect("staff_privacy", case_id=case_id)
    desk = desk_of(request, case_id, purpose="privacy")
    return render(request, "workspace/privacy.html", _context(desk, problem), status=400 if problem else 200)


def _act(request: StaffRequest, case_id: str, action: str) -> None:
    acts: Mapping[str, Callable[[StaffRequest, str], None]] = {
        "propose": _propose, "decline": _decline, "erase": _erase, "delay": _delay,
    }  # fmt: skip
    act = acts.get(action)
    if act is None:
        raise ProblemError(Problem("not-a-choice", found=_("No button was pressed."), fix=_("Choose what to do.")))
    act(request, case_id)


def _propose(request: StaffRequest, case_id: str) -> None:
    is_whole = request.POST.get("what") != "answers"
    questions = () if is_whole else tuple(request.POST.getlist("questions"))
    if not (is_whole or questions):
        raise ProblemError(Problem("not-a-choice", found=_("No answer was chosen."), fix=_("Choose what to erase.")))
    cases.propose_erasure(
        case_id=case_id, ground=request.POST.get("ground", ""), questions=questions,
        text=request.POST.get("text", ""), by=request.by, now=request.now,
    )  # fmt: skip


def _decline(request: StaffRequest, case_id: str) -> None:
    cases.decline_erasure(case_id=case_id, reason=request.POST.get("text", ""), by=request.by, now=request.now)


def _erase(request: StaffRequest, case_id: str) -> None:
    """Erase what the page showed as proposed: another proposal in between is refused by the operation."""
    cases.erase_case(
        case_id=case_id, ground=request.POST.get("ground", ""), questions=tuple(request.POST.getlist("questions")),
        by=request.by, now=request.now,
    )  # fmt: skip


def _delay(request: StaffRequest, case_id: str) -> None:
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError as error:
        raise ProblemError(
            Problem("bad-day", found=_("This is not a day."), expected="2026-12-31", fix=_("Write year-month-day."))
        ) from error
    cases.delay_look(
        case_id=case_id, of=request.POST.get("of", ""), until=until, ground=request.POST.get("delay_ground", ""),
        by=request.by, now=request.now,
    )  # fmt: skip


def _context(desk: Desk, problem: Problem | None) -> dict[str, object]:
    state, request = desk.case.state, desk.request
    found = reading.retention_of_case(desk.case.id)
    made = state.erasure_proposed
    staff = people.staff_of(request.agency.slug)
    names = {f"account:{one.account_id}": one.name for one in staff}
    return {
        **desk.context,
        "nav_current": "queue",
        "state": state,
        "keep": keep_words(desk.definition.kept()),
        "has_keep": desk.definition.keep is not None,
        "kept_until": found.case,
        "lines": kept_lines(desk, found.answers),
        "corrections": [
            (
                desk.texts(f"question.{one.question}.label"),
                one,
                desk.texts.answer(one.question, one.before),
                desk.texts.answer(one.question, one.answer),
            )
            for one in state.rectified
        ],
        "grounds": GROUNDS,
        "grounds_of_delay": GROUNDS_OF_DELAY,
        "delays": [entry.data for entry in desk.case.timeline if entry.kind == "look_delayed"],
        "looks": [(one, str(PURPOSES.get(one.purpose, one.purpose))) for one in reversed(state.views)],
        "staff": [one for one in staff if one.account_id != request.by.account_id],
        "names": names,
        "proposed_by_me": made is not None and made.by == request.by.id,
        "proposed_ground": ground_words(made.ground) if made else "",
        "erasures": [(one, ground_words(one.ground)) for one in state.erased],
        "typed": request.POST,
        "problem": problem,
        "has_faults": problem is not None,
    }


def kept_lines(desk: Desk, days: Mapping[str, date | None]) -> list[KeptLine]:
    """Return a line for each answer that is held, groups as a whole."""
    answers = desk.case.state.answers
    return [
        KeptLine(
            path, desk.texts(f"question.{path}.label"), keep_words(desk.definition.kept(path)), days.get(path),
            question.type not in ("file", "declaration") and desk.may("rectify"),
        )
        for path, question, _page in desk.definition.questions()
        if "." not in path and path in answers
    ]  # fmt: skip
