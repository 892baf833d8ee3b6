"""The agency's services: which version residents see, and whether one can apply now."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.cases import queries as reading
from servewell.apps.findings import queries as found
from servewell.apps.people.permissions import may
from servewell.apps.services import operations
from servewell.apps.services import queries as offered
from servewell.apps.services.availability import State
from servewell.core.problem import NotAllowedError, Problem, ProblemError
from servewell.web.workspace.access import StaffRequest, staff_page


@staff_page("see_services")
def services_list(request: StaffRequest) -> HttpResponse:
    """List the agency's services."""
    services = offered.services_of(request.agency.slug, now=request.now)
    may_see = may(request.by, "see_findings")
    context = {
        "services": services,
        "findings": found.new_counts(tuple(one.slug for one in services)) if may_see else {},
        "may_see_findings": may_see,
        "navigation_items": request.navigation,
        "nav_current": "services",
    }
    return render(request, "workspace/services.html", context)


@staff_page("see_services")
def service(request: StaffRequest, slug: str) -> HttpResponse:
    """Show one service with its versions; the owner may pause, close or open it."""
    problem: ProblemError | None = None
    if request.method == "POST":
        try:
            _set_availability(request, slug)
        except NotAllowedError:
            raise
        except ProblemError as error:
            problem = error
        else:
            messages.success(request, _("Residents see the new state now."))
            return redirect("staff_service", slug=slug)
    shown = next((one for one in offered.services_of(request.agency.slug, now=request.now) if one.slug == slug), None)
    if shown is None:
        return render(request, "workspace/nothing_here.html", {"navigation_items": request.navigation}, status=404)
    context = {
        "service": shown,
        "versions": offered.versions_of(slug),
        "kept": reading.promise_kept(service=slug, now=request.now),
        "may_change": may(request.by, "set_availability"),
        "may_replay": may(request.by, "replay_cases"),
        "may_see_findings": may(request.by, "see_findings"),
        "may_see_trials": may(request.by, "see_trials"),
        "typed": request.POST,
        "problem": problem.problems[0] if problem else None,
        "has_faults": problem is not None,
        "navigation_items": request.navigation,
        "nav_current": "services",
    }
    return render(request, "workspace/service.html", context, status=400 if problem else 200)


def _set_availability(request: StaffRequest, slug: str) -> None:
    operations.set_availability(
        service=slug,
        state=cast(State, request.POST.get("state", "")),
        opens_on=_day(request, "opens_on"),
        closes_on=_day(request, "closes_on"),
        note=request.POST.get("note", ""),
        by=request.by,
        now=request.now,
    )


def _day(request: StaffRequest, name: str) -> date | None:
    parts = [request.POST.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError as error:
        raise ProblemError(
            Problem(code="not-a-date", found=_("This is not a date."), fix=_("Write day, month and year in numbers."))
        ) from error
