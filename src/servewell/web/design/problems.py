"""Expected errors of operations and queries as plain pages: what happened, whether the work is safe, what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from servewell.core.problem import ConflictError, NotAllowedError, NotFoundError, ProblemError
from servewell.web.design.errors import WORDS, error_page

STATUS = ((NotFoundError, 404), (NotAllowedError, 403), (ConflictError, 409))
TOO_MANY = frozenset({"too-many-tries", "rate-limited"})


def telling_problems(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view so that a ProblemError, and a method it does not answer, become pages with the right status."""

    @wraps(view)
    def told(request: HttpRequest, **arguments: str) -> HttpResponseBase:
        try:
            response = view(request, **arguments)
        except ProblemError as error:
            return problem_page(request, error)
        if response.status_code != 405:
            return response
        # Django's own answer has no words: the address of a button was opened as a page, or the page reloaded.
        page = error_page(request, 405)
        page["Allow"] = response["Allow"]
        return page

    return told


def problem_page(request: HttpRequest, error: ProblemError) -> HttpResponseBase:
    """Return the page of an expected error; what is known of it goes before the general words."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 400)
    if any(problem.code in TOO_MANY for problem in error.problems):
        status = 429
    if status != 400:
        return error_page(request, status)
    first = error.problems[0]
    return error_page(
        request, status, words=replace(WORDS[400], happened=first.found, next=first.fix or WORDS[400].next)
    )
