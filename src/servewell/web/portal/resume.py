"""Come back: by the secret link, or by code and a second check. A code alone shows nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.people.actor import guest_of_draft
from servewell.apps.services import queries as services
from servewell.core.definition.answers import read_answer
from servewell.core.definition.model import Question
from servewell.web.portal import access
from servewell.web.portal.visits import actor_of, address_of, device_of, language, now

BIRTH_DATE = Question(name="born", type="date")
LONGEST_CODE = 40


def draft_link(request: HttpRequest, draft: str, secret: str) -> HttpResponseBase:
    """Take the key out of the link into this browser's cookie, and go on at a clean address."""
    if not queries.draft_secret_matches(draft, secret):
        return render(request, "portal/not_here.html", {"what": "draft"}, status=404)
    found = queries.draft(draft)
    cases.resume_draft(draft_id=draft, device=device_of(request), by=guest_of_draft(draft), now=now())
    response = redirect("tasks", draft)
    access.hold(response, request, "drafts", access.Key(draft, secret, found.service))
    response["Referrer-Policy"] = "no-referrer"
    return response


def case_link(request: HttpRequest, reference: str, secret: str) -> HttpResponseBase:
    """The same for a case."""
    return open_by_link(request, reference, secret, to="case")


def open_by_link(request: HttpRequest, reference: str, secret: str, *, to: str) -> HttpResponseBase:
    """Open a case with the secret of a link and go on to a page of it, at a clean address."""
    found = queries.case_by_reference(reference)
    if found is None or not queries.case_secret_matches(found.id, secret):
        return render(request, "portal/not_here.html", {"what": "case"}, status=404)
    response = redirect(to, found.reference)
    access.hold(response, request, "cases", access.Key(found.reference, secret))
    response["Referrer-Policy"] = "no-referrer"
    return response


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form, and what is wrong with it."""

    code: str = ""
    born: dict[str, str] | None = None
    errors: tuple[dict[str, str], ...] = ()


def resume(request: HttpRequest) -> HttpResponseBase:
    """Open a saved application with its code."""
    return by_code(request, "resume")


def track(request: HttpRequest) -> HttpResponseBase:
    """Open a case with its reference."""
    return by_code(request, "track")


def by_code(request: HttpRequest, page: str) -> HttpResponseBase:
    """Ask for the code and the second check: a date of birth, or a number that we send to the address on file."""
    if request.method != "POST":
        keys = held(request, page)
        context = {"page": page, "typed": Typed(), "held": keys, "titles": titles_of(keys)}
        return render(request, "portal/by_code.html", context)
    code = request.POST.get("code", "").strip()[:LONGEST_CODE]
    if not code:
        return refuse(request, page, code, {"text": _("Enter the code or reference that we gave you"), "href": "#code"})
    if request.POST.get("action") == "send":
        send_number(request, code)
        return render(request, "portal/by_code.html", {"page": page, "typed": Typed(code), "was_sent": True})
    second = second_check(request)
    if not second:
        message = _("Enter your date of birth, or the number that we sent you")
        return refuse(
            request, page, code, {"text": message, "href": "#number" if "number" in request.POST else "#born-day"}
        )
    opened = cases.open_with_code(
        code_or_reference=code, second=second, address=address_of(request), by=actor_of(request), now=now()
    )  # fmt: skip
    if opened is None:
        message = _("These do not fit together. Check each sign of the code and the date or number.")
        return refuse(request, page, code, {"text": message, "href": "#code"})
    return enter(request, opened.kind, opened.id, opened.reference, opened.secret)


def second_check(request: HttpRequest) -> str:
    """Return the number that we sent, as typed, or the date of birth as ISO text; '' when neither can be read."""
    if number := request.POST.get("number", "").strip()[:LONGEST_CODE]:
        return number
    form = {name: request.POST.getlist(name) for name in request.POST}
    return str(read_answer(BIRTH_DATE, form, language=language()).value or "")


def send_number(request: HttpRequest, code: str) -> None:
    """Send a number to the address on file. Who asks learns nothing about whether there is one."""
    draft, case = queries.find_draft(code), queries.case_by_reference(code)
    subject = f"draft:{draft}" if draft else f"case:{case.id}" if case else ""
    if subject:
        cases.send_access_code(subject=subject, by=actor_of(request), now=now())


def enter(request: HttpRequest, kind: str, id: str, reference: str, secret: str) -> HttpResponseBase:
    """Give this browser the key and go there."""
    if kind == "draft":
        response = redirect("tasks", id)
        access.hold(response, request, "drafts", access.Key(id, secret, queries.draft(id).service))
    else:
        response = redirect("case", reference)
        access.hold(response, request, "cases", access.Key(reference, secret))
    return response


def refuse(request: HttpRequest, page: str, code: str, error: dict[str, str]) -> HttpResponseBase:
    """Show the form again with what was typed."""
    born = {part: request.POST.get(f"born-{part}", "")[:20] for part in ("day", "month", "year")}
    typed = Typed(code, born, (error,))
    context = {"page": page, "typed": typed, "was_sent": "number" in request.POST, "has_faults": True}
    return render(request, "portal/by_code.html", context, status=422)


def held(request: HttpRequest, page: str) -> tuple[access.Key, ...]:
    """Return what this browser can open without any code."""
    return access.keys(request, "cases" if page == "track" else "drafts")


def titles_of(keys: tuple[access.Key, ...]) -> dict[str, str]:
    """Return the titles of the services that saved applications are for."""
    slugs = {key.service for key in keys if key.service}
    moment = now()
    found = services.catalogue(language=language(), now=moment) if slugs else ()
    return {entry.slug: entry.title for entry in found if entry.slug in slugs}
