"""Begin an application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from servewell.apps.cases import limits, tokens
from servewell.apps.cases.models import Draft
from servewell.apps.cases.readings import Begun
from servewell.apps.journal import operations as journal
from servewell.apps.notices.links import secret_of
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries as services
from servewell.apps.services.shares import begins_with
from servewell.core.problem import Problem, ProblemError
from servewell.gateways.rows import insert_row

# Counted from the last answer saved; told to the resident, never less than 30 days.
DRAFT_LIFE: Final = timedelta(days=30)


def begin_draft(
    *,
    service: str,
    language: str,
    channel: str,
    device: str,
    answers: Mapping[str, object] | None = None,
    address: str = "",
    assisted_by: Actor | None = None,
    by: Actor,
    now: datetime,
) -> Begun:
    """Begin a draft under the current version. `answers` come from "Can I use it?"; staff who begin one assist."""
    view = services.service(service, now=now)
    helper = by if by.is_staff else None
    if assisted_by not in (None, helper):
        raise not_found()  # nobody helps in another's name
    if helper is not None:
        require(helper, "begin_assisted_draft", agency=view.agency)
    if not view.availability.is_open:
        raise ProblemError(not_open(view))
    if helper is None and address and limits.spend(f"drafts:{address}") > limits.DRAFTS_PER_ADDRESS:
        raise limits.too_many()
    draft_id = tokens.new_id()
    begins = begins_with(service, draft_id)
    secret, code = secret_of(f"draft:{draft_id}", 1), tokens.new_reference()
    known = {name for name, _, _ in services.definition(begins.version).questions()}
    with transaction.atomic():
        draft = Draft(
            id=draft_id,
            code=code,
            secret_hash=tokens.hash_of(secret),
            submission_key=tokens.new_id(),
            service=service,
            version=begins.version,
            agency=view.agency,
            language=language,
            channel=channel,
            device=device,
            arm=begins.arm,
            account_id=by.account_id if helper is None else None,
            assisted_by_id=helper.account_id if helper else None,
            answers={name: value for name, value in (answers or {}).items() if name in known},
            opened_at=now,
            saved_at=now,
            expires_at=now + DRAFT_LIFE,
        )
        insert_row(draft)
        append(draft, "opened", by, now, channel=channel, device=device, language=language, arm=begins.arm)
    return Begun(draft_id, secret, code)


def append(draft: Draft, kind: str, by: Actor, now: datetime, **data: Any) -> None:
    """Append a journey event. The actor is a role: journeys must not lead to persons."""
    journal.append(
        subject=f"draft:{draft.pk}",
        kind=kind,
        by=by.id if by.is_staff else "resident",
        now=now,
        service=draft.service,
        version=draft.version,
        data=data,
    )


def not_open(view: services.ServiceView) -> Problem:
    """Say that a service cannot be begun now, and until when."""
    availability = view.availability
    opens = f" It opens on {availability.opens_on}." if availability.opens_on else ""
    return Problem(
        code="service-not-open",
        found=f"This service is {'out of season' if availability.state == 'seasonal' else availability.state}.{opens}",
        fix=availability.note or "Come back when it is open, or talk to us.",
    )
