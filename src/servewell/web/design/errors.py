"""Error pages: what happened, is my work safe, what next, and a number to quote. The 500 page asks no database."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
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
        _SAVED,
        _("Try again in a few minutes."),
    ),
}
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
    """Answer 500 without context processors, session or database: any of these may be what failed."""
    context = {**bare_context(), "words": WORDS[500], "reference": _log_reference(request, 500)}
    return HttpResponse(engines["pages"].get_template("design/error.html").render(context), status=500)


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
