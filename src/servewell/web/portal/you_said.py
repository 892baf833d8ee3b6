"""You said, we did: ideas in words that staff answer for, and what became of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servewell.apps.feedback import queries as feedback
from servewell.apps.services import queries as services
from servewell.web.portal.visits import language, now


def you_said(request: HttpRequest) -> HttpResponse:
    """List the public ideas, the newest first, each with its answer."""
    moment, ideas = now(), feedback.public_ideas()
    titles = {
        slug: services.service(slug, now=moment).definition.text("title", language())
        for slug in {one.service for one in ideas}
    }
    return render(request, "portal/you_said.html", {"ideas": ideas, "titles": titles})
