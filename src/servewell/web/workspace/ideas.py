"""Ideas: the list of an agency, one idea with the owner's answer, its public words, and raising one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from servewell.apps.feedback import operations
from servewell.apps.feedback import queries as reading
from servewell.apps.people.permissions import may
from servewell.apps.services import queries as offered
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError
from servewell.web.design.formats import language
from servewell.web.design.texts import Texts
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.desk import desk_of
from servewell.web.workspace.finding_words import FindingWords
from servewell.web.workspace.findings import own_finding, own_service

# Of a longer text nobody reads the end; it is refused with the number of its characters anyway.
LONGEST_READ = 4_000


@staff_page("see_ideas")
def ideas(request: StaffRequest) -> HttpResponse:
    """List the ideas of the agency: first those that wait for an answer, the longest owed first."""
    services = offered.services_of(request.agency.slug, now=request.now)
    context = {
        "ideas": reading.ideas_of(request.agency.slug, by=request.by),
        "today": timezone.localdate(request.now),
        "titles": {one.slug: Texts(one.definition, language())("title") for one in services},
        "navigation_items": request.navigation,
        "nav_current": "ideas",
    }
    return render(request, "workspace/ideas.html", context)


@staff_page("see_ideas")
def idea(request: StaffRequest, idea: str) -> HttpResponse:
    """Show one idea; the service owner says what becomes of it."""
    view = reading.idea(idea, by=request.by)
    problem: ProblemError | None = None
    if request.method == "POST":
        try:
            operations.answer_idea(
                idea=idea, state=request.POST.get("state", ""), reason=request.POST.get("reason", ""), by=request.by,
                now=request.now,
            )  # fmt: skip
        except (NotAllowedError, NotFoundError):
            raise
        except ProblemError as error:
            problem = error
        else:
            messages.success(request, _("Your answer is saved. Everybody who sees the idea reads it."))
            return redirect("staff_idea", idea=idea)
    service = offered.service(view.service, now=request.now)
    context = {
        "idea": view,
        "title": Texts(service.definition, language())("title"),
        "may_answer": may(request.by, "answer_idea", agency=service.agency),
        "may_support": may(request.by, "support_idea", agency=service.agency) and not view.is_mine,
        "today": timezone.localdate(request.now),
        "may_open": may(request.by, "view_case", agency=service.agency),
        "may_see_finding": may(request.by, "see_findings", agency=service.agency),
        "typed": request.POST,
        "problem": problem.problems[0] if problem else None,
        "has_faults": problem is not None,
        "navigation_items": request.navigation,
        "nav_current": "ideas",
    }
    return render(request, "workspace/idea.html", context, status=400 if problem else 200)


@staff_page("support_idea")
def support(request: StaffRequest, idea: str) -> HttpResponse:
    """Note that it would help this person too; once, however often it is pressed."""
    operations.support_idea(idea=idea, by=request.by, now=request.now)
    messages.success(request, _("It is noted that it would help you too."))
    return redirect("staff_idea", idea=idea)


@staff_page("answer_idea")
def publish(request: StaffRequest, idea: str) -> HttpResponse:
    """Show the idea on the public page in the owner's words, or take it off."""
    said = "" if request.POST.get("action") == "hide" else request.POST.get("said", "")
    operations.publish_idea(idea=idea, said=said, by=request.by, now=request.now)
    if said.strip():
        messages.success(request, _("Residents who use this service can read it now."))
    else:
        messages.success(request, _("It is not on the public page."))
    return redirect("staff_idea", idea=idea)


@staff_page("raise_idea")
def from_finding(request: StaffRequest, slug: str, finding: str) -> HttpResponse:
    """Raise an idea from a finding."""
    service, view = own_service(request, slug), own_finding(request, slug, finding)
    words = FindingWords(service)
    context = {"service": service, "one": view, "shown": words.shown(view), "words": words}
    return _raised(request, service=slug, finding=view.id, context=context)


@staff_page("raise_idea")
def from_case(request: StaffRequest, case_id: str) -> HttpResponse:
    """Raise an idea from a case."""
    purpose = "casework" if "caseworker" in request.by.roles else "quality"
    desk = desk_of(request, case_id, purpose=purpose)
    return _raised(request, service=desk.case.service, case=case_id, context=desk.context)


def _raised(
    request: StaffRequest, *, service: str, context: dict[str, object], finding: str = "", case: str = ""
) -> HttpResponse:
    problem: ProblemError | None = None
    text = request.POST.get("text", "")
    alike = () if request.POST.get("anyway") else reading.similar_ideas(service, text[:LONGEST_READ], by=request.by)
    if request.method == "POST" and not alike:
        try:
            idea = operations.raise_idea(
                service=service, text=text, finding=finding, case=case, by=request.by,
                now=request.now,
            )  # fmt: skip
        except (NotAllowedError, NotFoundError):
            raise
        except ProblemError as error:
            problem = error
        else:
            messages.success(request, _("The idea is raised. The service owner reads it under Ideas."))
            return redirect("staff_idea", idea=idea)
    context |= {
        "alike": alike,
        "typed": request.POST,
        "problem": problem.problems[0] if problem else None,
        "has_faults": problem is not None,
        "navigation_items": request.navigation,
        "nav_current": "ideas",
    }
    return render(request, "workspace/raise_idea.html", context, status=400 if problem else 200)
