"""How long cases took lately, and how the promise was kept. Counts under 10 are not shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from servewell.apps.cases.models import Case
from servewell.apps.cases.readings import PromiseKept, Usual
from servewell.core.measure import share_within_promise, usual_working_days
from servewell.core.small_numbers import SMALLEST

LATELY: Final = timedelta(days=365)
# Enough for a steady median; keeps the page fast for a service with a million cases a year.
MOST: Final = 2_000


def promise_kept(*, service: str, now: datetime) -> PromiseKept:
    """Return how a service kept its promise in its last decided cases of a year."""
    rows = list(
        Case.objects.filter(service=service, decided_at__gt=now - LATELY, decided_at__lte=now)
        .order_by("-decided_at")
        .values_list("decided_in_days", "has_kept_promise")[:MOST]
    )
    measured = [(days, kept) for days, kept in rows if days is not None]
    if len(measured) < SMALLEST:
        return PromiseKept(None, None, None, None)
    middle, most = usual_working_days([days for days, _ in measured])
    return PromiseKept(len(measured), share_within_promise([bool(kept) for _, kept in measured]), middle, most)


def usual(*, service: str, now: datetime) -> Usual:
    """Return how long cases of a service usually take, in working days."""
    kept = promise_kept(service=service, now=now)
    return Usual(kept.usual_days, kept.most_days)
