"""Who may open a page of staff: signed in, of an agency, with a second factor. What she may do, operations check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import may
from servewell.core.problem import ProblemError
from servewell.web.design.errors import error_page
from servewell.web.design.problems import problem_page
from servewell.web.workspace.navigation import navigation

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request behind `staff_page`: it knows who acts and the moment at which she acts."""

    by: Actor
    now: datetime
    agency: people.AgencyView
    navigation: tuple[dict[str, str], ...]


def staff_page(verb: str | None = None) -> Callable[[View], View]:
    """Let staff in who may do `verb`; others sign in, set up a second factor, or learn nothing."""

    def wrapped(view: View) -> View:
        @wraps(view)
        def opened(request: StaffRequest, **arguments: str) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            by = people.actor_for(request.user)
            if not by.is_staff or by.agency is None:
                return error_page(request, 404)
            if not settings.DEMO and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
            if verb is not None and not may(by, verb):
                return error_page(request, 403)
            request.by, request.now = by, datetime.now(UTC)
            request.agency = people.agency(by.agency)
            request.navigation = navigation(by)
            try:
                with timezone.override(request.agency.timezone):
                    return view(request, **arguments)
            except ProblemError as error:
                return problem_page(request, error)

        return opened

    return wrapped
