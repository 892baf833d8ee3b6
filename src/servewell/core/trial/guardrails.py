"""What must not get worse: a one-sided test of each guardrail at every look, with an error of its own.

A guardrail that is worse by more than its margin stops the trial at once. Each has its own error, since what is asked
is whether *this* was harmed: with k guardrails a harmless trial is stopped with probability k times alpha at most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from servewell.core.trial.sequences import Bools, Floats, Tuning, log_wealth, signals


@dataclass(frozen=True, slots=True)
class Guardrail:
    """One thing that must not get worse: the usual value (0 to 1, more is better) and how much worse is borne."""

    name: str
    base: float
    margin: float = 0.0
    smallest_harm: float = 0.05
    alpha: float = 0.05
    days_to_outcome: float = 0.0


@dataclass(frozen=True, slots=True)
class Guarded:
    """What became of a guardrail: the largest e-value against "no worse", and whether and at which case it was hit."""

    name: str
    difference: float
    e_value: float
    hit_at: int | None

    @property
    def is_hit(self) -> bool:
        return self.hit_at is not None


def guard(rail: Guardrail, *, arm: Bools, value: Floats, share: Floats | float) -> Guarded:
    """Look at one guardrail, from the cases of one trial in the order of allocation."""
    tuning = Tuning(rail.base, rail.smallest_harm)
    given = signals(arm, value, share, tuning)
    told = log_wealth(given, -rail.margin, tuning, sides=-1)
    hit = told >= math.log(1 / rail.alpha)
    return Guarded(
        name=rail.name,
        difference=float(given.number.mean()) if len(value) else 0.0,
        e_value=math.exp(min(float(told.max(initial=0.0)), 700.0)),
        hit_at=int(hit.argmax()) + 1 if hit.any() else None,
    )
