"""A service's own past: what a plan is made from. Without a package of numbers: pages ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from servewell.apps.cases.queries.followed import followed
from servewell.apps.journal.steps import openings
from servewell.apps.trials.measures import MEASURES
from servewell.core.trial.planning import TIERS, Tier

PAST: Final = timedelta(days=365)
MOST_PAST: Final = 2_000
MOST_CASES: Final = 20_000  # of a trial
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Past:
    """A service's last year: how many begin a week, and the mean of each measure; None: it cannot be told yet."""

    cases_a_week: float
    means: Mapping[str, float | None]


def past_of(service: str, *, now: datetime) -> Past:
    """Return what a service's own past tells, of its newest 2,000 drafts within a year."""
    opened = openings(service, since=now - PAST, limit=MOST_PAST, newest=True)
    cases = followed([one.draft for one in opened])
    weeks = max((now - opened[0].at) / timedelta(weeks=1), 1.0) if opened else 1.0
    means: dict[str, float | None] = {}
    for name, measure in MEASURES.items():
        ripe = [measure.value(one.at, cases.get(one.draft)) for one in opened if one.at <= now - _DAY * measure.days]
        means[name] = sum(ripe) / len(ripe) if ripe else None
    return Past(len(opened) / weeks, means)


def margin_of(tier: Tier) -> float:
    """Return by how much a guardrail may be worse in a tier."""
    return TIERS[tier].most_harm
