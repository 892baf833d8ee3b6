"""Shows moments in the agency's time zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from servewell.apps.people import queries as people

_KEY = "design:time-zone"
_SECONDS = 300


class LocalTimeMiddleware:
    """Activates the time zone of the installation's first agency for each request.

    A view that knows another agency activates that one's itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zoneinfo.ZoneInfo(cache.get_or_set(_KEY, _zone_name, _SECONDS) or "UTC")):
            return self.get_response(request)


def _zone_name() -> str:
    agencies = people.agencies()
    return agencies[0].timezone if agencies else "UTC"
