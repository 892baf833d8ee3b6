"""A document of a case: pictures and PDF shown in isolation, everything else as a download."""

from __future__ import annotations

from django.http import FileResponse

from servewell.apps.cases import queries as reading
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.desk import desk_of

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})


@staff_page("view_case")
def document(request: StaffRequest, case_id: str, document: str) -> FileResponse:
    """Send the bytes; a policy of its own keeps whatever they hold from acting on our origin."""
    desk = desk_of(request, case_id, purpose="document")
    view = reading.document(case_id=desk.case.id, document_id=document)
    response = FileResponse(
        reading.open_document(case_id=desk.case.id, document_id=document),
        as_attachment=view.type not in SHOWN or bool(request.GET.get("download")),
        filename=view.name,
        content_type=view.type,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
