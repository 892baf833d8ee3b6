"""The record for auditors: the headers of all events in their order, without anybody's personal content."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from servewell.apps.journal import queries as journal
from servewell.web.workspace.access import StaffRequest, staff_page

ROWS = 100


@staff_page("see_audit")
def record(request: StaffRequest) -> HttpResponse:
    """Show one page of event headers."""
    after = request.GET.get("after", "")
    start = int(after) if after.isdigit() and len(after) < 15 else 0
    rows = journal.headers(after=start, limit=ROWS)
    context = {
        "rows": rows,
        "count": journal.count(),
        "next_url": f"?after={rows[-1].id}" if len(rows) == ROWS else "",
        "navigation_items": request.navigation,
        "nav_current": "record",
    }
    return render(request, "workspace/record.html", context)
