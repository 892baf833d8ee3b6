"""Ideas of residents: raised from their own case, kept in its stream, and told what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from servewell.apps.cases.access import is_own_case
from servewell.apps.cases.models import Case
from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.tokens import new_id
from servewell.apps.cases.writing import OpenCase, lock_for_resident, record
from servewell.apps.feedback.models import Idea
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found
from servewell.core.problem import ConflictError, Problem

# How the streams of services name a resident: that she supported an idea tells nothing about her.
RESIDENT: Final = "resident"
IDEAS_PER_CASE: Final = 5


def raise_from_case(*, case_id: str, service: str, text: str, due_on: date, by: Actor, now: datetime) -> str:
    """Write the idea of a resident into the stream of her case, so that it is exported and erased with it."""
    with transaction.atomic():
        case = lock_for_resident(case_id, by)
        if case.row.service != service:
            raise not_found()
        raised = [event for event in case.events if event.header.kind == "idea_raised"]
        for event in raised:
            if (event.body or {}).get("text") == text:
                return str(event.header.data["idea"])
        _check_may_raise(case, len(raised), now)
        idea = new_id()
        data = {"idea": idea, "finding": "", "case": ""}
        seq = record(case, kind="idea_raised", by=by, now=now, data=data, body={"text": text})
        Idea.objects.create(
            id=idea, service=service, agency=case.row.agency, text="", case_id=case_id, case_seq=seq, raised_by="",
            raised_at=now, due_on=due_on,
        )  # fmt: skip
    return idea


def _check_may_raise(case: OpenCase, raised: int, now: datetime) -> None:
    made = case.state.decision
    if case.state.is_erased or made is None or now < made.hold_until:
        raise ConflictError(
            Problem("no-decision-yet", found="There is no decision here yet.", fix="Write us a message instead.")
        )
    if raised >= IDEAS_PER_CASE:
        raise ConflictError(
            Problem(
                "too-many-ideas",
                found=f"You have raised {raised} ideas here.",
                expected=f"at most {IDEAS_PER_CASE}",
                fix="Wait for our answers, or write us a message.",
            )
        )


def require_own_case(by: Actor, case_id: str, idea: Idea) -> Case:
    """Return the resident's case of the idea's service; only a public idea can be supported from outside."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None or not is_own_case(by, case) or case.service != idea.service or idea.published_at is None:
        raise not_found()
    return case


def person_of(case: Case) -> str:
    """Return what stands for a resident: her account, or her case while she has none here."""
    return f"account:{case.account_id}" if case.account_id is not None else f"case:{case.pk}"


def hashed_person(idea: str, person: str) -> str:
    """Return what is kept of a supporter: nobody can be followed from one idea to the next."""
    return salted_hmac("servewell.support", f"{idea}:{person}", algorithm="sha256").hexdigest()


def tell_resident(idea: Idea, seq: int, now: datetime) -> None:
    """Tell the resident who raised an idea that there is an answer; her case's page shows it in any event."""
    case = Case.objects.filter(pk=idea.case_id).first() if idea.case_seq else None
    if case is not None:
        key = f"idea:{idea.pk}:{seq}"
        notify_case(case, people.agency(case.agency), template="idea_answered", key=key, now=now)
