"""Whether the new way harms a group: one test a group, with a correction for there being many.

Equality is a guardrail of every trial. Groups with fewer than 10 cases in an arm are not shown and not tested, because
a number about them could tell about a person. Source of the correction: Wang and Ramdas, False Discovery Rate Control
with E-values, JRSS B 84 (2022): valid however the groups depend on each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from servewell.core.trial.sequences import Bools, Floats, Signals, Tuning, interval, log_wealth, signals

FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Group:
    """What the new way does to one group; with fewer than 10 cases in an arm only that it is too small."""

    name: str
    is_shown: bool
    cases: int | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    is_worse: bool = False


def against(e_values: Sequence[float], *, alpha: float) -> tuple[bool, ...]:
    """Return which e-values speak, so that among those called so the share of wrong ones is alpha at most (e-BH).

    The k largest are called for the largest k of which the smallest is at least (number of e-values) / (alpha k).
    """
    order = sorted(range(len(e_values)), key=lambda place: -e_values[place])
    called = 0
    for rank, place in enumerate(order, start=1):
        if e_values[place] >= len(e_values) / (alpha * rank):
            called = rank
    return tuple(place in order[:called] for place in range(len(e_values)))


def harm(given: Signals, tuning: Tuning) -> float:
    """Return the e-value, as of the last case, against the new way not being worse."""
    return math.exp(min(float(log_wealth(given, 0.0, tuning, sides=-1)[-1]), 700.0))


def by_group(
    groups: Mapping[str, Bools],
    *,
    arm: Bools,
    value: Floats,
    share: Floats | float,
    tuning: Tuning,
    alpha: float = 0.05,
) -> tuple[Group, ...]:
    """Compare the arms within each group; a case may be in several (district, age, language).

    Intervals are one at a time (each holds with probability 1 - alpha), "worse" is corrected for their number. The
    e-values are those of now, not the largest ever: the correction is proved for these.
    """
    found: list[Group] = []
    e_values: list[float] = []
    for name, inside in groups.items():
        if min((arm & inside).sum(), (~arm & inside).sum()) < FEWEST:
            found.append(Group(name, is_shown=False))
            continue
        own = share[inside] if isinstance(share, np.ndarray) else share
        given = signals(arm[inside], value[inside], own, tuning)
        e_values.append(harm(given, tuning))
        seen = interval(given, tuning, alpha=alpha)
        found.append(Group(name, True, int(inside.sum()), seen.estimate, seen.low, seen.high))
    worse = iter(against(e_values, alpha=alpha))
    return tuple(_judged(group, next(worse)) if group.is_shown else group for group in found)


def _judged(group: Group, is_worse: bool) -> Group:
    return Group(group.name, True, group.cases, group.difference, group.low, group.high, is_worse)
