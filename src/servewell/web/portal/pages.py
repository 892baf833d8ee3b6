"""The two pages that every public site owes its visitors: accessibility and privacy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how this site can be used, what is known not to work, and whom to tell."""
    return render(request, "portal/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, what for, how long, and which cookies there are."""
    return render(request, "portal/privacy.html")
