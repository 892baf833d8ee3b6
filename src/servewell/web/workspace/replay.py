"""What a changed definition would have decided: the owner gives its text, and sees the cases of the past judged anew.

Nothing is stored: the page carries the text back in its form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi

from servewell.apps.cases import operations
from servewell.apps.cases import queries as reading
from servewell.apps.cases.queries import Replayed
from servewell.apps.people.permissions import may, not_found
from servewell.apps.services import changed
from servewell.apps.services import queries as offered
from servewell.core.definition import differences
from servewell.core.problem import NotAllowedError, NotFoundError, Place, Problem, ProblemError
from servewell.web.design.formats import language
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.flows import picture_of
from servewell.web.workspace.replay_words import ReplayWords

COMMAND = "servewell replay OLD.yaml NEW.yaml --cases journal"


@dataclass(frozen=True, slots=True)
class Given:
    """What the owner gave, as the form shows it again."""

    text: str
    group: str = "channel"


@staff_page("replay_cases")
def replay(request: StaffRequest, slug: str) -> HttpResponse:
    """Ask for a changed definition; then say what it would have decided."""
    service = offered.service(slug, now=request.now)
    if service.agency != request.agency.slug:
        raise not_found()
    if request.method != "POST":
        return _page(request, service, Given(changed.definition_text(slug)))
    given = Given(_typed(request), request.POST.get("group", "channel"))
    try:
        given = replace(given, text=_uploaded(request) or given.text)
        found = _replayed(request, service, given)
    except (NotAllowedError, NotFoundError):
        raise
    except ProblemError as error:
        return _page(request, service, given, problems=error.problems)
    return _page(request, service, given, found=found)


def _page(
    request: StaffRequest,
    service: offered.ServiceView,
    given: Given,
    *,
    found: Replayed | None = None,
    problems: Sequence[Problem] = (),
) -> HttpResponse:
    words = ReplayWords(service.definition, found.new if found else service.definition, language())
    context = {
        "service": service,
        "given": given,
        "problems": [(problem, _line_of(given.text, problem.where)) for problem in problems],
        "has_faults": bool(problems),
        "found": found,
        "differences": [one for one in differences(found.old, found.new) if one.kind != "translation"] if found else (),
        "words": words,
        "picture": picture_of(found.replay.flows, found.replay.outcomes) if found and found.replay.cases else None,
        "is_rtl": get_language_bidi(),
        "submitted": reading.count_past(service.slug),
        "most": reading.MOST_CASES,
        "command": COMMAND,
        "may_open": may(request.by, "view_case"),
        "navigation_items": request.navigation,
        "nav_current": "services",
    }
    return render(request, "workspace/replay.html", context, status=400 if problems else 200)


def _replayed(request: StaffRequest, service: offered.ServiceView, given: Given) -> Replayed:
    definition = changed.read_changed(service.slug, given.text, by=request.by)
    words = ReplayWords(service.definition, definition, language())
    known = {group["value"] for group in words.groups()}
    began = perf_counter()
    found = reading.replay_cases(
        service=service.slug,
        changed=definition,
        group_by=(given.group if given.group in known else "channel",),
        by=request.by,
        now=request.now,
    )
    for case_id in found.case_ids.values():  # which conditions a case meets is personal too
        operations.view_case(case_id=case_id, purpose="replay", by=request.by, now=request.now)
    return replace(found, replay=replace(found.replay, seconds=perf_counter() - began))


def _typed(request: StaffRequest) -> str:
    """Return the text of the field with the line ends that definitions have; browsers send others."""
    return request.POST.get("definition", "").replace("\r\n", "\n")


def _uploaded(request: StaffRequest) -> str:
    """Return the text of the chosen file; '' when none was chosen."""
    file = request.FILES.get("file")
    if file is None:
        return ""
    size = file.size or 0
    if size > changed.MOST_BYTES:
        raise ProblemError(changed.too_large(size))
    content: bytes = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError(
            Problem(
                code="not-text",
                found="The file is not text in UTF-8.",
                expected="a definition in YAML",
                fix="Choose the file that ends in .yaml, saved as UTF-8.",
            )
        ) from error


def _line_of(text: str, where: Place) -> str:
    """Return the line of the text that a fault is about, shortened; '' when it is about no line."""
    lines = text.splitlines()
    return lines[where.line - 1].strip()[:160] if where.line and where.line <= len(lines) else ""
