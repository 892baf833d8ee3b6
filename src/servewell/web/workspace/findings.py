"""The findings of a service: what the newest search found, one finding with the cases behind it, what is made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.cases import queries as cases
from servewell.apps.feedback import queries as feedback
from servewell.apps.findings import operations
from servewell.apps.findings import queries as reading
from servewell.apps.people.permissions import may, not_found
from servewell.apps.services import queries as offered
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.finding_words import FindingWords

SHOWN_AT_ONCE: Final = 10
PURPOSE: Final = "quality"  # why somebody who comes from a finding opens a case; the resident reads it


@staff_page("see_findings")
def findings(request: StaffRequest, slug: str) -> HttpResponse:
    """List the findings of a service; the owner may have the record searched again."""
    service = own_service(request, slug)
    if request.method == "POST":
        operations.ask_for_findings(service=slug, groups=request.POST.getlist("groups"), by=request.by, now=request.now)
        messages.success(request, _("The record is being searched. This takes some seconds; then reload the page."))
        return redirect("staff_findings", slug=slug)
    found, words = reading.findings_of(slug, by=request.by), FindingWords(service)
    most_days = max((one.content["size"]["gain_days"] for one in (*found.kept, *found.new)), default=0.0)
    context = {
        "service": service,
        "run": found.run,
        "is_looking": found.is_looking,
        "fault": found.fault,
        "kept": [words.shown(one, most_days=most_days) for one in found.kept],
        "new": [words.shown(one, most_days=most_days) for one in found.new],
        "dismissed": [words.shown(one) for one in found.dismissed],
        "shown_at_once": SHOWN_AT_ONCE,
        "words": words,
        "with_ideas": feedback.with_ideas(slug),
        "may_look": may(request.by, "look_for_findings", agency=service.agency),
        "navigation_items": request.navigation,
        "nav_current": "services",
    }
    return render(request, "workspace/findings.html", context)


@staff_page("see_findings")
def finding(request: StaffRequest, slug: str, finding: str) -> HttpResponse:
    """Show one finding with the cases behind it; the owner keeps it, dismisses it with a reason, or takes that back."""
    service, view = own_service(request, slug), own_finding(request, slug, finding)
    problem: ProblemError | None = None
    if request.method == "POST":
        try:
            said = _judge(request, view)
        except (NotAllowedError, NotFoundError):
            raise
        except ProblemError as error:
            problem = error
        else:
            messages.success(request, said)
            return redirect("staff_finding", slug=slug, finding=finding)
    words = FindingWords(service)
    context = {
        "service": service,
        "one": view,
        "shown": words.shown(view),
        "words": words,
        "cases": cases.briefs_of(view.content["examples"], service=slug),
        "purpose": PURPOSE,
        "may_open": may(request.by, "view_case", agency=service.agency),
        "may_judge": may(request.by, "judge_finding", agency=service.agency),
        "may_raise": may(request.by, "raise_idea", agency=service.agency),
        "ideas": feedback.ideas_from(view.id),
        "typed": request.POST,
        "problem": problem.problems[0] if problem else None,
        "has_faults": problem is not None,
        "navigation_items": request.navigation,
        "nav_current": "services",
    }
    return render(request, "workspace/finding.html", context, status=400 if problem else 200)


def _judge(request: StaffRequest, view: reading.FindingView) -> str:
    """Do what the pressed button says and return what to tell."""
    verbs: Mapping[str, tuple[Callable[[], None], str]] = {
        "keep": (
            lambda: operations.keep_finding(finding=view.id, by=request.by, now=request.now),
            _("Kept. It stays at the top of the findings."),
        ),
        "dismiss": (
            lambda: operations.dismiss_finding(
                finding=view.id, reason=request.POST.get("reason", ""), by=request.by, now=request.now
            ),
            _("Dismissed. Later searches keep it aside."),
        ),
        "restore": (
            lambda: operations.restore_finding(finding=view.id, by=request.by, now=request.now),
            _("Taken back. The finding is among the others again."),
        ),
    }
    act, said = verbs.get(request.POST.get("action", ""), (None, ""))
    if act is None:
        raise not_found()
    act()
    return said


def own_service(request: StaffRequest, slug: str) -> offered.ServiceView:
    """Return a service of the person's agency, or raise NotFoundError."""
    service = offered.service(slug, now=request.now)
    if service.agency != request.agency.slug:
        raise not_found()
    return service


def own_finding(request: StaffRequest, slug: str, finding: str) -> reading.FindingView:
    """Return a finding of this service, or raise NotFoundError."""
    view = reading.finding(finding, by=request.by)
    if view.service != slug:
        raise not_found()
    return view
