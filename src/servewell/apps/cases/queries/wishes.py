"""What waits for an answer about personal data, and what the nights erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from servewell.apps.cases.models import Case, Night
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import require

MOST: Final = 100
NIGHTS: Final = 30


@dataclass(frozen=True, slots=True)
class DataWish:
    """A case in which erasing was asked or proposed and nobody has answered."""

    id: str
    reference: str
    service: str
    since: datetime


@dataclass(frozen=True, slots=True)
class NightView:
    """What one night erased, in the whole installation; no end: it goes on."""

    on: date
    ended_at: datetime | None
    cases: int
    answers: int
    files: int


def data_wishes(agency: str, *, by: Actor) -> tuple[DataWish, ...]:
    """Return the cases of an agency that wait for an answer about erasing, the oldest first, at most 100."""
    require(by, "see_data", agency=agency)
    rows = Case.objects.filter(agency=agency, data_wish_at__isnull=False).order_by("data_wish_at", "pk")[:MOST]
    return tuple(
        DataWish(row.pk, row.reference, row.service, row.data_wish_at) for row in rows if row.data_wish_at is not None
    )


def nights(*, by: Actor) -> tuple[NightView, ...]:
    """Return the last 30 nights, newest first."""
    require(by, "see_data")
    rows = Night.objects.order_by("-on")[:NIGHTS]
    return tuple(NightView(row.on, row.ended_at, row.cases, row.answers, row.files) for row in rows)
