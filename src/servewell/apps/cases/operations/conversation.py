"""Messages both ways, requests for information and what comes back, notes among staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from servewell.apps.cases import tokens
from servewell.apps.cases.access import require_resident, require_staff
from servewell.apps.cases.models import Document
from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.storing import described, stored_file
from servewell.apps.cases.writing import check_open, check_unchanged, lock_case, lock_for_staff, record, text_of
from servewell.apps.people.actor import Actor
from servewell.core.problem import ConflictError, Problem, ProblemError
from servewell.gateways import files as store

MOST_FILES = 10


def send_message(*, case_id: str, text: str, by: Actor, now: datetime) -> str:
    """Send a message about a case: staff to the resident, or the resident to the agency; return its id.

    The same text again as the last message of the same side is taken for a second press.
    """
    if by.is_staff:
        require_staff(by, "send_message", case_id)
    else:
        require_resident(by, case_id)
    text = text_of(text)
    side = "agency" if by.is_staff else "resident"
    with transaction.atomic():
        case = lock_case(case_id)
        last = case.state.messages[-1] if case.state.messages else None
        if last is not None and (last.sender, last.text) == (side, text):
            return last.id
        message = tokens.new_id()
        kind = "message_sent" if by.is_staff else "message_received"
        record(case, kind=kind, by=by, now=now, data={"message": message}, body={"text": text})
        if by.is_staff:
            notify_case(
                case.row, case.agency, template="message", key=f"message:{message}", now=now, context={"text": text}
            )
    return message


def request_information(
    *, case_id: str, text: str, wanted: Sequence[str] = (), base_seq: int | None = None, by: Actor, now: datetime
) -> str:
    """Ask the resident for information or documents; the promise clock stands until it comes. Return its id."""
    text = text_of(text)
    wanted = [item.strip()[:200] for item in wanted if item.strip()]
    with transaction.atomic():
        case = lock_for_staff(case_id, "request_information", by)
        for asked in case.state.requests:
            if asked.answered_at is None and asked.text == text:
                return asked.id
        check_unchanged(case, base_seq, by)
        check_open(case)
        request = tokens.new_id()
        record(
            case,
            kind="information_requested",
            by=by,
            now=now,
            data={"request": request, "documents": len(wanted)},
            body={"text": text, "wanted": wanted},
        )
        shown = "\n".join([text, *(f"- {item}" for item in wanted)])
        key = f"information_requested:{request}"
        notify_case(case.row, case.agency, template="information_requested", key=key, now=now, context={"text": shown})
    return request


def give_information(
    *,
    case_id: str,
    request: str,
    text: str = "",
    files: Sequence[tuple[str, BinaryIO]] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Answer a request with text, files (name and content) or both; the clock goes on when none is left open."""
    require_resident(by, case_id)
    if len(files) > MOST_FILES:
        raise ProblemError(Problem(code="file-count", found=f"{len(files)} files.", expected=f"at most {MOST_FILES}"))
    if not files:
        text = text_of(text)
    documents: list[Document] = []
    stored = False
    try:
        for name, content in files:
            documents.append(stored_file(name, content))
        stored = _receive(case_id, request, text.strip(), documents, by, now)
    finally:
        if not stored:
            for document in documents:
                store.remove(document.stored)


def _receive(case_id: str, request: str, text: str, documents: list[Document], by: Actor, now: datetime) -> bool:
    with transaction.atomic():
        case = lock_case(case_id)
        asked = next((item for item in case.state.requests if item.id == request), None)
        if asked is None:
            raise ProblemError(
                Problem(code="unknown-request", found="We did not ask for this.", fix="Send it as a message.")
            )
        if asked.answered_at is not None:
            if (asked.answer or "") == text:
                return False
            raise ConflictError(
                Problem(
                    code="already-answered",
                    found="You have already answered this.",
                    fix="Send a message if you want to add something.",
                )
            )
        check_open(case)
        for document in documents:
            document.case, document.request, document.created_at = case.row, request, now
        Document.objects.bulk_create(documents)
        record(
            case,
            kind="information_received",
            by=by,
            now=now,
            data={"request": request},
            body={"text": text, "documents": [described(row) for row in documents]},
        )
    return True


def add_note(*, case_id: str, text: str, by: Actor, now: datetime) -> str:
    """Write a note that only staff read; the same text again as her last note is taken for a second press."""
    text = text_of(text)
    with transaction.atomic():
        case = lock_for_staff(case_id, "add_note", by)
        last = case.state.notes[-1] if case.state.notes else None
        if last is not None and (last.by, last.text) == (by.id, text):
            return last.id
        note = tokens.new_id()
        record(case, kind="note_added", by=by, now=now, data={"note": note}, body={"text": text})
    return note
