"""Finds groups of people who are turned away more often, wait longer or are sent other ways, others being alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.case_mix import CaseMix, case_mix, told
from servewell.core.insight.compared import Difference, Measured, Shape, confidence, differences, measures
from servewell.core.insight.finding import (
    EXAMPLES,
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Finding,
    GroupHit,
    Picture,
    Row,
    Size,
)
from servewell.core.insight.group_choice import group_choice, group_choices
from servewell.core.insight.hit import sized
from servewell.core.insight.outcomes import good_or_bad
from servewell.core.insight.statistics import Interval, share
from servewell.core.insight.unequal_words import Arises, Told, proof, sentence, title
from servewell.core.measure.case_steps import CaseSteps

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
MOST: Final = 5
EXTRA: Final = 0.8  # of what an additional step weighs, a missing one does
SHAPES: Final[tuple[Shape, ...]] = ("outcome", "time", "work")


def find_unequal(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the groups that are worse off, or treated differently, in a way that is no chance.

    Compared are the attributes asked for, or else those that look like groups of people and are no special kind of
    personal data; for each at most one finding of each shape: outcome, time and work. All cases count if there are at
    most 30,000, else a sample of about as many.
    """
    by = asked.by or tuple(one.name for one in group_choices(log) if one.is_proposed)
    if not by:
        return []
    mix = case_mix(log, by)
    chosen = [place for place, levels in enumerate(mix.attributes) if levels.name in by]
    if not chosen:
        return []
    steps, measured = measures(log, mix)
    found = differences(mix, chosen, measured)
    strongest = [one for place in chosen for shape in SHAPES for one in _strongest(mix, found, place, shape)]
    strongest.sort(key=lambda one: one.strength, reverse=True)
    return [_finding(log, mix, _told(log, mix, steps, one, found)) for one in strongest[:MOST]]


def _strongest(mix: CaseMix, found: Sequence[Difference], place: int, shape: Shape) -> list[Difference]:
    """Return the difference of an attribute and shape that weighs most."""
    own = [one for one in found if one.attribute == place and one.measured.shape == shape]
    if shape == "outcome":
        return own[:1]
    at_steps = [one for one in own if one.measured.activity is not None] if shape == "time" else own
    return sorted(at_steps or own, key=lambda one: -_weight(mix, one))[:1]


def _weight(mix: CaseMix, one: Difference) -> float:
    """Return the difference in all, as often as the smaller side is there: at a step where hardly anybody of a group
    comes, the others are not the ones who are treated badly. A step more counts rather than a step less."""
    group, visits = _in_group(mix, one)[one.measured.rows], _visits(one.measured)
    times = float(min(visits[group].sum(), visits[~group].sum()))
    return times * (one.adjusted.value if one.adjusted.value > 0 else -EXTRA * one.adjusted.value)


def _in_group(mix: CaseMix, one: Difference) -> Mask:
    return np.asarray(mix.attributes[one.attribute].codes == one.level, dtype=np.bool_)


def _visits(one: Measured) -> Floats:
    return one.visits if one.visits is not None else np.ones(int(one.rows.sum()))


def _group_visits(mix: CaseMix, one: Difference) -> float:
    return float(_visits(one.measured)[_in_group(mix, one)[one.measured.rows]].sum())


def _told(log: EventLog, mix: CaseMix, steps: CaseSteps, one: Difference, found: Sequence[Difference]) -> Told:
    measured, own = one.measured, _in_group(mix, one)[one.measured.rows]
    raw = 1 - measured.values if measured.is_turned else measured.values
    if measured.activity is not None and measured.shape == "time":
        raw = steps.waits[measured.rows][:, steps.to(measured.activity)].sum(axis=1) / _visits(measured)
    weights = _visits(measured)
    mean, others = (float(np.average(raw[some], weights=weights[some])) for some in (own, ~own))
    arises = _arises(log, mix, steps, one) if measured.shape == "outcome" else None
    is_end = measured.shape == "outcome" and not measured.is_judged
    return Told(one, mix.attributes[one.attribute], own, raw, mean, others, arises, is_end, _whole(one, found))


def _whole(one: Difference, found: Sequence[Difference]) -> Difference | None:
    """Return how much longer the same group takes at all steps together, if it is slower at one of them."""
    if one.measured.shape != "time":
        return None
    same = (other for other in found if (other.attribute, other.level) == (one.attribute, one.level))
    return next((other for other in same if other.measured.shape == "time" and other.measured.activity is None), None)


