"""A store that cannot take a write just now (no turn, disk full, database gone) is a 503 with a time to come back."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from servewell.web.design.errors import is_store_away, unavailable

logger = logging.getLogger(__name__)


class UnavailableMiddleware:
    """Answers 503 when the store refused; the transaction was rolled back, so nothing is half-stored.

    What is raised outside of views, as while a session is read, ends at the page for 500, which tells it apart too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal of the store into a page; anything else goes on to the 500 page."""
        if not is_store_away(exception):
            return None
        logger.error("The store refused: %s", type(exception).__name__)  # its message may hold a value
        return unavailable(request)
