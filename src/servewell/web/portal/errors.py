"""A form whose token was missing or old: from our own page, offer to send the same fields again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_KEPT_FIELDS = 500


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain, and keep what was typed."""
    kept = [] if request.FILES else [(name, value) for name, value in typed(request) if name != "csrfmiddlewaretoken"]
    return render(request, "portal/csrf_failed.html", {"kept": kept, "path": request.get_full_path()}, status=403)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a form of ours, for a page that offers to send them again.

    Another site's form gets no such offer: it would do its work for it.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    return [(name, value) for name in request.POST for value in request.POST.getlist(name)][:MOST_KEPT_FIELDS]
