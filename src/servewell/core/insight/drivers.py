"""Finds what goes with slow cases, and with cases that end in refusal, withdrawal or failure.

What goes together need not follow from one another: nothing here is said to be a cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US, MINUTE_US
from servewell.core.insight.case_mix import ARRIVAL, ENOUGH, CaseMix, Levels, Model, case_mix, told
from servewell.core.insight.compared import EXPECTED, SMALL, SURE, adjusted_twice, confidence
from servewell.core.insight.finding import (
    EXAMPLES,
    Asked,
    Comparison,
    Finding,
    GroupHit,
    Picture,
    Row,
    Size,
    days_in_words,
    share_in_words,
)
from servewell.core.insight.group_choice import group_choice
from servewell.core.insight.hit import sized
from servewell.core.insight.outcomes import meaning
from servewell.core.insight.regression import Fit
from servewell.core.insight.statistics import Compared, share

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
MOST: Final = 5
RARE: Final = 0.2  # of the closed cases end so at most, where no end is known to be bad by its name
SLIGHT: Final = 1.05  # times as long: less is not worth telling
_STAFF: Final = re.compile(
    "responsible|employee|officer|handler|case_?worker|assignee|assigned|resource|staff|clerk|user|agent_?name"
    "|sachbearbeit|mitarbeit|zuständig|bearbeiter|medewerker|behandelaar|agent traitant|responsable|funcionario"
)
_SLOW: Final = """SELECT {group} AS "group", count(*) AS cases, median(c.duration) / 86400000000.0 AS days
FROM cases AS c WHERE NOT c.is_open GROUP BY 1"""
_FAILED: Final = """SELECT {group} AS "group", count(*) AS cases,
  avg(CASE WHEN c."end" IN ({ends}) THEN 1.0 ELSE 0.0 END) AS share
FROM cases AS c WHERE NOT c.is_open GROUP BY 1"""


@dataclass(frozen=True)
class _Asked:
    """Slow or failed: the model of the cases of `rows`, and for each of them its duration or whether it failed."""

    shape: Literal["slow", "failed"]
    rows: Mask
    values: Floats
    model: Model
    fit: Fit
    ends: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Driver:
    """A category of an attribute whose cases are `times` as slow, or have `times` the odds to fail."""

    asked: _Asked
    attribute: int
    level: int
    times: Compared
    p_value: float


def find_drivers(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the values of attributes that go with slow or with failed cases, others being alike.

    Slow: least squares on the logarithm of the duration of closed cases, so that effects are ratios. Failed: log odds
    of ending with an activity whose name means refusal, withdrawal or failure, or, where no end is named so, with any
    end that at most 20 in 100 cases have. Each value is compared with all other values of its attribute; p-values are
    adjusted over all comparisons (Benjamini and Hochberg 1995). At most one finding for each attribute and shape, and
    none by members of staff or special kinds of personal data unless they were asked for.
    """
    mix = case_mix(log, asked.by)
    chosen = [place for place, one in enumerate(mix.attributes) if _may_be_told(one.name, asked)]
    if not chosen:
        return []
    found = [one for outcome in _outcomes(log, mix) for one in _compared(mix, outcome, chosen)]
    p_values = adjusted_twice([one.p_value for one in found], [one.attribute for one in found])
    found = [replace(one, p_value=p_value) for one, p_value in zip(found, p_values, strict=True)]
    worse = sorted((one for one in found if _is_told(mix, one)), key=_strength, reverse=True)
    strongest = {(one.attribute, one.asked.shape): one for one in reversed(worse)}
    ranked = sorted(strongest.values(), key=_strength, reverse=True)
    return [_finding(log, mix, one) for one in ranked[:MOST]]


def _may_be_told(name: str, asked: Asked) -> bool:
    """Say whether a finding may be made by an attribute: not of staff or special kinds of personal data unasked."""
    choice = group_choice(name)
    is_delicate = bool(_STAFF.search(name.casefold())) or (choice is not None and choice.care == "special kind")
    return name != ARRIVAL and (name in asked.by or not is_delicate)


