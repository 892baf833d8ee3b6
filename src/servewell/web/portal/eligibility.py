"""Can I use it? Asks only what decides, explains the answer, and gives what it heard to the application.

Answers wait in a signed cookie of this browser session: nothing is stored here before somebody really applies.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from servewell.apps.services import queries as services
from servewell.core.definition.journey import PageReading
from servewell.web.design import faults as fault_words
from servewell.web.design.criteria import criterion_views
from servewell.web.design.questions import question_views
from servewell.web.portal.eligibility_check import Check
from servewell.web.portal.form_page import entries_shown, values_shown
from servewell.web.portal.reading import NOTHING
from servewell.web.portal.sent import Sent
from servewell.web.portal.visits import language, now

COOKIE = "servewell_can_i_use_it"
SALT = "servewell.portal.eligibility"
LARGEST_COOKIE = 3500


def eligibility(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask the next open question, or show the answer."""
    moment = now()
    check = Check(services.service(slug, now=moment), heard(request, slug), moment)
    if not check.definition.criteria:
        return redirect("service", slug)
    if request.method == "POST":
        return take(request, check)
    page = request.GET.get("page", "")
    if page not in check.pages:
        page = check.next_page or ""
    if not page:
        return render(request, "portal/can_i_use_it_answer.html", answer_context(check))
    return render(request, "portal/can_i_use_it.html", question_context(check, page, NOTHING))


def take(request: HttpRequest, check: Check) -> HttpResponseBase:
    """Take the answers of one page; none of them goes into an address."""
    address = reverse("eligibility", args=[check.service.slug])
    sent = Sent.of(request)
    page = request.POST.get("page", "")
    if sent.verb == "restart" or page not in check.pages:
        response = redirect(address)
        if sent.verb == "restart":
            forget(response)
        return response
    reading = check.read(page, sent.without_removed_entry())
    if sent.verb in ("add", "remove"):
        return render(request, "portal/can_i_use_it.html", question_context(check, page, reading, sent))
    if reading.faults:
        return render(request, "portal/can_i_use_it.html", question_context(check, page, reading), status=422)
    response = redirect(address)
    remember(response, check.with_answers(reading.answers))
    return response


def question_context(check: Check, page: str, reading: PageReading, sent: Sent | None = None) -> dict[str, object]:
    """Return what a page with questions shows."""
    order = list(check.pages)
    at = order.index(page)
    return {
        "service": check.service,
        "texts": check.texts,
        "page": page,
        "before": order[at - 1] if at else "",
        "fields": question_views(
            check.definition,
            check.pages[page],
            language=language(),
            values=values_shown(check.answers, reading, sent),
            typed=reading.typed,
            faults=reading.faults,
            entries=entries_shown(check.answers, reading, sent),
            applies=check.journey.inner_applies(page, check.answers, now=check.now),
            say=check.texts,
        ),
        "errors": fault_words.summary(reading.faults, check.definition, language(), say=check.texts),
        "has_faults": bool(reading.faults),
        "agency_view": check.agency,
    }


def answer_context(check: Check) -> dict[str, object]:
    """Return what the answer page shows: each criterion with its outcome, why, and what would be enough."""
    last = next(reversed(check.pages), "")
    return {
        "service": check.service,
        "check": check,
        "texts": check.texts,
        "criteria": criterion_views(check.journey, check.criteria, check.answers, check.texts, check.now),
        "before": last,
        "agency_view": check.agency,
    }


def heard(request: HttpRequest, slug: str) -> dict[str, object]:
    """Return the answers given here before; a tampered or foreign cookie counts as none."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return {}
    return dict(kept["answers"]) if kept.get("service") == slug else {}


def remember(response: HttpResponseBase, check: Check) -> None:
    """Keep the answers in this browser until it closes; too many to keep are asked again in the application."""
    value = signing.dumps({"service": check.service.slug, "answers": check.answers}, salt=SALT, compress=True)
    if len(value) <= LARGEST_COOKIE:
        response.set_cookie(
            COOKIE, value, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
        )  # fmt: skip


def forget(response: HttpResponseBase) -> None:
    """Drop what was heard."""
    response.delete_cookie(COOKIE, samesite="Lax")
