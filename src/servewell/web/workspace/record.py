"""The record for auditors: the headers of their agency's events in their order, without anybody's personal content."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from servewell.apps.journal import queries as journal
from servewell.apps.services import queries as services
from servewell.web.workspace.access import StaffRequest, staff_page

ROWS = 100


@staff_page("see_audit")
def record(request: StaffRequest) -> HttpResponse:
    """Show one page of event headers."""
    after = request.GET.get("after", "")
    start = int(after) if after.isdigit() and len(after) < 15 else 0
    slugs = [one.slug for one in services.services_of(request.agency.slug, now=request.now)]
    rows = journal.headers(agency=request.agency.slug, services=slugs, after=start, limit=ROWS)
    next_url = f"?after={rows[-1].number}" if len(rows) == ROWS else ""
    context = {
        "rows": rows,
        "is_sealing": not next_url and journal.has_unnumbered(),
        "next_url": next_url,
        "navigation_items": request.navigation,
        "nav_current": "record",
    }
    return render(request, "workspace/record.html", context)
