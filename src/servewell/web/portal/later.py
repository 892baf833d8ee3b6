"""Send the documents that were left for later when the application was sent."""

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
from servewell.web.portal.tracking import case_context
from servewell.web.portal.visits import CaseVisit, with_case


@with_case
def send_later(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Show one field for each awaited document, or take the files; what is sound is kept, whatever else is wrong."""
    if not visit.case.awaited or visit.case.state.status != "open":
        return redirect(visit.url("case"))
    errors = take(request, visit) if request.method == "POST" else {}
    if request.method == "POST" and not errors:
        return redirect(f"{visit.url('case')}?notice=documents-sent")
    context = {
        **case_context(request, visit),
        "megabytes": settings.UPLOAD_MAX_MEGABYTES,
        "errors": errors,
        "has_faults": bool(errors),
    }
    return render(request, "portal/later.html", context, status=422 if errors else 200)


def take(request: HttpRequest, visit: CaseVisit) -> dict[str, str]:
    """Store what came; return what is wrong, by question."""
    errors = {field: _("The file is too large. Choose a smaller one.") for field, _name in too_large(request)}
    for question in visit.case.awaited:
        uploads = request.FILES.getlist(question)
        if not uploads or question in errors:
            continue
        files = tuple((upload.name or "file", cast(BinaryIO, upload.file)) for upload in uploads)
        try:
            cases.add_documents(case_id=visit.case.id, question=question, files=files, by=visit.by, now=visit.now)
        except ProblemError as error:
            if not error.problems[0].code.startswith("file-"):
                raise
            errors[question] = f"{error.problems[0].found} {error.problems[0].fix}".strip()
    if not errors and not any(request.FILES.getlist(question) for question in visit.case.awaited):
        errors[visit.case.awaited[0]] = _("Choose a file")
    return errors
