"""Take what is erased of a case out of every table and folder besides the record: one home for all who erase."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from servewell.apps.cases.models import AccessCode, Case, Document, Draft
from servewell.apps.cases.writing import OpenCase, record
from servewell.apps.journal.erasing import erase_bodies
from servewell.apps.notices import operations as notices
from servewell.apps.people.actor import Actor
from servewell.core.record import bodies_to_erase, is_of, without
from servewell.gateways import files, scrubbing


def erase(case: OpenCase, *, ground: str, questions: Sequence[str], by: Actor, now: datetime) -> None:
    """Erase all of a locked case, or the answers to some questions, with one event. Bytes of files go at the commit.

    Killed before the commit it has changed nothing; killed after it, the nightly work removes files nobody names.
    """
    row, state = case.row, case.state
    gone = bodies_to_erase(case.events, questions)
    email = row.email
    documents = [
        one for one in _documents(row.pk) if not questions or (one.question and is_of(one.question, questions))
    ]
    body: dict[str, object] = {"reference": row.reference}
    if questions:
        dropped = {one.pk for one in documents}
        body |= {
            "answers": without(state.answers, questions),
            "before": {
                str(n): one.before
                for n, one in enumerate(state.rectified)
                if one.before is not None and not is_of(one.question, questions)
            },
            "documents": [one for one in state.documents if one.get("id") not in dropped],
        }
        answers = [state.answers.get(name) for name in questions]
        row.email = "" if email in answers else email
    else:
        row.email, row.account_id = "", None
    record(
        case, kind="erased", by=by, now=now, body=body,
        data={"ground": ground, "questions": list(questions), "events": list(gone)},
    )  # fmt: skip
    erase_bodies(subject=f"case:{row.pk}", seqs=gone)
    if questions:
        _forget_letters(row, with_draft=row.email != email)
    else:
        _forget_all(row)
    _forget_documents(documents)


def _documents(case_id: str) -> list[Document]:
    return list(Document.objects.filter(case_id=case_id))


def _forget_all(row: Case) -> None:
    """Delete what other tables repeat of a whole case: letters and messages as they went out, the draft, codes."""
    Case.objects.filter(pk=row.pk).update(email="", account_id=None)
    subjects = _subjects(row)
    notices.forget(about=subjects)
    AccessCode.objects.filter(subject__in=subjects).delete()
    Draft.objects.filter(pk=row.draft_id).delete()


def _forget_letters(row: Case, *, with_draft: bool) -> None:
    """Delete what may repeat some answers: letters quote them, and the draft holds an address that may be one."""
    Case.objects.filter(pk=row.pk).update(email=row.email)
    notices.forget_sent(about=_subjects(row))
    if with_draft:
        Draft.objects.filter(pk=row.draft_id).delete()


def _subjects(row: Case) -> tuple[str, str]:
    return f"case:{row.pk}", f"draft:{row.draft_id}"


def _forget_documents(documents: Collection[Document]) -> None:
    stored = [one.stored for one in documents]
    Document.objects.filter(pk__in=[one.pk for one in documents]).delete()
    transaction.on_commit(lambda: _remove_bytes(stored))


def _remove_bytes(stored: Sequence[str]) -> None:
    for name in stored:
        files.remove(name)
    scrubbing.scrub_log()
