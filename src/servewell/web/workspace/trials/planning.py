"""Plan a trial in plain words: what is tried, for whom, what should get better, and how long that will likely take."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.people.permissions import require
from servewell.apps.services import queries as offered
from servewell.apps.trials import operations, queries
from servewell.core.problem import NotAllowedError, NotFoundError, Problem, ProblemError
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.findings import own_service
from servewell.web.workspace.trials import words


@staff_page("see_trials")
def plan(request: StaffRequest, slug: str) -> HttpResponse:
    """Ask for a plan; say how long it would take; lay it down."""
    service = own_service(request, slug)
    require(request.by, "plan_trial", agency=service.agency)
    problem: ProblemError | None = None
    likely: tuple[queries.Likely, ...] = ()
    if request.method == "POST":
        try:
            likely = _likely(request, slug)
            if request.POST.get("action") != "estimate":
                trial = _planned(request, slug)
                messages.success(request, _("The trial is planned. Nothing has changed for residents yet."))
                return redirect("staff_trial", slug=slug, trial=trial)
        except (NotAllowedError, NotFoundError):
            raise
        except ProblemError as error:
            problem = error
    context = {
        "service": service,
        "versions": [one for one in offered.versions_of(slug) if not one.is_live],
        "words": words,
        "likely": likely,
        "typed": request.POST,
        "problems": problem.problems if problem else (),
        "has_faults": problem is not None,
        "navigation_items": request.navigation,
        "nav_current": "services",
    }
    return render(request, "workspace/trial_plan.html", context, status=400 if problem else 200)


def _planned(request: StaffRequest, slug: str) -> str:
    typed = request.POST
    return operations.plan_trial(
        service=slug,
        version=typed.get("version", ""),
        measure=typed.get("measure", ""),
        smallest_effect=words.effect_of(typed.get("measure", ""), _number(typed.get("effect", ""))),
        share=round(100 * _number(typed.get("share", ""))),
        tier=typed.get("tier", ""),
        why=typed.get("why", ""),
        finding=typed.get("finding", "")[:26],
        idea=typed.get("idea", "")[:26],
        by=request.by,
        now=request.now,
    )


def _likely(request: StaffRequest, slug: str) -> tuple[queries.Likely, ...]:
    measure = request.POST.get("measure", "")
    effect = words.effect_of(measure, _number(request.POST.get("effect", "")))
    return queries.likely(slug, measure=measure, smallest_effect=effect, by=request.by, now=request.now)


def _number(typed: str) -> float:
    try:
        number = float(typed.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        number = float("nan")
    if not 0 < number <= 100:
        raise ProblemError(
            Problem("not-a-number", found=_("This is not a number."), fix=_("Write a number from 1 to 100."))
        )
    return number
