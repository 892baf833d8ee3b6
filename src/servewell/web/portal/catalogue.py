"""The front page: every service, searchable, with what can be used now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servewell.apps.services import queries as services
from servewell.web.portal.life_events import words_for
from servewell.web.portal.visits import language, now

LONGEST_SEARCH = 100


def catalogue(request: HttpRequest) -> HttpResponse:
    """List services by words and life event."""
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    life_event = request.GET.get("life-event", "")
    moment = now()
    events = services.life_events()
    if life_event not in events:
        life_event = ""
    found = services.catalogue(language=language(), search=search, life_event=life_event, now=moment)
    context = {
        "search": search,
        "life_event": life_event,
        "life_events": [{"key": event, "words": words_for(event)} for event in events],
        "entries": found,
        "shown": language(),
    }
    return render(request, "portal/catalogue.html", context)
