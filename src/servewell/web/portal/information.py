"""Answer a request for information: in words, with documents, or both. The clock then goes on."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.core.problem import ProblemError
from servewell.web.portal.files import too_large
from servewell.web.portal.free_text import Written, read_text
from servewell.web.portal.tracking import case_context
from servewell.web.portal.visits import CaseVisit, with_case


@with_case
def give(request: HttpRequest, visit: CaseVisit, asked: str) -> HttpResponseBase:
    """Show what is asked for, or take the answer."""
    found = next((one for one in visit.case.state.requests if one.id == asked), None)
    if found is None or found.answered_at is not None:
        return redirect(visit.url("case"))
    context = {**case_context(request, visit), "asked": found, "megabytes": settings.UPLOAD_MAX_MEGABYTES}
    if request.method != "POST":
        return render(request, "portal/information.html", context)
    written = read_text(request, "text", is_optional=True)
    errors = problems_with(request, written) or store(request, visit, asked, written.text)
    if errors:
        context |= {"written": written, "errors": errors, "has_faults": True}
        return render(request, "portal/information.html", context, status=422)
    return redirect(f"{visit.url('case')}?notice=information-sent")


def problems_with(request: HttpRequest, written: Written) -> list[dict[str, str]]:
    """Return what keeps the answer from being sent at all."""
    if written.fault:
        return [{"text": written.fault, "href": "#text"}]
    if cut_off := too_large(request):
        words = _("“%(name)s” is too large. Choose a file of at most %(megabytes)s MB.")
        return [
            {"text": words % {"name": name, "megabytes": settings.UPLOAD_MAX_MEGABYTES}, "href": "#files"}
            for _field, name in cut_off
        ]
    if not written.text and not request.FILES:
        return [{"text": _("Write an answer, or choose a file"), "href": "#text"}]
    return []


def store(request: HttpRequest, visit: CaseVisit, asked: str, text: str) -> list[dict[str, str]]:
    """Send the answer; return what was wrong with its files."""
    uploads = request.FILES.getlist("files")
    try:
        cases.give_information(
            case_id=visit.case.id,
            request=asked,
            text=text,
            files=tuple((upload.name or "file", cast(BinaryIO, upload.file)) for upload in uploads),
            by=visit.by,
            now=visit.now,
        )
    except ProblemError as error:
        if not all(problem.code.startswith("file-") for problem in error.problems):
            raise
        return [{"text": f"{problem.found} {problem.fix}".strip(), "href": "#files"} for problem in error.problems]
    return []
