"""Look at a case, take it, give it back, move it from stage to stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from servewell.apps.cases.access import require_staff
from servewell.apps.cases.models import Case
from servewell.apps.cases.writing import (
    check_open,
    check_unchanged,
    lock_case,
    lock_for_resident,
    lock_for_staff,
    record,
)
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.core.problem import ConflictError, Problem, ProblemError, nearest

# Turning the pages of a case for a while is one look.
ONE_LOOK: Final = timedelta(minutes=10)
# A closed list: the purpose stands in the permanent part of the record, where no free text may be.
PURPOSES: Final = frozenset({"casework", "decide", "document", "quality", "complaint", "audit", "privacy", "replay"})


def view_case(*, case_id: str, purpose: str, by: Actor, now: datetime) -> None:
    """Note that staff looked at a case, and why; the resident sees it at once."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "view_case", by)
        if purpose not in PURPOSES:
            known = ", ".join(sorted(PURPOSES))
            raise ProblemError(Problem("not-a-choice", found="This is no purpose of a look.", expected=known))
        for event in reversed(case.events):
            header = event.header
            if now - datetime.fromisoformat(header.at) > ONE_LOOK:
                break
            if (header.kind, header.actor) == ("viewed_by_staff", by.id) and header.data["purpose"] == purpose:
                return
        role = min(by.roles, default="system").replace("_", " ")
        record(
            case,
            kind="viewed_by_staff",
            by=by,
            now=now,
            data={"purpose": purpose},
            body={"who": f"{by.name}, {role}" if by.name else role},
        )


def record_status_view(*, case_id: str, by: Actor, now: datetime) -> None:
    """Note that the resident looked how far her case is; several looks within minutes are one."""
    with transaction.atomic():
        case = lock_for_resident(case_id, by)
        for event in reversed(case.events):
            if now - datetime.fromisoformat(event.header.at) > ONE_LOOK:
                break
            if event.header.kind == "status_viewed":
                return
        record(case, kind="status_viewed", by=by, now=now)


def take_case(*, case_id: str, base_seq: int | None = None, by: Actor, now: datetime) -> None:
    """Take a case that nobody has; one that a colleague has must be assigned by name."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "take_case", by)
        if case.state.assigned_to == by.account_id:
            return
        check_unchanged(case, base_seq, by)
        check_open(case)
        if case.state.assigned_to is not None:
            name = people.names_of(frozenset({case.state.assigned_to})).get(case.state.assigned_to, "a colleague")
            raise ConflictError(
                Problem(code="case-taken", found=f"{name} has this case.", fix="Ask, or assign it to yourself.")
            )
        record(case, kind="assigned", by=by, now=now, data={"to": by.account_id})


def assign_case(*, case_id: str, to: int, base_seq: int | None = None, by: Actor, now: datetime) -> None:
    """Give a case to a caseworker of the same agency."""
    require_staff(by, "assign_case", case_id)
    agency = Case.objects.values_list("agency", flat=True).get(pk=case_id)
    if not any(member.account_id == to and "caseworker" in member.roles for member in people.staff_of(agency)):
        raise ProblemError(
            Problem(code="not-a-caseworker", found="This person cannot work on cases here.", fix="Choose a caseworker.")
        )
    with transaction.atomic():
        case = lock_case(case_id)
        if case.state.assigned_to == to:
            return
        check_unchanged(case, base_seq, by)
        check_open(case)
        record(case, kind="assigned", by=by, now=now, data={"to": to})


def return_case(*, case_id: str, base_seq: int | None = None, by: Actor, now: datetime) -> None:
    """Put a case back into the queue."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "return_case", by)
        if case.state.assigned_to is None:
            return
        check_unchanged(case, base_seq, by)
        check_open(case)
        record(case, kind="returned", by=by, now=now)


def enter_stage(*, case_id: str, stage: str, base_seq: int | None = None, by: Actor, now: datetime) -> None:
    """Move a case to a stage of its definition. The last stage comes with the decision, not by hand."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "enter_stage", by)
        if case.state.stage == stage:
            return
        check_unchanged(case, base_seq, by)
        check_open(case)
        stages = [item.id for item in case.definition.stages[:-1]]
        if stage not in stages:
            close = nearest(stage, stages)
            raise ProblemError(
                Problem(
                    code="unknown-stage",
                    found=f"A case cannot be moved to '{stage}'.",
                    expected=", ".join(stages),
                    fix=f"Did you mean '{close}'?" if close else "",
                )
            )
        record(case, kind="stage_entered", by=by, now=now, data={"stage": stage})
