"""Read the drafts of a trial, or of a service's past, as what core.trial counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from servewell.apps.cases.queries.followed import Followed, followed
from servewell.apps.journal.steps import Opening, openings
from servewell.apps.trials.measures import MEASURES
from servewell.apps.trials.models import Trial
from servewell.core.trial import Cases, Guardrail, Plan
from servewell.core.trial.planning import TIERS, Tier
from servewell.core.trial.sequences import Floats

PAST: Final = timedelta(days=365)
MOST_PAST: Final = 2_000
MOST_CASES: Final = 20_000
GROUPED_BY: Final = ("channel", "device", "language")
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


def plan_of(trial: Trial) -> Plan:
    """Return the plan that was laid down, as core.trial reads it."""
    kept: Mapping[str, Any] = trial.plan
    rails = tuple(
        Guardrail(name, base=base, margin=kept["margin"], days_to_outcome=MEASURES[name].days)
        for name, base in kept["guarded"].items()
    )
    days = MEASURES[trial.measure].days
    return Plan(kept["base"], kept["smallest_effect"], days, kept["most_cases"], rails)


def margin_of(tier: Tier) -> float:
    """Return by how much a guardrail may be worse in a tier."""
    return TIERS[tier].most_harm


def cases_of(trial: Trial) -> Cases:
    """Return the trial's drafts in the order in which they were allocated; days are counted from its start.

    Of a trial that nobody ended the first 20,000 count: those counted at an earlier look always stay.
    """
    if trial.started_at is None:
        raise ValueError("a trial that has not started has no cases")
    opened = [
        one for one in openings(trial.service, since=trial.started_at, limit=MOST_CASES)
        if _belongs(one, trial)
    ]  # fmt: skip
    cases = followed([one.draft for one in opened])
    return Cases(
        arm=np.array([one.arm == "new" for one in opened], dtype=np.bool_),
        allocated_at=np.array([(one.at - trial.started_at) / _DAY for one in opened], dtype=np.float64),
        value=_values(trial.measure, opened, cases),
        share=np.full(len(opened), trial.share / 10_000),
        guarded={name: _values(name, opened, cases) for name in MEASURES if name != trial.measure},
        groups={
            f"{by}: {value}": np.array([getattr(one, by) == value for one in opened], dtype=np.bool_)
            for by in GROUPED_BY
            for value in sorted({getattr(one, by) for one in opened})
        },
    )


def _belongs(one: Opening, trial: Trial) -> bool:
    version = {"new": trial.new_version, "old": trial.old_version}.get(one.arm)
    return version == one.version and (trial.ended_at is None or one.at < trial.ended_at)


def _values(name: str, opened: Sequence[Opening], cases: Mapping[str, Followed]) -> Floats:
    return np.array([MEASURES[name].value(one.at, cases.get(one.draft)) for one in opened], dtype=np.float64)
