"""Read trials, their looks and the public register. Returns frozen values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries as services
from servewell.apps.trials.models import Look, Trial
from servewell.apps.trials.planning import check_plan
from servewell.core.problem import ProblemError
from servewell.core.trial.planning import TIERS

SHARES: Final = (5_000, 2_500, 1_000)


@dataclass(frozen=True, slots=True)
class LookView:
    """One look: when, over how many, and what it said (see `looking.looked`)."""

    at: datetime
    begun: int
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TrialView:
    """A trial as it stands. `share` in parts per 10,000; `state` is planned, approved, running, ended or concluded."""

    id: str
    service: str
    old_version: str
    new_version: str
    measure: str
    plan: Mapping[str, Any]
    share: int
    tier: str
    why: str
    finding: str
    idea: str
    practice: str
    state: str
    planned_by: str
    planned_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    verdict: str
    because: str
    reason: str
    outcome: str
    looks: tuple[LookView, ...]

    @property
    def newest(self) -> LookView | None:
        """The last look that was kept."""
        return self.looks[-1] if self.looks else None


@dataclass(frozen=True, slots=True)
class Registered:
    """A trial as the public reads it, whichever way it went; no sentence while it runs."""

    id: str
    service: str
    measure: str
    share: int
    why: str
    planned: Mapping[str, Any]
    started_at: datetime
    ended_at: datetime | None
    verdict: str
    because: str
    outcome: str
    sentence: str
    cases: int


def trial(trial_id: str, *, by: Actor) -> TrialView:
    """Return a trial of the actor's agency with its looks, or raise NotFoundError."""
    row = Trial.objects.filter(pk=trial_id).first()
    if row is None:
        raise not_found()
    require(by, "see_trials", agency=services.agency_of(row.service))
    return _view(row, tuple(row.looks.order_by("at", "pk")))


def trials_of(service: str, *, by: Actor) -> tuple[TrialView, ...]:
    """Return the trials of a service, newest first, each with its last look alone."""
    require(by, "see_trials", agency=services.agency_of(service))
    rows = tuple(Trial.objects.filter(service=service).order_by("-planned_at", "-pk"))
    last = _last_looks(rows)
    return tuple(_view(row, (last[row.pk],) if row.pk in last else ()) for row in rows)


def register() -> tuple[Registered, ...]:
    """Return every trial that ever started here, newest first: also those that failed."""
    rows = tuple(Trial.objects.filter(started_at__isnull=False).order_by("-started_at", "-pk"))
    last = _last_looks(rows)
    return tuple(_registered(row, last.get(row.pk)) for row in rows)


def _last_looks(rows: tuple[Trial, ...]) -> dict[str, Look]:
    looks = Look.objects.filter(trial__in=rows).order_by("at", "pk")
    return {look.trial_id: look for look in looks}


def _registered(row: Trial, look: Look | None) -> Registered:
    if row.started_at is None:
        raise ValueError("only trials that started are registered")
    is_over = row.ended_at is not None and look is not None
    return Registered(
        id=row.pk,
        service=row.service,
        measure=row.measure,
        share=row.share,
        why=row.why,
        planned=row.plan,
        started_at=row.started_at,
        ended_at=row.ended_at,
        verdict=row.verdict,
        because=row.because,
        outcome=row.outcome,
        sentence=str(look.content["sentence"]) if look is not None and is_over else "",
        cases=int(look.content["cases"]) if look is not None else 0,
    )


def _view(row: Trial, looks: tuple[Look, ...]) -> TrialView:
    names = (
        "service", "old_version", "new_version", "measure", "plan", "share", "tier", "why", "finding", "idea",
        "practice", "state", "planned_by", "planned_at", "started_at", "ended_at", "verdict", "because", "reason",
        "outcome",
    )  # fmt: skip
    return TrialView(
        id=row.pk,
        **{name: getattr(row, name) for name in names},
        looks=tuple(LookView(look.at, look.begun, look.content) for look in looks),
    )


@dataclass(frozen=True, slots=True)
class Likely:
    """How long a trial takes at a share (parts per 10,000); no weeks: longer than two years, or there is no past."""

    share: int
    cases: int
    weeks: int | None
    most_weeks: int | None


def likely(service: str, *, measure: str, smallest_effect: float, by: Actor, now: datetime) -> tuple[Likely, ...]:
    """Return how long a trial will likely take at several shares, by the service's own past."""
    require(by, "plan_trial", agency=services.agency_of(service))
    found = []
    for share in SHARES:
        try:
            tier = next(name for name, limits in TIERS.items() if share <= 10_000 * limits.most_share)
            plan = check_plan(
                service, measure=measure, smallest_effect=smallest_effect, share=share, tier=tier, now=now
            )
        except ProblemError as error:
            if error.problems[0].code != "trial-too-long":
                raise
            found.append(Likely(share, 0, None, None))
        else:
            took = plan["duration"]
            found.append(Likely(share, took["likely_cases"], took["likely_weeks"], took["most_weeks"]))
    return tuple(found)
