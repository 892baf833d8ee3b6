"""Where staff land: the page of their daily work."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from servewell.web.workspace.access import StaffRequest, staff_page


@staff_page()
def home(request: StaffRequest) -> HttpResponse:
    """Lead to the first page this person may use."""
    if request.navigation:
        return redirect(request.navigation[0]["href"])
    return render(request, "workspace/nothing_here.html", {"navigation_items": ()})
