"""Drafts."""

from __future__ import annotations

from servewell.apps.cases import tokens
from servewell.apps.cases.models import Case, Document, Draft
from servewell.apps.cases.readings import DocumentView, DraftRow, DraftView
from servewell.apps.cases.storing import view_of
from servewell.apps.people.permissions import not_found
from servewell.apps.services import queries as services
from servewell.gateways.rows import read_row


def draft(draft_id: str) -> DraftView:
    """Return a draft, or raise NotFoundError."""
    row = read_row(Draft, id=draft_id)
    if row is None:
        raise not_found()
    return _view(row)


def draft_of_secret(draft_id: str, secret: str) -> DraftView | None:
    """Return the draft that this secret opens, in one reading, or None; takes as long when there is no such draft."""
    row = read_row(Draft, id=draft_id)
    is_hers = tokens.matches(secret, row.secret_hash if row is not None else tokens.NO_HASH)
    return _view(row) if row is not None and is_hers else None


def _view(row: Draft) -> DraftView:
    reference = None
    if row.case_id is not None:
        reference = Case.objects.values_list("reference", flat=True).get(pk=row.case_id)
    return DraftView(
        id=row.pk,
        code=row.code,
        service=row.service,
        version=row.version,
        agency=row.agency,
        language=row.language,
        channel=row.channel,
        answers=row.answers,
        answered_pages=frozenset(row.answered_pages),
        last_page=row.last_page,
        opened_at=row.opened_at,
        saved_at=row.saved_at,
        expires_at=row.expires_at,
        files=_files(row),
        account_id=row.account_id,
        assisted=row.assisted_by_id is not None,
        assisted_by=row.assisted_by_id,
        email=row.email or None,
        submission_key=row.submission_key,
        case_id=row.case_id,
        case_reference=reference,
    )


def _files(row: Draft) -> tuple[DocumentView, ...]:
    # Most services ask for no file: then there is nothing to look for.
    if not any(question.type == "file" for _, question, _ in services.definition(row.version).questions()):
        return ()
    return tuple(view_of(one) for one in Document.objects.filter(draft_id=row.pk).order_by("created_at", "id"))


def has_draft(draft_id: str) -> bool:
    """Tell whether there is such a draft."""
    return Draft.objects.filter(pk=draft_id).exists()


def find_draft(code: str) -> str | None:
    """Return the id of the draft with a code, however it was typed, or None."""
    reference = tokens.read_reference(code)
    return Draft.objects.filter(code=reference).values_list("pk", flat=True).first() if reference else None


def draft_secret_matches(draft_id: str, secret: str) -> bool:
    """Tell whether this is the draft's secret; takes as long for a draft that does not exist."""
    stored = Draft.objects.filter(pk=draft_id).values_list("secret_hash", flat=True).first()
    return tokens.matches(secret, stored or tokens.NO_HASH)


def drafts_of(account_id: int) -> tuple[DraftRow, ...]:
    """Return the drafts of an account that are not submitted, newest first."""
    rows = Draft.objects.filter(account_id=account_id, case_id__isnull=True).order_by("-saved_at")[:100]
    fields = ("pk", "code", "service", "version", "language", "saved_at", "expires_at")
    return tuple(DraftRow(*row) for row in rows.values_list(*fields))
