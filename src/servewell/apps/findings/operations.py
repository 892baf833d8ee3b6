"""Ask for findings, and say what is made of one: keep it, dismiss it with a reason, take that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from servewell.apps.cases.tokens import new_id
from servewell.apps.cases.writing import text_of
from servewell.apps.findings.models import Finding, Run
from servewell.apps.journal import operations as journal
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries as services

MOST_GROUPS: Final = 5
LONGEST_REASON: Final = 1_000


def ask_for_findings(*, service: str, groups: Sequence[str] | None = None, by: Actor, now: datetime) -> str:
    """Ask for a search of a service's record and return its id; one that is already under way serves.

    `groups` are attributes of cases by which people are compared; None: those of the search before.
    """
    agency = services.agency_of(service)
    require(by, "look_for_findings", agency=agency)
    if groups is None:
        last = Run.objects.filter(service=service).order_by("-asked_at").first()
        groups = last.groups if last is not None else ()
    chosen = list(dict.fromkeys(groups))[:MOST_GROUPS]
    asked = Run(id=new_id(), service=service, groups=chosen, asked_by=by.id, asked_at=now)
    with transaction.atomic():
        # Whoever asks second, also at the same moment, is left out by the index of open searches.
        Run.objects.bulk_create([asked], ignore_conflicts=True)
        newest = Run.objects.filter(service=service).order_by(F("ended_at").desc(nulls_first=True))
        run: str = newest.values_list("pk", flat=True)[0]
        if run == asked.pk:
            journal.append(
                subject=f"service:{service}",
                kind="findings_asked",
                by=by.id,
                now=now,
                service=service,
                data={"run": run, "groups": chosen},
            )
    return run


def keep_finding(*, finding: str, by: Actor, now: datetime) -> None:
    """Put a finding on the list of what is worked on; saying it again changes nothing."""
    _judge(finding, "kept", "finding_kept", by=by, now=now)


def dismiss_finding(*, finding: str, reason: str, by: Actor, now: datetime) -> None:
    """Put a finding aside, in words why; later runs keep it aside. The same reason again changes nothing."""
    _judge(finding, "dismissed", "finding_dismissed", by=by, now=now, reason=reason)


def restore_finding(*, finding: str, by: Actor, now: datetime) -> None:
    """Take back what was made of a finding; where nothing was, nothing changes."""
    _judge(finding, "", "finding_restored", by=by, now=now)


def _judge(finding: str, state: str, kind: str, *, by: Actor, now: datetime, reason: str | None = None) -> None:
    found = Finding.objects.filter(pk=finding).values_list("service", flat=True).first()
    if found is None:
        raise not_found()
    require(by, "judge_finding", agency=services.agency_of(found))
    said = "" if reason is None else text_of(reason, most=LONGEST_REASON)
    with transaction.atomic():
        row = Finding.objects.select_for_update().get(pk=finding)
        if (row.state, row.reason) == (state, said):
            return
        row.state, row.reason = state, said
        row.judged_by, row.judged_at = (by.id, now) if state else ("", None)
        row.save(update_fields=["state", "reason", "judged_by", "judged_at"])
        journal.append(
            subject=f"service:{row.service}",
            kind=kind,
            by=by.id,
            now=now,
            service=row.service,
            data={"finding": finding},
            body=None if reason is None else {"reason": said},
        )
