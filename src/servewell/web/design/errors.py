"""Error pages: what happened, is my work safe, what next, and a number to quote.

The pages of our own faults (500, 503) ask no database.
"""

from __future__ import annotations

import errno
import logging
import secrets
import sys
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)
_LETTERS: Final = "23456789BCDFGHJKMNPQRSTVWXZ"  # none that look or sound alike, no vowels that form words


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one error page; lazy translations."""

    title: Any
    happened: Any
    safe: Any
    next: Any


_SAVED: Final = _("Everything you had saved before is still there.")
WORDS: Final = {
    400: Words(
        _("We could not understand what your browser sent"),
        _("The address or the form was damaged on its way to us."),
        _SAVED,
        _("Go back, reload the page and try again."),
    ),
    403: Words(
        _("You cannot open this page"),
        _("It belongs to somebody else, or your role does not include it."),
        _("Nothing was changed."),
        _("If you should be able to open it, sign in with the right account or use the link you were sent."),
    ),
    404: Words(
        _("We could not find this page"),
        _("The address may be mistyped or out of date, or the page is not yours to see."),
        _SAVED,
        _("Check the address, or begin again at the list of services."),
    ),
    405: Words(
        _("This address works differently"),
        _("Your browser asked for it in a way that it does not answer."),
        _("Nothing was changed."),
        _("Go back and use the button on the page."),
    ),
    409: Words(
        _("Somebody else changed this meanwhile"),
        _("It is not as it was when you opened it, so we stopped before overwriting anything."),
        _("Nothing was overwritten."),
        _("Go back, reload the page to see the latest, then do it again if it is still needed."),
    ),
    413: Words(
        _("What you sent is too big"),
        _("Your files or texts together are bigger than we can take at once."),
        _SAVED,
        _("Go back and send smaller files, or send them one at a time."),
    ),
    429: Words(
        _("Too many tries"),
        _("There were more tries in a short time than we allow. It protects people's cases from being guessed."),
        _SAVED,
        _("Wait some minutes, then try again."),
    ),
    500: Words(
        _("Sorry, something went wrong on our side"),
        _("This is a fault of ours. It was recorded."),
        _("What you sent just now may not be saved. Everything you had saved before is still there."),
        _("Go back and try again in a few minutes. If it happens again, contact us and quote the number below."),
    ),
    503: Words(
        _("This service is not available just now"),
        _("We are working on it, or too many people are using it at once."),
        _("Nothing that we confirmed is lost. If you were sending something just now, it may not have arrived."),
        _("Try again in a few minutes. Sending the same again is safe: it counts only once."),
    ),
}
RETRY_SECONDS: Final = 5
# What a store says that cannot serve just now: not reached, no turn, too slow, full, or open for reading only.
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_READ_ONLY: Final = "25006"
_FORGERY: Final = Words(
    _("We could not be sure that this form came from you"),
    _("The page was open for very long, or your browser does not take cookies."),
    _("What you typed was not saved. Everything you had saved before is still there."),
    _("Go back, reload the page and send the form again. Allow cookies for this site if you block them."),
)


def error_page(request: HttpRequest, status: int, *, words: Words | None = None) -> HttpResponse:
    """Return the page of an HTTP status, with a number that is also in the log."""
    context = {"words": words or WORDS[status], "status": status, "reference": _log_reference(request, status)}
    return HttpResponse(render_to_string("design/error.html", context, request, using="pages"), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400; Django calls it."""
    return error_page(request, 413 if type(exception).__name__ == "RequestDataTooBig" else 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403; Django calls it."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404; Django calls it."""
    return error_page(request, 404)


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form without its token; Django calls it."""
    return error_page(request, 403, words=_FORGERY)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 where the store is to blame; Django calls it while it handles the exception."""
    raised = sys.exc_info()[1]
    return unavailable(request) if raised is not None and is_store_away(raised) else _bare(request, 500)


def is_store_away(raised: BaseException) -> bool:
    """Tell whether it is the store that cannot serve just now; its transaction was rolled back then."""
    if isinstance(raised, OSError):
        return raised.errno in _FULL
    return isinstance(raised, OperationalError | InterfaceError) or _is_read_only(raised)


def _is_read_only(raised: BaseException) -> bool:
    return getattr(raised.__cause__, "sqlstate", None) == _READ_ONLY


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 with a time to come back."""
    response = _bare(request, 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _bare(request: HttpRequest, status: int) -> HttpResponse:
    """Return an error page without context processors, session or database: any of these may be what failed."""
    context = {**bare_context(), "words": WORDS[status], "reference": _log_reference(request, status)}
    return HttpResponse(engines["pages"].get_template("design/error.html").render(context), status=status)


def bare_context() -> dict[str, object]:
    """Return what a layout needs and can have without asking session or database."""
    return {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "languages": (),
        "agency": None,
        "addresses": {},
        "is_demo": False,
        "messages": (),
    }


def _log_reference(request: HttpRequest, status: int) -> str:
    reference = "".join(secrets.choice(_LETTERS) for _ in range(8))
    match = getattr(request, "resolver_match", None)
    # Not the path: it may hold the secret of a draft or case.
    log.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "error page %s, reference %s, view %s",
        status,
        reference,
        match.view_name if match else "none",
    )
    return f"{reference[:4]}-{reference[4:]}"
