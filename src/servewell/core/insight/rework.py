"""Finds what is done again: loops, and questions that people are asked more than once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.finding import (
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Confidence,
    Finding,
    Picture,
    Row,
    count_in_words,
    days_in_words,
    share_in_words,
)
from servewell.core.insight.hit import case_count, examples, groups_hit, sized
from servewell.core.insight.moments import NORMAL, Moments, difference
from servewell.core.insight.recognised import requests
from servewell.core.insight.statistics import Compared, benjamini_hochberg
from servewell.core.measure.rework import Loop, Repeat, done_again, loops, repeated_together, repeats

LOOKED_AT: Final = 12  # activities with the most time in their repeats
TOLD: Final = 5
SAME: Final = 0.6  # of the cases that repeat one of two activities repeat both: then it is one loop
USUAL_LOOP: Final = 0.5  # of the repeats come by the same other activity
NOTABLE: Final = 0.05  # of the cases, or of the time of those with repeats: told even if nothing could be won
SURE: Final = 0.05
REASONS: Final = (
    "reason",
    "reason_code",
    "reasons",
    "concept:reason",
    "grund",
    "reden",
    "motif",
    "motivo",
    "motivazione",
)
_PROOF: Final = """SELECT count(*) AS cases, sum(until - since) / 86400000000.0 AS days FROM (
  SELECT "case", min("at") AS since, max("at") AS until FROM events
  WHERE activity = {activity} GROUP BY "case") AS visits
WHERE until > since"""


def find_rework(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the activities whose repeats cost the most time; what is repeated together is told once.

    What could be won is the time in the repeats, as far as the cases with repeats really last longer than those that
    have the activity once (Welch's test, adjusted over all activities with repeats by Benjamini and Hochberg 1995).
    """
    found = [one for one in repeats(log) if one.later >= SMALLEST_GROUP]
    compared = [difference(_with(one), _without(one)) for one in found]
    adjusted = benjamini_hochberg([one.p_value for one in compared]) if compared else ()
    rated = list(zip(found, compared, map(float, adjusted), strict=True))[:LOOKED_AT]
    codes = tuple(one.activity for one, _, _ in rated)
    together = repeated_together(log, codes) if codes else {}
    ways = loops(log, codes) if codes else ()
    total = case_count(log)
    told: list[Finding] = []
    for leader, others in _families([one for one, _, _ in rated], together):
        one, apart, p_value = next(row for row in rated if row[0].activity == leader)
        is_notable = one.later >= NOTABLE * total and one.spent >= NOTABLE * one.lasted
        if (p_value < SURE and apart.value > 0) or is_notable:
            told.append(_finding(log, asked, one, apart, p_value, _with_it(log, one, ways, others), total))
    return told[:TOLD]


def _with(one: Repeat) -> Moments:
    return Moments(one.later, one.lasted, one.lasted_squares)


def _without(one: Repeat) -> Moments:
    return Moments(one.cases - one.later, one.else_lasted, one.else_squares)


def _families(found: Sequence[Repeat], together: dict[tuple[int, int], int]) -> list[tuple[int, tuple[int, ...]]]:
    """Put with each activity those that are repeated in mostly the same cases; the one with the most time leads."""
    left, families = list(found), []
    while left:
        leader = left.pop(0)
        same = [
            one
            for one in left
            if (both := together.get((leader.activity, one.activity), 0)) >= SAME * (leader.later + one.later - both)
        ]
        left = [one for one in left if one not in same]
        families.append((leader.activity, tuple(one.activity for one in same)))
    return families


def _with_it(log: EventLog, one: Repeat, ways: Sequence[Loop], others: Sequence[int]) -> str:
    """Say what is between or besides, with a comma before, or nothing."""
    usual = [way for way in ways if way.activity == one.activity and way.times >= USUAL_LOOP * one.extra]
    besides = [code for code in others if not usual or code != usual[0].between]
    said = f", mostly with only ‘{log.named(usual[0].between)}’ between" if usual else ""
    if besides:
        names = [f"‘{log.named(code)}’" for code in besides[:3]]
        listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        said += f", and with it {listed}" if said else f", together with {listed}"
    return said


def _gain(one: Repeat, apart: Compared, p_value: float) -> tuple[float, float, float]:
    """The time in the repeats, but no more than by which these cases last longer; nothing where that may be chance."""
    if p_value >= SURE or apart.value <= 0:
        return 0.0, 0.0, 0.0
    reach = NORMAL * _spent(one).spread_of_total
    return (
        min(one.spent, apart.value * one.later),
        min(max(one.spent - reach, 0.0), apart.low * one.later),
        min(one.spent + reach, apart.high * one.later),
    )


