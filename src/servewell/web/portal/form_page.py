"""What a page with questions shows: its texts, its fields as typed, what is wrong with them, and the way back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _

from servewell.core.definition.journey import PageReading
from servewell.web.design import faults as fault_words
from servewell.web.design.questions import question_views
from servewell.web.portal.reading import file_questions
from servewell.web.portal.sent import Sent
from servewell.web.portal.visits import DraftVisit, language
from servewell.web.portal.way import CHANGE, back_url


def page_context(
    request: HttpRequest, visit: DraftVisit, page: str, reading: PageReading, sent: Sent | None = None
) -> dict[str, object]:
    """Return what `portal/page.html` shows."""
    definition, state = visit.definition, visit.state.page(page)
    names = state.questions if state else ()
    is_change = request.GET.get("change") == "1"
    is_alone = len(names) == 1 and not visit.texts(f"page.{page}.text")
    title = visit.texts(f"page.{page}.title")
    return {
        "visit": visit,
        "texts": visit.texts,
        "title": title,
        "text": visit.texts(f"page.{page}.text"),
        "section": visit.texts(f"section.{state.section}.title") if state and state.section else "",
        "heading_is_label": is_alone and str(visit.texts(f"question.{names[0]}.label")) == str(title),
        "fields": question_views(
            definition,
            names,
            language=language(),
            values=values_shown(visit.answers, reading, sent),
            typed=reading.typed,
            faults=reading.faults,
            entries=entries_shown(visit.answers, reading, sent),
            applies=visit.journey.inner_applies(page, visit.answers, now=visit.now),
            say=visit.texts,
            is_page_heading=is_alone and str(visit.texts(f"question.{names[0]}.label")) == str(title),
        ),
        "errors": fault_words.summary(reading.faults, definition, language(), say=visit.texts),
        "has_faults": bool(reading.faults),
        "has_files": bool(file_questions(definition, page)),
        "action": visit.page_url(page) + (CHANGE if is_change else ""),
        "back": back_url(visit, page, is_change=is_change),
        "notice": notice(request, sent),
        "agency_view": visit.agency,
    }


def values_shown(answers: Mapping[str, object], reading: PageReading, sent: Sent | None) -> Mapping[str, object]:
    """Return the answers to fill in; a group whose last entry was just taken away must not come back."""
    if sent is None or sent.verb != "remove" or entries_typed(reading, sent.target):
        return answers
    return {name: value for name, value in answers.items() if name != sent.target}


def entries_shown(answers: Mapping[str, object], reading: PageReading, sent: Sent | None) -> dict[str, int]:
    """Return how many entries a group shows when the resident asked for one more."""
    if sent is None or sent.verb != "add":
        return {}
    held = answers.get(sent.target)
    return {sent.target: (entries_typed(reading, sent.target) or (len(held) if isinstance(held, list) else 0)) + 1}


def entries_typed(reading: PageReading, group: str) -> int:
    """Return how many entries of a group were sent."""
    pattern = re.compile(rf"{re.escape(group)}-([0-9]{{1,4}})-.+")
    return len({match[1] for field in reading.typed if (match := pattern.fullmatch(field))})


def notice(request: HttpRequest, sent: Sent | None) -> str:
    """Return the words on why the resident is on this page; only words of ours, never of an address."""
    if sent is not None and sent.verb == "add":
        return _("There is room for one more. Save the page when you have filled it in.")
    if sent is not None and sent.verb == "remove":
        return _("Taken away. Save the page to keep it so.")
    if sent is not None and sent.verb == "remove-file":
        return _("The file is taken away.")
    words = {
        "more": _("Because of your answer we need to ask one thing more."),
        "moved": _(
            "Another answer has changed meanwhile, so the page that you sent is not needed any more. Go on here."
        ),
        "not-yet": _("Something is still missing before you can check and send your answers."),
    }
    return words.get(request.GET.get("notice", ""), "")
