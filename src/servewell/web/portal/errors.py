"""A form whose token was missing or old: from our own page, offer to send the same fields again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_KEPT_FIELDS = 500


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain, and keep what was typed. Another site's form gets no such offer: it would do its work for it."""
    kept: list[tuple[str, str]] = []
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and not request.FILES:
        kept = [(name, value) for name in request.POST for value in request.POST.getlist(name)][:MOST_KEPT_FIELDS]
        kept = [(name, value) for name, value in kept if name != "csrfmiddlewaretoken"]
    return render(request, "portal/csrf_failed.html", {"kept": kept, "path": request.get_full_path()}, status=403)
