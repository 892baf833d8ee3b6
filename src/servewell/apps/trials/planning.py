"""Check a plan before anybody is tried on: is it allowed, and can it come to a verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, get_args

from servewell.apps.trials.measures import MEASURES
from servewell.apps.trials.past import MOST_CASES, margin_of, past_of
from servewell.core.problem import Problem, ProblemError, nearest
from servewell.core.trial.planning import Duration, Tier, check_limits, expected_duration

TIERS: Final[tuple[Tier, ...]] = get_args(Tier)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan comes to: the usual value from the past, how long it will likely take, and what is kept of it."""

    base: float
    cases_a_week: float
    duration: Duration

    def kept(self, *, smallest_effect: float, guarded: dict[str, float], margin: float) -> dict[str, Any]:
        """Return the plan as it is laid down."""
        return {
            "base": self.base,
            "smallest_effect": smallest_effect,
            "most_cases": self.duration.most_cases,
            "guarded": guarded,
            "margin": margin,
            "duration": asdict(self.duration),
            "cases_a_week": self.cases_a_week,
        }


def tier_of(name: str) -> Tier:
    """Return the tier of this name; raise ProblemError when there is none."""
    for tier in TIERS:
        if tier == name:
            return tier
    raise ProblemError(_unknown("trial-tier", "tier of risk", name, TIERS))


def check_plan(
    service: str, *, measure: str, smallest_effect: float, share: int, tier: str, now: datetime
) -> dict[str, Any]:
    """Return the plan as it will be laid down, or raise ProblemError with what speaks against it.

    `smallest_effect` is on the measure's scale from 0 to 1, `share` in parts per 10,000.
    """
    risk = tier_of(tier)
    if measure not in MEASURES:
        raise ProblemError(_unknown("trial-measure", "measure of a trial", measure, tuple(MEASURES)))
    problems = [*check_limits(risk, share / 10_000)]
    if not 0 < smallest_effect < 1:
        found = f"The smallest effect that matters is {smallest_effect:g}."
        problems.append(Problem("trial-effect", found=found, expected="more than 0 and less than 1 (100 of 100)"))
    if problems:
        raise ProblemError(*problems)
    past = past_of(service, now=now)
    base = past.means[measure]
    if base is not None and base + smallest_effect > 1:
        raise ProblemError(_no_room(base, smallest_effect))
    days = MEASURES[measure].days
    duration = expected_duration(
        base=0.5 if base is None else base,
        smallest_effect=smallest_effect,
        cases_a_week=past.cases_a_week if base is not None else 0.0,
        share=share / 10_000,
        days_to_outcome=days,
    )
    if duration.most_cases > MOST_CASES:
        raise ProblemError(_too_many(duration.most_cases))
    guarded = {name: mean for name, mean in past.means.items() if name != measure and mean is not None}
    planned = Planned(base or 0.0, past.cases_a_week, duration)
    return planned.kept(smallest_effect=smallest_effect, guarded=guarded, margin=margin_of(risk))


def _no_room(base: float, effect: float) -> Problem:
    return Problem(
        code="trial-effect",
        found=f"The measure is at {100 * base:.0f} of 100 already: it cannot rise by {100 * effect:.0f}.",
        expected=f"at most {100 * (1 - base):.0f} of 100",
        fix="Write a smaller improvement, or choose what has more room to get better.",
    )


def _too_many(cases: int) -> Problem:
    return Problem(
        code="trial-too-long",
        found=f"A verdict may take {cases:,} people who begin.",
        expected=f"at most {MOST_CASES:,}",
        fix="Look for a larger improvement.",
    )


def _unknown(code: str, what: str, found: str, known: tuple[str, ...]) -> Problem:
    near = nearest(found, known)
    return Problem(
        code=code,
        found=f"'{found}' is no {what}.",
        expected="one of " + ", ".join(known),
        fix=f"Did you mean '{near}'?" if near else "Choose one of them.",
    )