def _arises(log: EventLog, mix: CaseMix, steps: CaseSteps, one: Difference) -> Arises | None:
    """Return after which activity most of the cases of the group part from the way of the others."""
    said, asked = good_or_bad(log.activities), one.measured.activity
    group = _in_group(mix, one)
    more = -1.0 if one.measured.is_turned else float(np.sign(one.adjusted.value))
    found = []
    for place, (previous, activity) in enumerate(steps.steps):
        if activity != asked and (activity not in said or asked not in said):
            continue
        sign = more if activity == asked else {"bad": 1.0, "good": -1.0}.get(said[activity], 0.0)
        ways = steps.from_(previous)
        own, others = (steps.visits[some][:, ways].sum() for some in (group, ~group))
        if min(own, others) < SMALLEST_GROUP:
            continue
        shares = [float(steps.visits[some, place].sum() / of) for some, of in ((group, own), (~group, others))]
        found.append((sign * (shares[0] - shares[1]) * float(own), Arises(previous, activity, *shares)))
    best = max(found, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


def _finding(log: EventLog, mix: CaseMix, told_as: Told) -> Finding:
    one, measured = told_as.difference, told_as.difference.measured
    unit: Literal["days", "share"] = "share" if measured.is_share else "days"
    scale = 1.0 if measured.is_share else DAY_US
    sign = -1.0 if measured.is_turned else 1.0
    low, high = sorted((sign * one.adjusted.low / scale, sign * one.adjusted.high / scale))
    return Finding(
        kind="unequal treatment",
        shape=measured.shape,
        where=_where(log, told_as),
        sentence=sentence(log, told_as),
        size=_size(log, mix, told_as),
        comparison=Comparison(
            text="difference from all others, other attributes of the cases being equal",
            value=told_as.own / scale,
            reference=told_as.others / scale,
            unit=unit,
            low=low,
            high=high,
        ),
        groups=tuple(
            GroupHit(told_as.levels.name, row.label, cases, row.value, unit) for row, cases in _rows(told_as, scale)
        ),
        confidence=confidence(one.p_value, int(told_as.is_own.sum())),
        p_value=one.p_value,
        proof=proof(told_as),
        examples=_examples(log, mix, told_as),
        picture=Picture(
            kind="intervals",
            title=title(log, told_as),
            unit="days" if unit == "days" else "in 100",
            rows=tuple(row if unit == "days" else _in_hundred(row) for row, _ in _rows(told_as, scale)),
            note=_note(mix, told_as),
        ),
    )


def _where(log: EventLog, told_as: Told) -> dict[str, str]:
    one = told_as.difference
    where = {"attribute": told_as.levels.name, "value": told_as.label, "against": "all others"}
    if one.measured.activity is not None:
        where["activity"] = log.named(one.measured.activity)
    previous = told_as.arises.previous if told_as.arises else one.measured.previous
    if previous is not None:
        where["previous"] = log.named(previous)
    return where


def _size(log: EventLog, mix: CaseMix, told_as: Told) -> Size:
    one, cases = told_as.difference, round(float(told_as.is_own.sum()) * mix.scale)
    if one.measured.shape != "time":
        return sized(log, cases, mix.total, 0.0, (0.0, 0.0, 0.0))
    won, times = told_as.whole or one, _group_visits(mix, one) * mix.scale / DAY_US
    in_all = _group_visits(mix, won) * mix.scale / DAY_US
    gain = won.adjusted.value * in_all, won.adjusted.low * in_all, won.adjusted.high * in_all
    return sized(log, cases, mix.total, max(told_as.own * times, gain[0]), gain)


def _rows(told_as: Told, scale: float) -> list[tuple[Row, int]]:
    """Return a row for each category that may be told, with its mean and interval, and how many cases it has."""
    measured, levels = told_as.difference.measured, told_as.levels
    codes, weights = levels.codes[measured.rows], _visits(measured)
    counts = np.bincount(codes, minlength=len(levels.labels))
    rows = []
    for level in told(counts, levels.known):
        some = codes == level
        found = _mean(told_as.raw[some], weights[some], measured.is_share)
        low, high = found.low / scale, found.high / scale
        is_marked = level == told_as.difference.level
        rows.append((Row(levels.labels[level], found.value / scale, low, high, None, is_marked), int(counts[level])))
    return rows


def _mean(values: Floats, weights: Floats, is_share: bool) -> Interval:
    if is_share:
        return share(float(values.sum()), len(values))
    mean = float(np.average(values, weights=weights))
    reach = 1.96 * float(np.sqrt((weights**2 * (values - mean) ** 2).sum())) / float(weights.sum())
    return Interval(mean, max(mean - reach, 0.0), mean + reach)


def _in_hundred(row: Row) -> Row:
    low, high = (None if end is None else 100 * end for end in (row.low, row.high))
    return Row(row.label, 100 * row.value, low, high, None, row.is_marked)


def _note(mix: CaseMix, told_as: Told) -> str:
    notes = [f"Counted from a sample of {len(mix.cases):,} cases." if mix.share < 1 else ""]
    if told_as.difference.measured.shape == "time":
        notes.append("The longest 1 in 100 waits count as the wait that the other 99 do not exceed.")
    hidden = len(told_as.levels.known) > len(_rows(told_as, 1.0))
    notes.append("Groups of fewer than ten cases, and others that would tell them, are left out." if hidden else "")
    choice = group_choice(told_as.levels.name)
    notes.append(choice.warning if choice else "")
    return " ".join(note for note in notes if note)


def _examples(log: EventLog, mix: CaseMix, told_as: Told) -> tuple[str, ...]:
    """Return the ids of cases of the group that fared worst."""
    measured = told_as.difference.measured
    rows = np.flatnonzero(measured.rows)[told_as.is_own]
    worst = rows[np.argsort(-measured.values[told_as.is_own], kind="stable")[:EXAMPLES]]
    named = log.cases.filter(log.cases.case.isin([int(mix.cases[row]) for row in worst]))
    return tuple(named.order_by("case").select("case_id").to_pyarrow()["case_id"].to_pylist())
