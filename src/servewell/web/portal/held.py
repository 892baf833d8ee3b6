"""What we hold on you: readable, as a file to take along, and the way to ask for its end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.cases.queries import Held, HeldAnswer
from servewell.apps.cases.words import SENTENCES, ground_words, keep_words
from servewell.web.design.texts import Said
from servewell.web.portal.free_text import Written, read_text
from servewell.web.portal.tracking import case_context
from servewell.web.portal.visits import CaseVisit, language, with_case

NO_TEXT = Written("", "", "")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer in words, what it is for, and how long it is kept."""

    label: Said
    said: str
    purpose: str
    keep: str
    until: date | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event in words: what, when, and on whose side."""

    at: datetime
    what: str
    who: str


@with_case
def held(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Show all that is held; or take the wish to have it erased."""
    written = NO_TEXT
    if request.method == "POST":
        written = read_text(request, "text", is_optional=True)
        if not written.fault:
            cases.ask_for_erasure(case_id=visit.case.id, text=written.text, by=visit.by, now=visit.now)
            return redirect(f"{visit.url('case_data')}?notice=erasure-asked#erase")
    return render(request, "portal/held.html", _context(request, visit, written), status=422 if written.fault else 200)


@with_case
def take_along(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Hand out the same as JSON."""
    found = queries.held_on(visit.case.id, now=visit.now)
    told = queries.as_json(found, visit.definition, agency=visit.agency.name, language=language())
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="data.json"'  # a name would tell the next to use the phone
    response["Cache-Control"] = "private, no-store"
    return response


def _context(request: HttpRequest, visit: CaseVisit, written: Written) -> dict[str, object]:
    found = queries.held_on(visit.case.id, now=visit.now)
    state = visit.case.state
    return {
        **case_context(request, visit),
        "held": found,
        "purpose": visit.definition.purpose("", language()),
        "keep": keep_words(found.keep),
        "pages": pages_of(visit, found),
        "notes": [entry for entry in found.events if entry.kind == "note_added"],
        "written_events": written_of(found),
        "events": events_of(found),
        "corrections": [
            (visit.texts(f"question.{one.question}.label"), one, visit.texts.answer(one.question, one.before),
             visit.texts.answer(one.question, one.answer))
            for one in state.rectified
        ],
        "erasures": [
            (one, ground_words(one.ground), [visit.texts(f"question.{path}.label") for path in one.questions])
            for one in state.erased
        ],
        "written": written,
    }  # fmt: skip


def pages_of(visit: CaseVisit, found: Held) -> list[tuple[Said, list[AnswerLine]]]:
    """Return the answers page by page. What a group holds is said with the group."""
    pages: dict[str, list[AnswerLine]] = {}
    for one in found.answers:
        if "." not in one.question:
            pages.setdefault(one.page, []).append(_line(visit, one))
    return [(visit.texts(f"page.{page}.title"), lines) for page, lines in pages.items()]


def _line(visit: CaseVisit, one: HeldAnswer) -> AnswerLine:
    return AnswerLine(
        visit.texts(f"question.{one.question}.label"),
        visit.texts.answer(one.question, one.answer),
        visit.definition.purpose(one.question, language()),
        keep_words(one.keep),
        one.kept_until,
    )


def written_of(found: Held) -> list[tuple[str, datetime, str]]:
    """Return texts that stand in no other part of the page: reasons, explanations, what was asked about erasing."""
    elsewhere = {"note_added", "message_sent", "message_received", "information_requested", "information_received"}
    lines = []
    for entry in found.events:
        said = [str(entry.body.get(name) or "") for name in ("explanation", "reason", "text")]
        text = "\n".join(part for part in said if part)
        if text and entry.kind not in elsewhere:
            lines.append((str(SENTENCES.get(entry.kind, entry.kind)), entry.at, text))
    return lines


def events_of(found: Held) -> list[EventLine]:
    """Return every event in words, newest first."""
    sides = {"resident": _("You"), "agency": _("Staff"), "system": _("Servewell")}
    return [
        EventLine(entry.at, str(SENTENCES.get(entry.kind, entry.kind)), sides[entry.by_kind])
        for entry in reversed(found.events)
    ]
