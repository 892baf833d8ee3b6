"""All that is held on a resident for one case (GDPR, article 15), as values and as the JSON she may take along.

More than her case's page shows: what staff noted, what was sent, where it came from. Less only by what the page holds
back too: a decision that can still be taken back, and looks of which a law lets her learn later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from servewell.apps.cases.models import Case, Draft
from servewell.apps.cases.projection import retention_of
from servewell.apps.cases.queries.cases import case, held_back
from servewell.apps.cases.readings import CaseView, TimelineEntry
from servewell.apps.journal import queries as journal
from servewell.apps.notices.queries import SentNotice, sent_about
from servewell.apps.people import queries as people
from servewell.apps.services import queries as services
from servewell.core.definition.model import Definition, Keep
from servewell.core.definition.scalars import write_keep
from servewell.core.promise import Retention
from servewell.core.record import is_held

FORMAT: Final = "servewell-held/1"
# Accounts of staff are data on them, not on the resident; the role says who it was.
_OF_STAFF: Final = frozenset({"to", "of"})


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """One answer: where it was asked, how long it is kept, and until when once that is known."""

    question: str
    page: str
    answer: object
    keep: Keep
    kept_until: date | None


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One event of the draft that became the case: it never carries an answer."""

    at: datetime
    kind: str
    page: str


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held on a resident for one case, as of a moment."""

    at: datetime
    case: CaseView
    email: str
    is_in_account: bool
    draft_email: str
    keep: Keep
    has_keep: bool  # False: the service says nothing, the default holds
    kept_until: date | None
    answers: tuple[HeldAnswer, ...]
    events: tuple[TimelineEntry, ...]
    notices: tuple[SentNotice, ...]
    journey: tuple[JourneyStep, ...]


def held_on(case_id: str, *, now: datetime) -> Held:
    """Return what is held on the resident of a case, for herself."""
    view = case(case_id, for_resident=True, now=now)
    row = Case.objects.get(pk=case_id)
    definition, agency = services.definition(row.version), people.agency(row.agency)
    whole = case(case_id, for_resident=False, now=now)
    happened = journal.events_of(f"case:{case_id}")
    hidden = held_back(happened, now)
    events = tuple(entry for entry in whole.timeline if entry.seq not in hidden)
    kept = retention_of(view.state, definition, agency)
    return Held(
        at=now,
        case=view,
        email=row.email,
        is_in_account=row.account_id is not None,
        draft_email=Draft.objects.filter(pk=row.draft_id).values_list("email", flat=True).first() or "",
        keep=definition.kept(),
        has_keep=definition.keep is not None,
        kept_until=None if view.state.is_erased else kept.case,
        answers=tuple(_answers(definition, view, kept)),
        events=events,
        notices=sent_about((f"case:{case_id}", f"draft:{row.draft_id}"), now=now),
        journey=tuple(_journey(row.draft_id)),
    )


def _answers(definition: Definition, view: CaseView, kept: Retention) -> list[HeldAnswer]:
    answers = view.state.answers
    return [
        HeldAnswer(path, page.id, answers.get(path), definition.kept(path), kept.answers.get(path))
        for path, _, page in definition.questions()
        if is_held(path, answers)
    ]


def _journey(draft_id: str) -> list[JourneyStep]:
    headers = [event.header for event in journal.events_of(f"draft:{draft_id}")]
    return [JourneyStep(datetime.fromisoformat(one.at), one.kind, str(one.data.get("page", ""))) for one in headers]


def as_json(held: Held, definition: Definition, *, agency: str, language: str) -> dict[str, Any]:
    """Return plain JSON values: instants and dates are ISO 8601 in UTC, texts in `language` where there are any."""
    view, state = held.case, held.case.state
    return {
        "format": FORMAT,
        "at": held.at.isoformat(),
        "agency": agency,
        "service": {"id": view.service, "title": definition.text("title", language), "version": view.version},
        "reference": view.reference,
        "purpose": definition.purpose("", language),
        "keep": _keep(held.keep, held.kept_until),
        "contact": {"email": held.email, "email_of_the_draft": held.draft_email, "in_an_account": held.is_in_account},
        "came_from": {
            "channel": state.channel, "device": state.device, "language": state.language,
            "with_help": state.is_assisted, "variant": state.arm, "submitted_at": state.submitted_at.isoformat(),
            "pages": [{"at": one.at.isoformat(), "event": one.kind, "page": one.page} for one in held.journey],
        },
        "answers": [_answer(one, definition, language) for one in held.answers if "." not in one.question],
        "kept_shorter_within_groups": [
            {"question": one.question, **_keep(one.keep, one.kept_until)} for one in held.answers if "." in one.question
        ],
        "documents": [
            {"id": one.id, "name": one.name, "type": one.type, "bytes": one.size, "at": one.created_at.isoformat(),
             "question": one.question}
            for one in view.documents
        ],
        "looked": [
            {"at": one.at.isoformat(), "who": one.who, "purpose": one.purpose} for one in state.views
        ],
        "sent": [
            {"at": one.at.isoformat(), "to": one.to, "subject": one.subject, "text": one.text, "state": one.state}
            for one in held.notices
        ],
        "events": [_event(one) for one in held.events],
    }  # fmt: skip


def _keep(keep: Keep, until: date | None) -> dict[str, object]:
    return {"for": write_keep(keep), "since": keep.since, "until": until.isoformat() if until else None}


def _answer(one: HeldAnswer, definition: Definition, language: str) -> dict[str, object]:
    return {
        "question": one.question,
        "label": definition.text(f"question.{one.question}.label", language),
        "answer": one.answer,
        "purpose": definition.purpose(one.question, language),
        "keep": _keep(one.keep, one.kept_until),
    }


def _event(entry: TimelineEntry) -> dict[str, object]:
    return {
        "number": entry.seq,
        "event": entry.kind,
        "at": entry.at.isoformat(),
        "by": entry.by_kind,
        "data": _without(entry.data, _OF_STAFF),
        "content": dict(entry.body),
    }


def _without(data: Mapping[str, object], names: frozenset[str]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name not in names}
