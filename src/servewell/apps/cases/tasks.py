"""What the clocks do: note promises that come near or are missed, forget drafts that ran out, erase what is due."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from servewell.apps.cases.models import AccessCode, Clock, Document, Draft
from servewell.apps.cases.nights import erase_due
from servewell.apps.cases.writing import lock_case, record
from servewell.apps.journal import operations as journal
from servewell.apps.notices import operations as notices
from servewell.apps.notices.tasks import wipe_codes
from servewell.apps.people.actor import SYSTEM
from servewell.gateways import files

BATCH: Final = 200


def tick(*, now: datetime) -> int:
    """Do what is due; return how many things were done. Safe to stop at any point and to run twice."""
    wipe_codes(now=now)
    return ring_clocks(now=now) + forget_drafts(now=now) + erase_due(now=now)


def ring_clocks(*, now: datetime) -> int:
    """Append `deadline_near` and `deadline_missed` for the clocks that are due, each once."""
    due = Clock.objects.filter(fired_at__isnull=True, due_at__lte=now).order_by("due_at", "id")
    rung = 0
    for clock_id, case_id in list(due.values_list("pk", "case_id")[:BATCH]):
        with transaction.atomic():
            case = lock_case(case_id)
            # Looked at again under the lock: a decision or a question may have stopped the clock.
            clock = Clock.objects.filter(pk=clock_id, fired_at__isnull=True, due_at__lte=now).first()
            if clock is None:
                continue
            Clock.objects.filter(pk=clock_id).update(fired_at=now)
            record(case, kind=clock.kind, by=SYSTEM, now=now, data={"clock": "promise"})
            rung += 1
    return rung


def forget_drafts(*, now: datetime) -> int:
    """Delete drafts that ran out, with their files; those never submitted are noted as abandoned."""
    old = Draft.objects.filter(expires_at__lt=now).order_by("expires_at")
    forgotten = 0
    for draft_id in list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            draft = Draft.objects.select_for_update(of=("self",)).filter(pk=draft_id, expires_at__lt=now).first()
            if draft is None:
                continue
            orphans = Document.objects.filter(draft_id=draft_id, case__isnull=True)
            stored = list(orphans.values_list("stored", flat=True))
            orphans.delete()
            if draft.case_id is None:
                journal.append(
                    subject=f"draft:{draft_id}",
                    kind="abandoned",
                    by=SYSTEM.id,
                    now=now,
                    service=draft.service,
                    version=draft.version,
                    data={},
                )
            notices.forget(about=(f"draft:{draft_id}",))
            AccessCode.objects.filter(subject=f"draft:{draft_id}").delete()
            draft.delete()
        for name in stored:
            files.remove(name)
        forgotten += 1
    return forgotten
