"""The trials of a service, and one trial: what is known of it, and the steps that people take."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from markupsafe import Markup

from servewell.apps.people.permissions import may, not_found
from servewell.apps.services import queries as offered
from servewell.apps.trials import operations, queries
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError
from servewell.core.trial.planning import TIERS
from servewell.web.design.trial.interval_over_time import At, Words, interval_over_time
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.findings import own_service
from servewell.web.workspace.trials import words

VERBS = ("approve", "start", "look", "stop", "conclude")


@staff_page("see_trials")
def trials(request: StaffRequest, slug: str) -> HttpResponse:
    """List the trials of a service, newest first."""
    service = own_service(request, slug)
    context = {
        "service": service,
        "trials": queries.trials_of(slug, by=request.by),
        "words": words,
        "may_plan": may(request.by, "plan_trial", agency=service.agency),
        "navigation_items": request.navigation,
        "nav_current": "services",
    }
    return render(request, "workspace/trials.html", context)


@staff_page("see_trials")
def trial(request: StaffRequest, slug: str, trial: str) -> HttpResponse:
    """Show a trial; approve, start, look at, stop or conclude it."""
    service, view = own_service(request, slug), queries.trial(trial, by=request.by)
    if view.service != slug:
        raise not_found()
    problem: ProblemError | None = None
    if request.method == "POST":
        try:
            said = _step(request, view)
        except (NotAllowedError, NotFoundError):
            raise
        except ProblemError as error:
            problem = error
        else:
            messages.success(request, said)
            return redirect("staff_trial", slug=slug, trial=trial)
    numbers = {one.version: one.number for one in offered.versions_of(slug)}
    context = {
        "service": service,
        "trial": view,
        "words": words,
        "numbers": numbers,
        "picture": _picture(view),
        "needs_approval": any(name == view.tier and tier.needs_approval for name, tier in TIERS.items()),
        "may": {verb: may(request.by, f"{verb}_trial", agency=service.agency) for verb in VERBS[:2] + VERBS[3:]}
        | {"look": may(request.by, "look_at_trial", agency=service.agency)},
        "is_mine": view.planned_by == request.by.id,
        "typed": request.POST,
        "problem": problem.problems[0] if problem else None,
        "has_faults": problem is not None,
        "navigation_items": request.navigation,
        "nav_current": "services",
    }
    return render(request, "workspace/trial.html", context, status=400 if problem else 200)


def _step(request: StaffRequest, view: queries.TrialView) -> str:
    """Do what the pressed button says and return what to tell."""
    one, by, now = view.id, request.by, request.now
    reason = request.POST.get("reason", "")
    verbs: Mapping[str, tuple[Callable[[], None], str]] = {
        "approve": (lambda: operations.approve_trial(trial=one, by=by, now=now), _("Approved. It can be started now.")),
        "start": (
            lambda: operations.start_trial(trial=one, by=by, now=now),
            _("The trial is under way and stands in the public register."),
        ),
        "look": (lambda: operations.look_at_trial(trial=one, by=by, now=now), _("This is what is known now.")),
        "stop": (
            lambda: operations.stop_trial(trial=one, by=by, now=now, reason=reason),
            _("Stopped. Everybody who begins now goes the old way."),
        ),
        "conclude": (
            lambda: operations.conclude_trial(
                trial=one, by=by, now=now, outcome=request.POST.get("outcome", ""), reason=reason
            ),
            _("Noted. The public register says what follows."),
        ),
    }
    act, said = verbs.get(request.POST.get("action", ""), (None, ""))
    if act is None:
        raise not_found()
    act()
    return said


def _picture(view: queries.TrialView) -> Markup | None:
    """Draw how the interval narrowed, from two looks on that counted cases."""
    seen = {look.content["cases"]: look.content["told"] for look in view.looks if look.content["cases"]}
    if len(seen) < 2:
        return None
    looks = [At(cases, told["low"], told["estimate"], told["high"]) for cases, told in sorted(seen.items())]
    said = Words(
        title=_("What is known of the difference"),
        described=_("The band narrows as cases are counted. Its numbers stand in the table of looks."),
        better=_("The new way is better"),
        worse=_("The new way is worse"),
        cases=_("cases"),
    )
    smallest = view.looks[-1].content["told"]["smallest"]
    return interval_over_time(looks, said, smallest=smallest, anchor="trial", is_mirrored=get_language_bidi())
