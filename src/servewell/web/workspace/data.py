"""Personal data of the agency's cases: what waits for an answer, and what each night erased."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from servewell.apps.cases import queries as reading
from servewell.apps.services import queries as offered
from servewell.web.design.formats import language
from servewell.web.design.texts import Texts
from servewell.web.workspace.access import StaffRequest, staff_page


@staff_page("see_data")
def data(request: StaffRequest) -> HttpResponse:
    """List wishes and proposals, and the last nights."""
    services = offered.services_of(request.agency.slug, now=request.now)
    context = {
        "wishes": reading.data_wishes(request.agency.slug, by=request.by),
        "nights": reading.nights(by=request.by),
        "titles": {one.slug: Texts(one.definition, language())("title") for one in services},
        "navigation_items": request.navigation,
        "nav_current": "data",
    }
    return render(request, "workspace/data.html", context)
