"""What could be better: a resident raises an idea after a decision, or says that a known one would help her too."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from servewell.apps.feedback import operations as feedback
from servewell.apps.feedback import queries as ideas
from servewell.core.problem import ProblemError
from servewell.web.portal.case_story import decision_of
from servewell.web.portal.free_text import Written, read_text
from servewell.web.portal.visits import CaseVisit, address_of, with_case

NO_TEXT = Written("", "", "")
# What was proposed before is read in a minute, or not at all.
MOST_SHOWN = 5


def may_raise(visit: CaseVisit) -> bool:
    """Tell whether there is a decision to look back on."""
    return decision_of(visit) is not None and not visit.case.state.is_erased


@with_case
def idea(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Take an idea; when others said about the same, show theirs first and let the resident choose."""
    if not may_raise(visit):
        return redirect(visit.url("case"))
    if request.method != "POST":
        return _asked(request, visit, NO_TEXT)
    written = read_text(request, "text")
    if written.fault:
        return _asked(request, visit, written)
    known = ideas.similar_public(visit.case.service, written.text)
    if known and not request.POST.get("anyway"):
        return _asked(request, visit, written, known)
    try:
        feedback.raise_idea(
            service=visit.case.service, case=visit.case.id, text=written.text, address=address_of(request),
            by=visit.by, now=visit.now,
        )  # fmt: skip
    except ProblemError as error:
        problem = error.problems[0]
        return _asked(request, visit, Written("", written.typed, f"{problem.found} {problem.fix}".strip()))
    return redirect(f"{visit.url('case')}?notice=idea-raised#ideas")


@with_case
def support(request: HttpRequest, visit: CaseVisit, idea: str) -> HttpResponseBase:
    """Note that a known idea would help this resident too; once, however often it is pressed."""
    feedback.support_idea(idea=idea, case=visit.case.id, by=visit.by, now=visit.now)
    return redirect(f"{visit.url('case')}?notice=idea-supported")


def _asked(
    request: HttpRequest, visit: CaseVisit, written: Written, alike: tuple[ideas.PublicIdea, ...] = ()
) -> HttpResponseBase:
    context = {
        "visit": visit,
        "case": visit.case,
        "texts": visit.texts,
        "written": written,
        "alike": alike,
        "known": () if alike else ideas.public_ideas(service=visit.case.service)[:MOST_SHOWN],
        "agency_view": visit.agency,
    }
    return render(request, "portal/idea.html", context, status=422 if written.fault else 200)
