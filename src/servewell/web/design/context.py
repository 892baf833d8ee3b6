"""What every page knows: language, direction, agency, account, messages, and the addresses that layouts link to."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from servewell.apps.people import queries as people

# Name in `addresses` -> name of the URL. The mailbox exists in demo mode only.
_NAMES = {
    "catalogue": "catalogue",
    "track": "track",
    "my_cases": "my_cases",
    "resume": "resume",
    "set_language": "set_language",
    "accessibility": "accessibility",
    "privacy": "privacy",
    "record": "record",
    "record_verify": "record_verify",
    "record_verify_saved": "record_verify_saved",
    "record_verifier": "record_verifier",
    "trials": "trials",
    "you_said": "you_said",
    "mailbox": "mailbox",
    "staff_home": "staff_home",
    "sign_in": "account_login",
    "sign_out": "account_logout",
}


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context that layouts need; a context processor of the pages' template engine."""
    user = getattr(request, "user", None)
    account = user if user is not None and user.is_authenticated else None
    return {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "languages": settings.LANGUAGES,
        "agency": SimpleLazyObject(lambda: _agency_of(request)),
        "account": account,
        "is_staff": SimpleLazyObject(lambda: account is not None and people.actor_for(account).kind == "staff"),
        "is_demo": settings.DEMO,
        "addresses": addresses(getattr(request, "urlconf", None) or settings.ROOT_URLCONF),
        "here": request.get_full_path(),
        "messages": get_messages(request) if hasattr(request, "_messages") else (),
    }


@cache
def addresses(urlconf: str) -> dict[str, str]:
    """Return the addresses that layouts link to; a name that the URL configuration lacks gives ''."""
    found: dict[str, str] = {}
    for name, url_name in _NAMES.items():
        try:
            found[name] = reverse(url_name, urlconf=urlconf)
        except NoReverseMatch:
            found[name] = ""
    return found


def _agency_of(request: HttpRequest) -> people.AgencyView | None:
    """Return the agency that a view set as `request.agency`, else the installation's first."""
    given = getattr(request, "agency", None)
    if isinstance(given, people.AgencyView):
        return given
    known = people.agencies()
    return known[0] if known else None
