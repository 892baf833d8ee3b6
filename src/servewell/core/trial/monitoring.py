"""One look at a trial: whether to go on or to stop, and what is known so far. It may be asked at every moment.

Only matured cases count, in the order in which they were allocated: cases that are decided quickly would otherwise
speak first, and arms differ in that. The cases counted at a look are then always the first so many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np

from servewell.core.trial.groups import Group, by_group
from servewell.core.trial.guardrails import Guarded, Guardrail, guard
from servewell.core.trial.sample_ratio import SampleRatio, sample_ratio_check
from servewell.core.trial.sequences import Bools, Floats, Interval, Tuning, interval, signals

Verdict: TypeAlias = Literal["go on", "stop for benefit", "stop for harm", "stop for futility", "done", "broken"]

# A benefit is not told before so many cases, though it would be valid: the first days are not like the others.
FEWEST_FOR_BENEFIT: Final = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What was laid down before the start. Values lie from 0 to 1, more is better; days are days."""

    base: float
    smallest_effect: float
    days_to_outcome: float
    most_cases: int
    guardrails: tuple[Guardrail, ...] = ()
    alpha: float = 0.05

    @property
    def tuning(self) -> Tuning:
        return Tuning(self.base, self.smallest_effect)


@dataclass(frozen=True, slots=True)
class Cases:
    """What is recorded so far, one entry a case, in the order of allocation (`allocated_at` in days rises).

    `share` is each case's chance of the new way at its allocation. Values of cases that have not matured are not read.
    """

    arm: Bools
    allocated_at: Floats
    value: Floats
    share: Floats
    guarded: Mapping[str, Floats] = field(default_factory=dict)
    groups: Mapping[str, Bools] = field(default_factory=dict)
    known: Floats | None = None

    def __post_init__(self) -> None:
        columns = [self.allocated_at, self.value, self.share, *self.guarded.values(), *self.groups.values()]
        if any(column.shape != self.arm.shape for column in columns):
            raise ValueError("every column has one entry a case")
        if (np.diff(self.allocated_at) < 0).any():
            raise ValueError("cases stand in the order of their allocation")
        if ((self.share <= 0) | (self.share >= 1)).any():
            raise ValueError("a case that could go one way only is not in the trial")


@dataclass(frozen=True, slots=True)
class Look:
    """What one look says: the verdict with its reason, the difference, guardrails, groups and sizes of arms."""

    verdict: Verdict
    because: str
    cases: int
    waiting: int
    difference: Interval
    guardrails: tuple[Guarded, ...]
    groups: tuple[Group, ...]
    ratio: SampleRatio


def look(plan: Plan, cases: Cases, *, today: float) -> Look:
    """Look at a trial on a day (counted like `allocated_at`); raise ValueError for values that cannot be counted.

    Every stop rests on what holds at all looks at once, so it does not matter how often or why somebody looks. A
    benefit and a harm of the measure together are wrong with probability `alpha` at most.
    """
    count = _matured(cases, plan.days_to_outcome, today)
    arm, value, share = cases.arm[:count], _counted(cases.value[:count]), cases.share[:count]
    known = None if cases.known is None else cases.known[:count]
    difference = interval(signals(arm, value, share, plan.tuning, known), plan.tuning, alpha=plan.alpha)
    rails = tuple(_guarded(rail, cases, today) for rail in plan.guardrails)
    parts = {name: inside[:count] for name, inside in cases.groups.items()}
    groups = by_group(parts, arm=arm, value=value, share=share, tuning=plan.tuning, alpha=plan.alpha)
    ratio = sample_ratio_check(
        [
            (int(cases.arm[cases.share == one].sum()), int((cases.share == one).sum()), float(one))
            for one in np.unique(cases.share)
        ]
    )
    verdict, because = _judge(plan, count, difference, rails, groups, ratio)
    return Look(verdict, because, count, len(cases.arm) - count, difference, rails, groups, ratio)


def _matured(cases: Cases, days: float, today: float) -> int:
    return int(np.searchsorted(cases.allocated_at, today - days, side="right"))


def _counted(value: Floats) -> Floats:
    if not ((value >= 0) & (value <= 1)).all():
        raise ValueError("a matured case has a value from 0 to 1")
    return value


def _guarded(rail: Guardrail, cases: Cases, today: float) -> Guarded:
    count = _matured(cases, rail.days_to_outcome, today)
    value = _counted(cases.guarded[rail.name][:count])
    return guard(rail, arm=cases.arm[:count], value=value, share=cases.share[:count])


def _judge(
    plan: Plan,
    count: int,
    difference: Interval,
    rails: tuple[Guarded, ...],
    groups: tuple[Group, ...],
    ratio: SampleRatio,
) -> tuple[Verdict, str]:
    """Return the verdict and what it rests on: harm before all else, since people are harmed while one waits."""
    hit = next((rail.name for rail in rails if rail.is_hit), None)
    worse = next((group.name for group in groups if group.is_worse), None)
    if hit is not None:
        return "stop for harm", f"guardrail {hit}"
    if difference.high < 0:
        return "stop for harm", "measure"
    if worse is not None:
        return "stop for harm", f"group {worse}"
    if ratio.is_wrong:
        return "broken", "sizes of arms"
    if difference.low > 0 and count >= FEWEST_FOR_BENEFIT:
        return "stop for benefit", "measure"
    if difference.high < plan.smallest_effect:
        return "stop for futility", "no effect worth having"
    if count >= plan.most_cases:
        return "done", "planned cases"
    return "go on", "measure"
