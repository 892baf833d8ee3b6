"""The public register of trials: every one that ever started, whichever way it went."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servewell.apps.services import queries as services
from servewell.apps.trials import queries as reading
from servewell.web.portal.visits import language, now


def trials(request: HttpRequest) -> HttpResponse:
    """List trials, newest first, with what was planned and what came of it."""
    moment, registered = now(), reading.register()
    titles = {
        slug: services.service(slug, now=moment).definition.text("title", language())
        for slug in {one.service for one in registered}
    }
    return render(request, "portal/trials.html", {"trials": registered, "titles": titles})