def _outcomes(log: EventLog, mix: CaseMix) -> Iterator[_Asked]:
    slow = ~mix.is_open & (mix.duration > 0)
    if slow.sum() >= 2 * ENOUGH:
        model = mix.model(slow)
        duration = mix.duration[slow].astype(np.float64)
        yield _Asked("slow", slow, duration, model, model.design.ols(np.log(duration + MINUTE_US)))
    closed = ~mix.is_open
    ends = failing_ends(log, mix)
    failed = np.isin(mix.end[closed], ends).astype(np.float64)
    if closed.sum() >= 2 * ENOUGH and min(failed.sum(), (1 - failed).sum()) >= 2 * EXPECTED:
        model = mix.model(closed)
        yield _Asked("failed", closed, failed, model, model.design.logistic(failed), ends)


def failing_ends(log: EventLog, mix: CaseMix) -> tuple[int, ...]:
    """Return the activities that are bad ends: by their names, or else the rare ones."""
    codes, counts = np.unique(mix.end[~mix.is_open], return_counts=True)
    named = tuple(int(code) for code in codes if meaning(log.named(int(code))) == "bad")
    if named or len(codes) < 2 or any(meaning(log.named(int(code))) == "good" for code in codes):
        return named
    rare = codes[counts < counts.max()]
    return tuple(map(int, rare)) if counts[counts < counts.max()].sum() <= RARE * counts.sum() else ()


def _compared(mix: CaseMix, asked: _Asked, chosen: Sequence[int]) -> Iterator[_Driver]:
    mean = float(asked.values.mean())
    for place in chosen:
        counts = asked.model.counts[place]
        for level in told(counts, mix.attributes[place].known):
            if asked.shape == "failed" and counts[level] * min(mean, 1 - mean) < EXPECTED:
                continue
            found = asked.model.compare(asked.fit, place, level)
            if found is not None:
                value, low, high = (float(np.exp(one)) for one in (found.value, found.low, found.high))
                yield _Driver(asked, place, level, Compared(value, low, high, found.p_value), found.p_value)


def _is_told(mix: CaseMix, one: _Driver) -> bool:
    own = _own(mix, one)
    is_large = one.times.value >= SLIGHT
    if one.asked.shape == "failed":
        is_large = float(one.asked.values[own].mean() - one.asked.values[~own].mean()) >= SMALL
    return one.p_value < SURE and one.times.value > 1 and is_large


def _strength(one: _Driver) -> float:
    """Return by how many standard errors the logarithm differs."""
    return float(np.log(one.times.value) / max(np.log(one.times.high / one.times.low), 1e-12))


def _own(mix: CaseMix, one: _Driver) -> Mask:
    return np.asarray(mix.attributes[one.attribute].codes[one.asked.rows] == one.level, dtype=np.bool_)


def _finding(log: EventLog, mix: CaseMix, one: _Driver) -> Finding:
    levels, own, is_slow = mix.attributes[one.attribute], _own(mix, one), one.asked.shape == "slow"
    rows, groups = _rows(one, levels)
    ends = ", ".join(map(str, one.asked.ends))
    return Finding(
        kind="driver",
        shape=one.asked.shape,
        where={"attribute": levels.name, "value": levels.labels[one.level], "against": "all others"},
        sentence=_sentence(log, one, levels, own),
        size=_size(log, mix, one, own),
        comparison=Comparison(
            text=("how long cases take" if is_slow else "odds to end so")
            + ", times that of all others, other attributes of the cases being equal",
            value=one.times.value,
            reference=1.0,
            unit="times",
            low=one.times.low,
            high=one.times.high,
        ),
        groups=groups,
        confidence=confidence(one.p_value, int(own.sum())),
        p_value=one.p_value,
        proof=(_SLOW if is_slow else _FAILED).format(group=levels.sql, ends=ends),
        examples=_examples(log, mix, one, own),
        picture=Picture(
            kind="intervals",
            title=f"How many times as long cases take, by ‘{levels.name}’, other attributes being equal"
            if is_slow
            else f"Of 100 closed cases, how many end so, by ‘{levels.name}’",
            unit="times" if is_slow else "in 100",
            rows=rows,
            note="What goes together need not follow from one another."
            + (f" Counted from a sample of {len(mix.cases):,} cases." if mix.share < 1 else ""),
        ),
    )


