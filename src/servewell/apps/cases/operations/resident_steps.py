"""What the resident of a case can do about it: withdraw it, contest the decision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from servewell.apps.cases.access import require_resident
from servewell.apps.cases.letters import appeal_until
from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.writing import check_open, lock_case, record, text_of
from servewell.apps.people.actor import Actor
from servewell.apps.services.queries import today_in
from servewell.core.problem import ConflictError, Problem


def withdraw(*, case_id: str, reason: str = "", by: Actor, now: datetime) -> None:
    """Withdraw an application that is not decided; withdrawing again changes nothing."""
    require_resident(by, case_id)
    with transaction.atomic():
        case = lock_case(case_id)
        if case.state.status == "withdrawn":
            return
        check_open(case)
        said = text_of(reason) if reason.strip() else ""
        seq = record(case, kind="withdrawn", by=by, now=now, body={"reason": said})
        notify_case(case.row, case.agency, template="withdrawn", key=f"withdrawn:{case_id}:{seq}", now=now)


def appeal(*, case_id: str, text: str, by: Actor, now: datetime) -> None:
    """Contest a decision within its period. The case stays decided; staff see the appeal and may reopen."""
    require_resident(by, case_id)
    text = text_of(text)
    with transaction.atomic():
        case = lock_case(case_id)
        made = case.state.decision
        agency = case.agency
        chosen = next((item for item in case.definition.decisions if made and item.id == made.id), None)
        until = appeal_until(chosen, agency, made.at) if made and chosen and now >= made.hold_until else None
        if until is None or case.state.status not in ("decided", "closed"):
            raise ConflictError(
                Problem(
                    code="nothing-to-contest",
                    found="There is no decision here that can be contested.",
                    fix="Write us a message instead.",
                )
            )
        if today_in(agency.timezone, now) > until:
            raise ConflictError(
                Problem(
                    code="appeal-too-late",
                    found=f"The time to contest this decision ended on {until.isoformat()}.",
                    fix="Write us a message if something kept you from doing it in time.",
                )
            )
        decided = max(event.header.seq for event in case.events if event.header.kind == "decided")
        if any(event.header.kind == "appealed" and event.header.seq > decided for event in case.events):
            return
        record(case, kind="appealed", by=by, now=now, body={"text": text})
