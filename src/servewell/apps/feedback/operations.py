"""Raise an idea, say that it would help too, say what became of it, lead it to a change, show it publicly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction

from servewell.apps.cases import limits
from servewell.apps.cases.access import require_staff
from servewell.apps.cases.projection import calendar_of
from servewell.apps.cases.tokens import new_id
from servewell.apps.cases.writing import text_of
from servewell.apps.feedback.models import Idea, Support
from servewell.apps.feedback.residents import (
    RESIDENT,
    hashed_person,
    person_of,
    raise_from_case,
    require_own_case,
    tell_resident,
)
from servewell.apps.journal import operations as journal
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries as services
from servewell.core.definition.model import Duration
from servewell.core.problem import ConflictError, Problem, ProblemError
from servewell.core.promise import add

ANSWERS: Final = ("considered", "planned", "done", "declined")
LONGEST: Final = 4_000
# An answer is owed so soon; days on which the agency does not work do not count.
ANSWER_WITHIN: Final = Duration(20, "working days")
# A library and half of a mobile network come from one address.
IDEAS_PER_ADDRESS: Final = 20


def raise_idea(
    *, service: str, text: str, finding: str = "", case: str = "", address: str = "", by: Actor, now: datetime
) -> str:
    """Propose an improvement of a service and return the idea's id. An answer is owed within 20 working days.

    Staff raise it from a finding, a case or nothing; a resident from her own case, once a decision was told. The same
    words again from the same person and place return the first. `address` is the client's, to limit tries.
    """
    agency = services.agency_of(service)
    said = text_of(text, most=LONGEST)
    if case and not by.is_staff:
        if address and limits.spend(f"ideas:{address}") > IDEAS_PER_ADDRESS:
            raise limits.too_many()
        return raise_from_case(
            case_id=case, service=service, text=said, due_on=_due_on(agency, now), by=by, now=now
        )  # fmt: skip
    require(by, "raise_idea", agency=agency)
    if case:
        require_staff(by, "view_case", case)
    with transaction.atomic():
        same = Idea.objects.filter(service=service, text=said, finding=finding, case_id=case, raised_by=by.id).first()
        if same is not None:
            return same.pk
        idea = Idea.objects.create(
            id=new_id(), service=service, agency=agency, text=said, finding=finding, case_id=case, raised_by=by.id,
            raised_at=now, due_on=_due_on(agency, now),
        )  # fmt: skip
        data = {"idea": idea.pk, "finding": finding, "case": case}
        _note(idea, "idea_raised", by.id, now, data=data, body={"text": said})
    return idea.pk


def support_idea(*, idea: str, case: str = "", by: Actor, now: datetime) -> None:
    """Note that an idea would help the actor too, once a person; not who raised it. Residents say with which case."""
    row = _idea(idea)
    if by.is_staff or by.kind == "system":
        require(by, "support_idea", agency=row.agency)
        person, is_own = by.id, row.raised_by == by.id
    else:
        own = require_own_case(by, case, row)
        person, is_own = person_of(own), row.case_id == own.pk
    if row.state in ("done", "declined"):
        raise _over()
    hashed = hashed_person(idea, person)
    with transaction.atomic():
        row = Idea.objects.select_for_update().get(pk=idea)
        if is_own or row.supports.filter(person=hashed).exists():
            return
        Support.objects.create(idea=row, person=hashed)
        _note(row, "idea_supported", by.id if by.is_staff else RESIDENT, now, data={"idea": idea})


def answer_idea(*, idea: str, state: str, reason: str = "", by: Actor, now: datetime) -> None:
    """Say that an idea is considered, planned, done or declined; whoever declines says why.

    The same again changes nothing. A resident who raised it is told by notice if an address is on file.
    """
    row = _idea(idea)
    require(by, "answer_idea", agency=row.agency)
    said = _reason(state, reason)
    with transaction.atomic():
        row = Idea.objects.select_for_update().get(pk=idea)
        if (row.state, row.reason) == (state, said):
            return
        row.state, row.reason, row.answered_by, row.answered_at = state, said, by.id, now
        row.save(update_fields=["state", "reason", "answered_by", "answered_at"])
        data = {"idea": idea, "state": state}
        tell_resident(row, _note(row, "idea_answered", by.id, now, data=data, body={"reason": said}), now)


def link_idea(*, idea: str, change: str, by: Actor, now: datetime) -> None:
    """Note the change that an idea led to; from then on it is planned. The same again changes nothing."""
    row = _idea(idea)
    require(by, "answer_idea", agency=row.agency)
    with transaction.atomic():
        row = Idea.objects.select_for_update().get(pk=idea)
        if row.change == change:
            return
        if row.state in ("done", "declined"):
            raise _over()
        row.change, row.linked_at, row.state = change, now, "planned"
        if row.answered_at is None:
            row.answered_by, row.answered_at = by.id, now
        row.save(update_fields=["change", "linked_at", "state", "answered_by", "answered_at"])
        tell_resident(row, _note(row, "idea_linked", by.id, now, data={"idea": idea, "change": change}), now)


def publish_idea(*, idea: str, said: str, by: Actor, now: datetime) -> None:
    """Show an idea on the public page in words that staff answer for, or take it off it ('').

    Nobody's own words get there by themselves: they may name a person.
    """
    row = _idea(idea)
    require(by, "answer_idea", agency=row.agency)
    words = text_of(said, most=LONGEST) if said.strip() else ""
    with transaction.atomic():
        row = Idea.objects.select_for_update().get(pk=idea)
        if row.said == words:
            return
        row.said = words
        row.published_at = (row.published_at or now) if words else None
        row.save(update_fields=["said", "published_at"])
        data = {"idea": idea, "shown": bool(words)}
        _note(row, "idea_published", by.id, now, data=data, body={"text": words})


def _idea(idea: str) -> Idea:
    row = Idea.objects.filter(pk=idea).first()
    if row is None:
        raise not_found()
    return row


def _note(
    row: Idea,
    kind: str,
    by: str,
    now: datetime,
    *,
    data: Mapping[str, object],
    body: Mapping[str, object] | None = None,
) -> int:
    subject = f"service:{row.service}"
    return journal.append(subject=subject, kind=kind, by=by, now=now, service=row.service, data=data, body=body).seq


def _due_on(agency: str, now: datetime) -> date:
    view = people.agency(agency)
    return add(calendar_of(view), services.today_in(view.timezone, now), ANSWER_WITHIN)


def _over() -> ConflictError:
    return ConflictError(
        Problem("idea-over", found="This idea is answered for good.", fix="Raise a new one that says what is missing.")
    )


def _reason(state: str, reason: str) -> str:
    if state not in ANSWERS:
        raise ProblemError(
            Problem(code="unknown-state", found=f"'{state}' is not an answer.", expected=", ".join(ANSWERS))
        )
    return text_of(reason, most=LONGEST) if reason.strip() or state == "declined" else ""
