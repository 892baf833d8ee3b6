"""The demonstration's mailbox: what would have been sent by e-mail. Outside demo mode there is no such page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from servewell.apps.notices import queries as notices


def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the newest messages."""
    if not settings.DEMO:
        raise Http404
    return render(request, "portal/mailbox.html", {"letters": notices.mailbox(limit=100)})
