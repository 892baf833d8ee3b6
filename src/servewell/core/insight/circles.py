"""Finds work that goes back and forth between the same hands while nothing new is done."""

from __future__ import annotations

from typing import Final

import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.at_hand import at_hand
from servewell.core.insight.finding import (
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Finding,
    Picture,
    Row,
    count_in_words,
    days_in_words,
    share_in_words,
)
from servewell.core.insight.hit import examples, groups_hit, sized
from servewell.core.insight.moments import NORMAL, Moments, difference
from servewell.core.insight.statistics import Compared, benjamini_hochberg
from servewell.core.measure.handovers import Circle, circles, circling, durations_in_days, lasted_with, pairs

SURE: Final = 0.05
TOLD: Final = 3
NOTABLE: Final = 0.05  # of the time of these cases: less is not worth a word
_PROOF: Final = """SELECT again."case", count(*) AS times,
  (max(again."left") - min(there.entered)) / 86400000000.0 AS days
FROM transitions AS there JOIN transitions AS again ON again."case" = there."case" AND again.place = there.place + 1
WHERE there.previous_resource = again.resource AND there.resource <> again.resource
  AND again.activity = {activity} AND {activity} IN (there.activity, there.previous)
GROUP BY again."case" ORDER BY days DESC"""


def find_circles(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the activities that are done again while work goes from one to another and straight back (ping-pong).

    Told only when those cases last longer than the others with that activity, or than all others where it
    hardly occurs otherwise (Welch's test, adjusted by Benjamini and Hochberg 1995). What could be won is the time from
    the first such event to the last, but no more than by which these cases last longer.
    """
    rows = circling(log)
    found = [one for one in circles(log, rows) if one.cases >= SMALLEST_GROUP and one.spent >= NOTABLE * one.lasted]
    if not found:
        return []
    total, *sums = durations_in_days(log)
    lasted = lasted_with(log, tuple(one.activity for one in found))
    compared = []
    for one in found:
        having, days, squares = lasted[one.activity]
        if having - one.cases < SMALLEST_GROUP:
            having, days, squares = total, *sums
        others = Moments(having - one.cases, days - one.lasted, squares - one.lasted_squares)
        compared.append((one, others, difference(Moments(one.cases, one.lasted, one.lasted_squares), others)))
    adjusted = benjamini_hochberg([apart.p_value for _, _, apart in compared])
    told = [
        _finding(log, asked, total, rows.filter(rows.again == one.activity), one, others, apart, float(p_value))
        for (one, others, apart), p_value in zip(compared, adjusted, strict=True)
        if p_value < SURE and apart.value > 0
    ]
    return told[:TOLD]


def _finding(
    log: EventLog, asked: Asked, total: int, found: ir.Table, one: Circle, others: Moments, apart: Compared,
    p_value: float,
) -> Finding:  # fmt: skip
    name = log.named(one.activity)
    hit = at_hand(log, found.group_by("case").agg(weight=found.left.max() - found.entered.min()))
    spent = Moments(one.cases, one.spent, one.spent_squares)
    reach = NORMAL * spent.spread_of_total
    gain = (
        min(one.spent, apart.value * one.cases),
        min(max(one.spent - reach, 0.0), apart.low * one.cases),
        min(one.spent + reach, apart.high * one.cases),
    )
    mean = one.lasted / one.cases
    between = found.select("case", "days", previous_resource=found.resource, resource=found.away)
    common = [pair for pair in pairs(between, 1) if pair.cases >= SMALLEST_GROUP]
    usual = "".join(
        f" Most often between ‘{log.resources[pair.previous_resource]}’ and ‘{log.resources[pair.resource]}’."
        for pair in common
    )
    return Finding(
        kind="ping-pong",
        where={"activity": name},
        sentence=(
            f"Work goes back and forth between the same hands at ‘{name}’ {count_in_words(one.times)} times, in "
            f"{count_in_words(one.cases)} cases ({share_in_words(one.cases / total)}): "
            f"{days_in_words(spent.mean * DAY_US)} on average from the first time to the last. These cases last "
            f"{days_in_words(mean * DAY_US)}, the others {days_in_words(others.mean * DAY_US)}. If it stayed "
            f"in one pair of hands, people would wait {days_in_words(gain[0] * DAY_US)} less in all.{usual}"
        ),
        size=sized(log, one.cases, total, one.spent, gain),
        comparison=Comparison(
            f"How long cases last in which work goes back and forth at ‘{name}’, against the others.",
            mean, others.mean, "days", apart.low, apart.high,
        ),
        groups=groups_hit(log, asked, hit) if asked.by else (),
        confidence="high" if p_value < SURE / 5 and one.cases >= 30 else "medium",
        p_value=p_value,
        proof=_PROOF.format(activity=one.activity),
        examples=examples(log, hit),
        picture=Picture(
            "bars",
            "How long cases last",
            "days",
            (Row("work goes back and forth", mean, is_marked=True), Row("the others", others.mean)),
        ),
    )  # fmt: skip
