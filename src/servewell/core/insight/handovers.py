"""Finds where people wait because work changes hands: handovers, and work that goes to somebody and straight back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.at_hand import at_hand
from servewell.core.insight.circles import find_circles
from servewell.core.insight.finding import (
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Confidence,
    Finding,
    Kind,
    Picture,
    Row,
    count_in_words,
    days_in_words,
)
from servewell.core.insight.hit import case_count, examples, groups_hit, sized
from servewell.core.insight.moments import Moments, difference
from servewell.core.insight.statistics import Compared, benjamini_hochberg
from servewell.core.measure.handovers import (
    Handover,
    Pair,
    PingPong,
    handovers,
    known,
    pairs,
    ping_pongs,
    share_known,
    twice,
)

KNOWN: Final = 0.5  # of the transitions must tell both resources, or nothing is said
SURE: Final = 0.01  # waits are skewed and few stay in the same hands: at 0.05 more than 5 in 100 clean logs had one
MATERIAL: Final = 0.1  # of the wait without a change of hands: a smaller difference is not worth a word
TOLD: Final = 5
_HANDOVER: Final = """SELECT resource <> previous_resource AS is_handover, count(*) AS times,
  avg(wait) / 86400000000.0 AS days
FROM transitions WHERE previous = {previous} AND activity = {activity}
AND resource IS NOT NULL AND previous_resource IS NOT NULL GROUP BY 1 ORDER BY 1"""
_PING_PONG: Final = """SELECT there.resource <> again.resource AS is_back_and_forth, count(*) AS times,
  avg(again."left" - there.entered) / 86400000000.0 AS days
