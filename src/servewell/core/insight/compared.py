"""Compares every group with everybody else on outcome, time and work, others being alike, and adjusts for how often.

Each comparison is a regression on all attributes of the cases; what is compared is always larger for the worse off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.case_mix import ENOUGH, CaseMix, Levels, Model, told
from servewell.core.insight.finding import Confidence
from servewell.core.insight.outcomes import Meaning, good_or_bad
from servewell.core.insight.statistics import Compared, benjamini_hochberg
from servewell.core.measure.case_steps import CaseSteps, case_steps

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Shape: TypeAlias = Literal["outcome", "time", "work"]
SURE: Final = 0.01
MANY: Final = 100  # cases of a group
EXPECTED: Final = 5  # hits and misses of a group, if it were like the others, before shares are compared
RARE: Final = 0.02  # of the cases: an end or a branch that fewer take is not compared
MOST_ENDS: Final = 10
SMALL: Final = 0.01  # a difference of shares below this is not worth telling
SLIGHT: Final = 0.02  # nor a difference of waits below this share of the wait


@dataclass(frozen=True)
class Measured:
    """Something that can differ: `values` for each case of `rows`, `worse` for the person where `is_judged`.

    Times are microseconds beyond the usual ones for each visit of a step (`activity`), or in all its steps without it.
    Shares are 0 or 1.
    """

    shape: Shape
    activity: int | None
    previous: int | None
    rows: Mask
    values: Floats
    is_judged: bool
    is_share: bool
    is_turned: bool = False  # the values tell who did NOT come to the activity
    visits: Floats | None = None
    ways: tuple[int, ...] = ()  # the activities that count as going on, of a branch


@dataclass(frozen=True)
class Difference:
    """A group (category `level` of an attribute) that is worse off, or differs, by `adjusted`, others being alike."""

    measured: Measured
    attribute: int
    level: int
    adjusted: Compared
    p_value: float

    @property
    def strength(self) -> float:
        """By how many standard errors the group differs."""
        reach = max(self.adjusted.high - self.adjusted.low, 1e-300)
        return abs(self.adjusted.value) / reach


def measures(log: EventLog, mix: CaseMix) -> tuple[CaseSteps, tuple[Measured, ...]]:
    """Return the steps of the cases, and everything on which groups are compared."""
    said = good_or_bad(log.activities)
    ends = _ends(mix)
    steps = case_steps(log, mix.cases, mix.share, sorted({*said, *ends}))
    outcomes = list(_outcomes(mix, steps, said))
    marks = {one.activity for one in outcomes if one.activity is not None}
    work = _branches(mix, steps, marks)
    return steps, (*outcomes, *_times(mix, steps), *work, *_repeats(mix, steps, marks))


def _ends(mix: CaseMix) -> list[int]:
    """Return the activities with which closed cases end, the most frequent first."""
    codes, counts = np.unique(mix.end[~mix.is_open], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:MOST_ENDS]
    return [int(codes[place]) for place in order if counts[place] >= RARE * counts.sum()]


def _outcomes(mix: CaseMix, steps: CaseSteps, said: dict[int, Meaning]) -> Iterator[Measured]:
    """Yield which closed cases come to an activity that decides on them, or end in it."""
    closed = ~mix.is_open
    for activity, count in steps.reached.items():
        is_reached = (count > 0) | (mix.start == activity)
        meaning = said.get(activity, "open")
        values = is_reached[closed] if meaning != "open" else (mix.end == activity)[closed]
        if values.size and RARE / 2 <= values.mean() <= 1 - RARE / 2:
            is_turned = meaning == "good"
            worse = ~values if is_turned else values
            yield Measured(
                "outcome", activity, None, closed, worse.astype(np.float64), meaning != "open", True, is_turned
            )


def _times(mix: CaseMix, steps: CaseSteps) -> Iterator[Measured]:
    """Yield how much longer cases wait before each activity than others that come to it from the same one."""
    beyond = steps.beyond_usual()
    for activity in sorted({step[1] for step in steps.steps}):
        places = steps.to(activity)
        visits = steps.visits[:, places].sum(axis=1)
        rows = visits > 0
        each = beyond[:, places].sum(axis=1)[rows] / visits[rows]
        yield Measured("time", activity, None, rows, each, True, False, visits=visits[rows])
    moved = steps.visits.sum(axis=1) > 0
    yield Measured("time", None, None, moved, beyond.sum(axis=1)[moved], True, False)


def _branches(mix: CaseMix, steps: CaseSteps, marks: set[int]) -> Iterator[Measured]:
    """Yield with which activity cases go on after another one, of those that do not come to a decision there."""
    for previous in sorted({step[0] for step in steps.steps}):
        ways = [place for place in steps.from_(previous) if steps.steps[place][1] not in marks]
        on = steps.visits[:, ways].sum(axis=1)
        rows = on > 0
        if len(ways) < 2 or not rows.any():
            continue
        taken = [(place, (steps.visits[rows, place] > 0).astype(np.float64)) for place in ways]
        taken = [(place, values) for place, values in taken if RARE <= values.mean() <= 1 - RARE]
        for place, values in taken[:1] if len(ways) == 2 else taken:
            activity = steps.steps[place][1]
            on_to = tuple(steps.steps[way][1] for way in ways)
            yield Measured("work", activity, previous, rows, values, False, True, ways=on_to)


def _repeats(mix: CaseMix, steps: CaseSteps, marks: set[int]) -> Iterator[Measured]:
    """Yield which cases do an activity again, of those that come to it at all."""
    for activity in sorted({step[1] for step in steps.steps} - marks):
        times = steps.visits[:, steps.to(activity)].sum(axis=1) + (mix.start == activity)
        rows = times > 0
        values = (times[rows] > 1).astype(np.float64)
        if RARE <= values.mean() <= 1 - RARE:
            yield Measured("work", activity, None, rows, values, True, True)


def differences(mix: CaseMix, chosen: Sequence[int], measured: Sequence[Measured]) -> list[Difference]:
    """Return the differences that are no chance, of the attributes chosen (places in the mix), the surest first.

    p-values are adjusted (Benjamini and Hochberg 1995) over all comparisons made, and besides over those of the same
    attribute: true differences by one attribute must not make false ones by another more likely.
    """
    found: list[Difference] = []
    for one in measured:
        model = mix.model(one.rows)
        fit = model.design.ols(one.values)
        for place in chosen:
            for level in _compared(mix.attributes[place], model, place, one):
                adjusted = model.compare(fit, place, level)
                if adjusted is not None:
                    found.append(Difference(one, place, level, adjusted, adjusted.p_value))
    p_values = adjusted_twice([one.p_value for one in found], [one.attribute for one in found])
    sure: list[Difference] = []
    for difference, p_value in zip(found, p_values, strict=True):
        sure += _told(mix, replace(difference, p_value=p_value))
    return sorted(sure, key=lambda one: one.strength, reverse=True)


def adjusted_twice(p_values: Sequence[float], attributes: Sequence[int]) -> list[float]:
    """Return p-values adjusted over all comparisons, and over those of the same attribute: the larger of the two."""
    found = benjamini_hochberg(p_values)
    given, of = np.asarray(p_values, dtype=np.float64), np.asarray(attributes, dtype=np.int64)
    for attribute in np.unique(of):
        own = of == attribute
        found[own] = np.maximum(found[own], benjamini_hochberg(given[own]))
    return [float(p_value) for p_value in found]


def confidence(p_value: float, cases: int) -> Confidence:
    """Return how far a difference found in so many cases of the group can be relied on."""
    if p_value < SURE / 10 and cases >= MANY:
        return "high"
    return "medium" if p_value < SURE / 2 else "low"


def _compared(levels: Levels, model: Model, place: int, one: Measured) -> Iterator[int]:
    """Yield the categories to compare with all others; of two only one, since the other differs by as much."""
    counts = model.counts[place]
    shown = told(counts, levels.known)
    if len(shown) == 2 and counts.sum() == counts[list(shown)].sum():
        shown = (min(shown, key=lambda level: counts[level]),)
    for level in shown:
        expected = counts[level] * float(one.values.mean()) if one.is_share else EXPECTED
        missed = counts[level] * (1 - float(one.values.mean())) if one.is_share else EXPECTED
        if counts[level] >= ENOUGH and min(expected, missed) >= EXPECTED:
            yield level


def _told(mix: CaseMix, one: Difference) -> list[Difference]:
    """Return the difference as that of the worse off, if it is sure and large enough to be told."""
    enough = SMALL if one.measured.is_share else SLIGHT * _wait(one)
    if one.p_value >= SURE or abs(one.adjusted.value) < enough:
        return []
    if one.adjusted.value > 0 or not one.measured.is_judged:
        return [one]
    others = [level for level in mix.attributes[one.attribute].known if level != one.level]
    counts = np.bincount(mix.attributes[one.attribute].codes[one.measured.rows], minlength=one.level + 1)
    if len(others) != 1 or counts.sum() != counts[[one.level, others[0]]].sum():
        return []
    turned = Compared(-one.adjusted.value, -one.adjusted.high, -one.adjusted.low, one.adjusted.p_value)
    return [replace(one, level=others[0], adjusted=turned)]


def _wait(one: Difference) -> float:
    return float(np.abs(one.measured.values).mean())
