"""Which version a new draft begins with while a trial runs. Trials write shares; nothing here knows what a trial is.

A draft keeps its version and arm for good, on every device: nothing is decided a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection
from django.utils.crypto import salted_hmac

from servewell.apps.people.permissions import not_found
from servewell.apps.services.models import Service, Share, Version
from servewell.core.problem import ConflictError, Problem
from servewell.core.trial.allocation import Allocation, is_new
from servewell.gateways.rows import read_row

Arm = Literal["new", "old", ""]


@dataclass(frozen=True, slots=True)
class BeginsWith:
    """The version of a new draft and the arm of the trial it belongs to; no arm: there is no trial."""

    version: str
    arm: Arm


@dataclass(frozen=True, slots=True)
class ShareView:
    """What part of new drafts (parts per 10,000) begins with a version, for which trial."""

    version: str
    trial: str
    share: int
    since: datetime


def begins_with(service: str, draft_key: str) -> BeginsWith:
    """Return with which version a draft begins: decided by a keyed hash, so nobody can choose it.

    Without a draft's key it is what everybody gets. Raises NotFoundError.
    """
    row = read_row(Service, slug=service)
    if row is None:
        raise not_found()
    share = read_row(Share, service=row.pk) if draft_key else None
    if share is None:
        return BeginsWith(row.version, "")
    goes_new = is_new(Allocation(share.trial, share.share), key=_key(), draft=draft_key)
    return BeginsWith(share.version_id, "new") if goes_new else BeginsWith(row.version, "old")


def share_of(service: str) -> ShareView | None:
    """Return the share of a service that is on trial, or None."""
    row = Share.objects.filter(service__slug=service).first()
    return None if row is None else ShareView(row.version_id, row.trial, row.share, row.since)


def write_share(*, service: str, version: str, share: int, trial: str, now: datetime) -> None:
    """Let a part of new drafts begin with a version; 0 ends it. A part of a trial's operation, which tells the event.

    Raises ConflictError while another trial runs on the service.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a share is set in the transaction of the trial that it belongs to")
    row = Service.objects.select_for_update().get(slug=service)
    if not share:
        Share.objects.filter(service=row, trial=trial).delete()
        return
    if not Version.objects.filter(pk=version, service=row).exists():
        raise not_found()
    if Share.objects.filter(service=row).exclude(trial=trial).exists():
        raise ConflictError(
            Problem(
                code="trial-already-runs",
                found="Another trial of this service is under way.",
                expected="one trial of a service at a time",
                fix="Wait for its verdict, or stop it.",
            )
        )
    Share.objects.update_or_create(
        service=row, defaults={"version_id": version, "trial": trial, "share": share, "since": now}
    )


def _key() -> bytes:
    """Return the key of allocations, made from the installation's secret: who knows a draft's id knows no arm."""
    return salted_hmac("servewell.trial", "allocation", algorithm="sha256").digest()