def _sentence(log: EventLog, one: _Driver, levels: Levels, own: Mask) -> str:
    label = levels.labels[one.level]
    value = label if label in ("yes", "no") or levels.ends else f"‘{label}’"
    who = f"cases where ‘{levels.name}’ is {value}"
    if one.asked.shape == "slow":
        medians = (days_in_words(float(np.median(one.asked.values[some]))) for some in (own, ~own))
        half = "half of them more than {}, of the others more than {}".format(*medians)
        return (
            f"Slow cases go with ‘{levels.name}’: {who} take {one.times.value:.1f} times as long as others that are "
            f"alike in what else is known ({half})."
        )
    shares = " against ".join(share_in_words(float(one.asked.values[some].mean())) for some in (own, ~own))
    named = [f"‘{log.named(end)}’" for end in one.asked.ends[:3]]
    ends = " or ".join(named) if len(one.asked.ends) <= 3 else f"{', '.join(named)} or the like"
    return f"C{who[1:]} end with {ends} more often than others that are alike in what else is known ({shares})."


def _size(log: EventLog, mix: CaseMix, one: _Driver, own: Mask) -> Size:
    cases = round(float(own.sum()) * mix.scale)
    if one.asked.shape == "failed":
        return sized(log, cases, mix.total, 0.0, (0.0, 0.0, 0.0))
    days = float(one.asked.values[own].sum()) * mix.scale / DAY_US
    gain = (1 - 1 / one.times.value, 1 - 1 / one.times.low, 1 - 1 / one.times.high)
    return sized(log, cases, mix.total, days, (days * gain[0], days * gain[1], days * gain[2]))


def _rows(one: _Driver, levels: Levels) -> tuple[tuple[Row, ...], tuple[GroupHit, ...]]:
    """Return a row and a group for each category that may be told."""
    rows, groups = [], []
    codes, counts = levels.codes[one.asked.rows], one.asked.model.counts[one.attribute]
    for level in told(counts, levels.known):
        label, cases, values = levels.labels[level], int(counts[level]), one.asked.values[codes == level]
        is_marked = level == one.level
        if one.asked.shape == "failed":
            found = share(float(values.sum()), cases)
            rows.append(Row(label, 100 * found.value, 100 * found.low, 100 * found.high, None, is_marked))
            groups.append(GroupHit(levels.name, label, cases, found.value, "share"))
            continue
        groups.append(GroupHit(levels.name, label, cases, float(np.median(values)) / DAY_US, "days"))
        times = one.asked.model.compare(one.asked.fit, one.attribute, level)
        if times is not None:
            value, low, high = (float(np.exp(end)) for end in (times.value, times.low, times.high))
            rows.append(Row(label, value, low, high, 1.0, is_marked))
    return tuple(rows), tuple(groups)


def _examples(log: EventLog, mix: CaseMix, one: _Driver, own: Mask) -> tuple[str, ...]:
    """Return the ids of the slowest cases, or of some that failed."""
    rows = np.flatnonzero(one.asked.rows)[own]
    worst = rows[np.argsort(-one.asked.values[own], kind="stable")[:EXAMPLES]]
    named = log.cases.filter(log.cases.case.isin([int(mix.cases[row]) for row in worst]))
    return tuple(named.order_by("case").select("case_id").to_pyarrow()["case_id"].to_pylist())
