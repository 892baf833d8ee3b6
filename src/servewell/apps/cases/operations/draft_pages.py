"""What a resident does with the pages of a draft. These events carry no personal data: no answer, no account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from servewell.apps.cases.access import lock_draft_of
from servewell.apps.cases.models import Draft
from servewell.apps.cases.operations.begin_draft import DRAFT_LIFE, append
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found
from servewell.apps.services import queries as services
from servewell.core.definition.answers import AnswerFault
from servewell.core.definition.model import Page
from servewell.core.problem import ConflictError, Problem
from servewell.gateways.rows import write_row


def show_page(*, draft_id: str, page: str, by: Actor, now: datetime) -> None:
    """Note that a page was shown; an end page ends the journey there, which is noted instead."""
    with transaction.atomic():
        draft = lock_draft_of(by, draft_id)
        shown = _page(draft, page)
        if draft.case_id is None:
            append(draft, "ended" if shown.is_end else "page_shown", by, now, page=page)


def save_page(
    *, draft_id: str, page: str, answers: Mapping[str, object], by: Actor, now: datetime, leave: bool = False
) -> None:
    """Save the answers of one page (None: cleared). With `leave` the resident goes and comes back: `saved`."""
    with transaction.atomic():
        draft = lock_draft_of(by, draft_id)
        names = {question.name for question in _page(draft, page).questions}
        check_unsubmitted(draft)
        kept = {name: value for name, value in draft.answers.items() if name not in answers or name not in names}
        kept |= {name: value for name, value in answers.items() if name in names and value is not None}
        draft.answers = kept
        if not leave and page not in draft.answered_pages:
            draft.answered_pages = [*draft.answered_pages, page]
        draft.last_page = page
        draft.saved_at, draft.expires_at = now, now + DRAFT_LIFE
        write_row(draft, ["answers", "answered_pages", "last_page", "saved_at", "expires_at"])
        append(draft, "saved" if leave else "page_answered", by, now, page=page)


def refuse_page(*, draft_id: str, page: str, faults: Sequence[AnswerFault], by: Actor, now: datetime) -> None:
    """Note which questions of a page were not accepted and why: names and codes, never what was typed."""
    with transaction.atomic():
        draft = lock_draft_of(by, draft_id)
        _page(draft, page)
        if draft.case_id is None and faults:
            append(
                draft,
                "page_refused",
                by,
                now,
                page=page,
                question=[fault.question for fault in faults],
                fault=[fault.code for fault in faults],
            )


def resume_draft(*, draft_id: str, device: str, by: Actor, now: datetime) -> None:
    """Note that a draft was opened again, perhaps on another device."""
    with transaction.atomic():
        draft = lock_draft_of(by, draft_id)
        if draft.case_id is None:
            append(draft, "resumed", by, now, device=device)


def _page(draft: Draft, page: str) -> Page:
    found = services.definition(draft.version).page(page)
    if found is None:
        raise not_found()
    return found


def check_unsubmitted(draft: Draft) -> None:
    if draft.case_id is not None:
        raise ConflictError(
            Problem(
                code="already-submitted",
                found="This application was already submitted.",
                fix="Follow it with its reference; send a message if something has to change.",
            )
        )
