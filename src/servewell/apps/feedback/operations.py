"""Raise an idea; say what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from servewell.apps.cases.access import require_staff
from servewell.apps.cases.tokens import new_id
from servewell.apps.cases.writing import text_of
from servewell.apps.feedback.models import Idea
from servewell.apps.journal import operations as journal
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries as services
from servewell.core.problem import Problem, ProblemError

ANSWERS: Final = ("considered", "done", "declined")
LONGEST: Final = 4_000


def raise_idea(*, service: str, text: str, finding: str = "", case: str = "", by: Actor, now: datetime) -> str:
    """Propose an improvement of a service and return the idea's id.

    It may come from a finding or from a case of that service; the same words from the same person and place again
    return the first.
    """
    agency = services.agency_of(service)
    require(by, "raise_idea", agency=agency)
    if case:
        require_staff(by, "view_case", case)
    said = text_of(text, most=LONGEST)
    with transaction.atomic():
        same = Idea.objects.filter(service=service, text=said, finding=finding, case_id=case, raised_by=by.id).first()
        if same is not None:
            return same.pk
        idea = Idea.objects.create(
            id=new_id(), service=service, agency=agency, text=said, finding=finding, case_id=case, raised_by=by.id,
            raised_at=now,
        )  # fmt: skip
        journal.append(
            subject=f"service:{service}",
            kind="idea_raised",
            by=by.id,
            now=now,
            service=service,
            data={"idea": idea.pk, "finding": finding, "case": case},
            body={"text": said},
        )
    return idea.pk


def answer_idea(*, idea: str, state: str, reason: str = "", by: Actor, now: datetime) -> None:
    """Say that an idea is considered, done or declined; whoever declines says why. The same again changes nothing."""
    row = Idea.objects.filter(pk=idea).first()
    if row is None:
        raise not_found()
    require(by, "answer_idea", agency=row.agency)
    said = _reason(state, reason)
    with transaction.atomic():
        row = Idea.objects.select_for_update().get(pk=idea)
        if (row.state, row.reason) == (state, said):
            return
        row.state, row.reason, row.answered_by, row.answered_at = state, said, by.id, now
        row.save(update_fields=["state", "reason", "answered_by", "answered_at"])
        journal.append(
            subject=f"service:{row.service}",
            kind="idea_answered",
            by=by.id,
            now=now,
            service=row.service,
            data={"idea": idea, "state": state},
            body={"reason": said},
        )


def _reason(state: str, reason: str) -> str:
    if state not in ANSWERS:
        raise ProblemError(
            Problem(code="unknown-state", found=f"'{state}' is not an answer.", expected=", ".join(ANSWERS))
        )
    return text_of(reason, most=LONGEST) if reason.strip() or state == "declined" else ""