FROM transitions AS there JOIN transitions AS again ON again."case" = there."case" AND again.place = there.place + 1
WHERE there.previous = {previous} AND there.activity = {between} AND again.activity = {activity}
AND there.previous_resource = again.resource AND there.resource IS NOT NULL GROUP BY 1 ORDER BY 1"""


class _Compared(NamedTuple):
    one: Handover | PingPong
    with_: Moments
    without: Moments
    apart: Compared


def find_handovers(log: EventLog, asked: Asked) -> list[Finding]:
    """Return where work that changes hands waits longer than work at the same place that does not.

    Each place is compared with itself: the same step after the same step (handover), the same three in a row
    (ping-pong), by Welch's test, adjusted over all places compared (Benjamini and Hochberg 1995). What could be won is
    the difference in all. Nothing where the log does not tell the resources of half its transitions.
    """
    if not log.abilities.has_resources or share_known(log) < KNOWN:
        return []
    return [*_found(log, asked), *find_circles(log, asked)]


def _found(log: EventLog, asked: Asked) -> list[Finding]:
    places: list[Handover | PingPong] = [*handovers(log, SMALLEST_GROUP), *ping_pongs(log, SMALLEST_GROUP)]
    if not places:
        return []
    compared = [_Compared(one, *_apart(one)) for one in places]
    adjusted = benjamini_hochberg([one.apart.p_value for one in compared])
    told = [
        (one, float(p_value))
        for one, p_value in zip(compared, adjusted, strict=True)
        if p_value < SURE and one.apart.value > MATERIAL * one.without.mean
    ]
    told.sort(key=lambda row: -row[0].apart.value * row[0].with_.count)
    total = case_count(log)
    chosen = [
        row for kind in (Handover, PingPong) for row in [row for row in told if isinstance(row[0].one, kind)][:TOLD]
    ]
    return [_finding(log, asked, total, one, p_value) for one, p_value in chosen]


def _apart(one: Handover | PingPong) -> tuple[Moments, Moments, Compared]:
    if isinstance(one, Handover):
        with_ = Moments(one.changed, one.changed_days, one.changed_squares)
        without = Moments(one.kept, one.kept_days, one.kept_squares)
    else:
        with_ = Moments(one.back, one.back_days, one.back_squares)
        without = Moments(one.alone, one.alone_days, one.alone_squares)
    return with_, without, difference(with_, without)


def _finding(log: EventLog, asked: Asked, total: int, compared: _Compared, p_value: float) -> Finding:
    one, with_, without, apart = compared
    kind: Kind = "handover" if isinstance(one, Handover) else "ping-pong"
    place, found = _place(log, one)
    found = at_hand(log, found.select("case", "days", "previous_resource", "resource"))
    hit = found.group_by("case").agg(weight=found.days.sum())
    cases = int(hit.count().to_pyarrow().as_py())
    common = pairs(found, 3)
    gain = (apart.value * with_.count, apart.low * with_.count, apart.high * with_.count)
    with_words, without_words = days_in_words(with_.mean * DAY_US), days_in_words(without.mean * DAY_US)
    proof, with_label, without_label = (
        (_HANDOVER, "work changes hands", "it stays in the same hands")
        if kind == "handover"
        else (_PING_PONG, "work goes to other hands and back", "it stays in the same hands")
    )
    return Finding(
        kind=kind,
        where=place,
        sentence=_sentence(place, with_, cases, with_words, without_words, gain[0]) + _usual(log, common, kind),
        size=sized(log, cases, total, with_.total, gain),
        comparison=Comparison(
            f"Where {with_label}, it takes {with_words} on average; where {without_label}, {without_words}.",
            with_.mean, without.mean, "days", apart.low, apart.high,
        ),
        groups=groups_hit(log, asked, hit) if asked.by else (),
        confidence=_confidence(with_, without, p_value),
        p_value=p_value,
        proof=proof.format(**{name: log.code(value) for name, value in place.items()}),
        examples=examples(log, hit),
        picture=_picture(log, with_, without, common, (with_label, without_label)),
    )  # fmt: skip


def _place(log: EventLog, one: Handover | PingPong) -> tuple[dict[str, str], ir.Table]:
    """Return where it is, and its changes of hands (case, days, previous_resource, resource)."""
    if isinstance(one, Handover):
        all_known = known(log)
        found = all_known.filter(
            (all_known.previous == one.previous) & (all_known.activity == one.activity) & all_known.is_changed
        )
        return {"previous": log.named(one.previous), "activity": log.named(one.activity)}, found
    both = twice(log)
    both = both.filter(
        (both.previous == one.previous) & (both.between == one.between) & (both.activity == one.activity) & both.is_back
    )
    place = {name: log.named(getattr(one, name)) for name in ("previous", "between", "activity")}
    return place, both.select("case", "days", previous_resource=both.resource, resource=both.away)


def _sentence(
    place: Mapping[str, str], with_: Moments, cases: int, with_words: str, without_words: str, gain: float
) -> str:
    saved = f"people would wait {days_in_words(gain * DAY_US)} less in all."
    often = f"{count_in_words(with_.count)} times"
    if with_.count != cases:
        often += f", in {count_in_words(cases)} cases"
    if "between" not in place:
        return (
            f"When work changes hands between ‘{place['previous']}’ and ‘{place['activity']}’, people wait "
            f"{with_words} on average; when it stays in the same hands, {without_words}. It changes hands there "
            f"{often}. If that took no longer than staying, {saved}"
        )
    return (
        f"Work goes to other hands for ‘{place['between']}’ and straight back for ‘{place['activity']}’ {often}. "
        f"From ‘{place['previous']}’ on this takes {with_words} on average; when it stays in the same hands, "
        f"{without_words}. If there and back took no longer, {saved}"
    )


def _usual(log: EventLog, common: Sequence[Pair], kind: str) -> str:
    """Name the most frequent pair, where it is not about one or two people's few cases."""
    if not common or common[0].cases < SMALLEST_GROUP:
        return ""
    one, other = log.resources[common[0].previous_resource], log.resources[common[0].resource]
    way = f"from ‘{one}’ to ‘{other}’" + (" and back" if kind == "ping-pong" else "")
    return f" Most often it goes {way} ({count_in_words(common[0].times)} times)."


def _confidence(with_: Moments, without: Moments, p_value: float) -> Confidence:
    if p_value < SURE / 5 and min(with_.count, without.count) >= 30:
        return "high"
    return "medium" if min(with_.count, without.count) >= 20 else "low"


def _picture(
    log: EventLog, with_: Moments, without: Moments, common: Sequence[Pair], labels: tuple[str, str]
) -> Picture:
    rows = [Row(labels[0], with_.mean, is_marked=True), Row(labels[1], without.mean)]
    rows += [
        Row(f"{log.resources[one.previous_resource]} → {log.resources[one.resource]}", one.mean_days)
        for one in common
        if one.cases >= SMALLEST_GROUP
    ]
    return Picture("bars", "Days on average, in whose hands the work is", "days", tuple(rows))
