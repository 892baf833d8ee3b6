"""Give files with a draft and take them back."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from servewell.apps.cases.access import draft_of, lock_draft
from servewell.apps.cases.models import Document, Draft
from servewell.apps.cases.operations.begin_draft import DRAFT_LIFE, append
from servewell.apps.cases.operations.draft_pages import check_unsubmitted
from servewell.apps.cases.readings import DocumentView
from servewell.apps.cases.storing import stored_file, view_of
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found
from servewell.apps.services import queries as services
from servewell.core.definition.model import Question
from servewell.core.problem import Problem, ProblemError
from servewell.gateways import files
from servewell.gateways.rows import write_row


def add_draft_file(
    *, draft_id: str, question: str, name: str, content: BinaryIO, by: Actor, now: datetime
) -> DocumentView:
    """Check, store and attach a file to a file question. The same bytes again give the document that is there."""
    draft = draft_of(by, draft_id)
    check_unsubmitted(draft)
    page, asked = _question(draft, question)
    document = stored_file(name, content, accept=asked.accept, max_size=asked.max_size)
    document.draft_id, document.question, document.created_at = draft_id, question, now
    try:
        with transaction.atomic():
            draft = lock_draft(draft_id)
            check_unsubmitted(draft)
            mine = list(Document.objects.filter(draft_id=draft_id, question=question).order_by("created_at", "id"))
            same = next((row for row in mine if row.sha256 == document.sha256), None)
            if same is None:
                if len(mine) >= asked.max_files:
                    raise ProblemError(
                        Problem(
                            code="file-count",
                            found=f"There are {len(mine)} files already.",
                            expected=f"at most {asked.max_files}",
                            fix="Remove one first.",
                        )
                    )
                document.save(force_insert=True)
                _note(draft, question, [*mine, document], now)
                append(draft, "file_added", by, now, page=page, question=question)
    except ProblemError:
        files.remove(document.stored)
        raise
    if same is not None:
        files.remove(document.stored)
    return view_of(same or document)


def remove_draft_file(*, draft_id: str, document_id: str, by: Actor, now: datetime) -> None:
    """Take a file back; taking it back again changes nothing."""
    draft = draft_of(by, draft_id)
    check_unsubmitted(draft)
    with transaction.atomic():
        draft = lock_draft(draft_id)
        check_unsubmitted(draft)
        document = Document.objects.filter(pk=document_id, draft_id=draft_id, case__isnull=True).first()
        if document is None:
            return
        page, _ = _question(draft, document.question)
        document.delete()
        left = Document.objects.filter(draft_id=draft_id, question=document.question).order_by("created_at", "id")
        _note(draft, document.question, list(left), now)
        append(draft, "file_removed", by, now, page=page, question=document.question)
    files.remove(document.stored)


def _note(draft: Draft, question: str, documents: list[Document], now: datetime) -> None:
    later = bool((draft.answers.get(question) or {}).get("later"))
    listed = [{"id": row.pk, "name": row.name, "size": str(row.size), "type": row.type} for row in documents]
    draft.answers = {**draft.answers, question: {"files": listed, "later": later and not listed}}
    if not listed and not later:
        draft.answers.pop(question)
    draft.saved_at, draft.expires_at = now, now + DRAFT_LIFE
    write_row(draft, ["answers", "saved_at", "expires_at"])


def _question(draft: Draft, path: str) -> tuple[str, Question]:
    for name, question, page in services.definition(draft.version).questions():
        if name == path and question.type == "file":
            return page.id, question
    raise not_found()