def _spent(one: Repeat) -> Moments:
    return Moments(one.later, one.spent, one.spent_squares)


def _finding(
    log: EventLog, asked: Asked, one: Repeat, apart: Compared, p_value: float, with_it: str, total: int
) -> Finding:
    name = log.named(one.activity)
    is_request = one.activity in requests(log.activities)
    hit = done_again(log, one.activity)
    reason = _reason(log, one.activity, hit)
    gain = _gain(one, apart, p_value)
    with_days, once_days = _with(one).mean, _without(one).mean
    has_once = one.cases - one.later >= SMALLEST_GROUP
    return Finding(
        kind="rework",
        where={"activity": name} | ({"reason": reason[0]} if reason else {}),
        shape="request" if is_request else "loop" if with_it.startswith(", mostly") else "repeat",
        sentence=_sentence(name, one, apart, p_value, with_it, reason, gain[0], is_request=is_request),
        size=sized(log, one.later, total, one.spent, gain),
        comparison=Comparison(
            f"Cases in which ‘{name}’ is done more than once last {days_in_words(with_days * DAY_US)} on average"
            + (f", those in which it is done once {days_in_words(once_days * DAY_US)}." if has_once else "."),
            with_days,
            once_days if has_once else None,
            "days",
            apart.low if has_once else None,
            apart.high if has_once else None,
        ),
        groups=groups_hit(log, asked, hit) if asked.by else (),
        confidence=_confidence(one, p_value),
        p_value=p_value if has_once else None,
        proof=_PROOF.format(activity=one.activity),
        examples=examples(log, hit.select("case", weight=hit.spent)),
        picture=Picture(
            "bars",
            f"How long cases last, by how often ‘{name}’ is done",
            "days",
            (Row("once", once_days), Row("more than once", with_days, is_marked=True)) if has_once else (),
        ),
    )


def _confidence(one: Repeat, p_value: float) -> Confidence:
    if p_value >= SURE:
        return "low"
    return "high" if p_value < SURE / 5 and one.later >= 30 else "medium"


def _sentence(
    name: str, one: Repeat, apart: Compared, p_value: float, with_it: str, reason: tuple[str, float] | None,
    gain: float, *, is_request: bool,
) -> str:  # fmt: skip
    share = share_in_words(one.later / one.cases)
    done = "comes more than once" if is_request else "is done more than once"
    said = [
        f"‘{name}’ {done} in {count_in_words(one.later)} of the {count_in_words(one.cases)} cases that have it "
        f"({share}){with_it}: {days_in_words(_spent(one).mean * DAY_US)} on average from the first time to the last."
    ]
    if is_request:
        said[0] = f"People are asked again: {said[0]}"
    if reason:
        said.append(f"The reason given most is ‘{reason[0]}’ ({share_in_words(reason[1])} of these cases).")
    if p_value >= SURE:
        said.append("Whether these cases last longer because of it cannot be told from chance.")
    else:
        said.append(
            f"These cases last {days_in_words(_with(one).mean * DAY_US)}, "
            f"those in which once is enough {days_in_words(_without(one).mean * DAY_US)}."
        )
    if gain > 0:
        said.append(f"If once were always enough, people would wait {days_in_words(gain * DAY_US)} less in all.")
    return " ".join(said)


def _reason(log: EventLog, activity: int, hit: ir.Table) -> tuple[str, float] | None:
    """Return the reason that most of the cases give for a repeat, and the share that give it."""
    column = next((name for name in log.events.columns if name.casefold() in REASONS), None)
    if column is None:
        return None
    again = log.events.filter(log.events.activity == activity).join(hit.select("case", "since"), "case")
    again = again.filter(again.at > again.since).select("case", reason=again[column].cast("string"))
    given = again.filter(again.reason.notnull() & (again.reason != "")).group_by("reason")
    counted = given.agg(cases=lambda some: some.case.nunique())
    rows = counted.order_by([counted.cases.desc(), counted.reason]).limit(1).to_pyarrow().to_pylist()
    if not rows or rows[0]["cases"] < SMALLEST_GROUP:
        return None
    return rows[0]["reason"], rows[0]["cases"] / int(hit.count().to_pyarrow().as_py())
