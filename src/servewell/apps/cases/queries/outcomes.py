"""What residents said came of their closed cases, in numbers. Counts under 10 are not shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from servewell.apps.cases.models import Case
from servewell.core.measure import satisfaction, solved
from servewell.core.small_numbers import SMALLEST, suppressed

LATELY: Final = timedelta(days=365)
SATISFIED: Final = 4  # from 'satisfied' on, of 5


@dataclass(frozen=True, slots=True)
class OutcomesSaid:
    """What those said who answered in the last 365 days; None: too few to be shown."""

    answered: int | None
    solved: int | None
    partly: int | None
    not_solved: int | None
    share_solved: float | None
    rated: int | None  # who also said how satisfied they are
    share_satisfied: float | None


def outcomes_said(*, service: str, version: str = "", now: datetime) -> OutcomesSaid:
    """Return what residents of a service, or of one version of it, said lately."""
    rows = Case.objects.filter(service=service, outcome_at__gt=now - LATELY, outcome_at__lte=now)
    if version:
        rows = rows.filter(version=version)
    said = list(rows.order_by().values_list("outcome", "satisfied"))
    if len(said) < SMALLEST:
        return OutcomesSaid(None, None, None, None, None, None, None)
    counts = Counter(outcome for outcome, _ in said)
    shown = suppressed([counts["solved"], counts["partly"], counts["not"]])
    share = None if shown[0] is None else solved(solved=counts["solved"], answered=len(said))
    ratings = [rating for _, rating in said if rating is not None]
    happy = sum(rating >= SATISFIED for rating in ratings)
    # The number of the others is known from both, so both have to be large enough, or nobody is among them.
    may_rate = len(ratings) >= SMALLEST and None not in suppressed([happy, len(ratings) - happy])
    return OutcomesSaid(
        answered=len(said),
        solved=shown[0],
        partly=shown[1],
        not_solved=shown[2],
        share_solved=share,
        rated=len(ratings) if len(ratings) >= SMALLEST else None,
        share_satisfied=satisfaction(satisfied=happy, answered=len(ratings)) if may_rate else None,
    )
