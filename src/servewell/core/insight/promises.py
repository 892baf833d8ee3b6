"""Finds how often a promise is broken, and before which steps the late cases lose their time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US, MINUTE_US
from servewell.core.insight.at_hand import at_hand
from servewell.core.insight.finding import (
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Finding,
    Picture,
    PromiseAsked,
    Row,
    count_in_words,
    days_in_words,
    share_in_words,
)
from servewell.core.insight.hit import case_count, examples, groups_hit, sized
from servewell.core.insight.moments import NORMAL, Moments, difference
from servewell.core.insight.promise_proof import late_sql
from servewell.core.insight.statistics import Compared, benjamini_hochberg
from servewell.core.measure.lateness import Kept, Promise, Step, kept, late_cases, steps

SURE: Final = 0.05
TOLD: Final = 3
WORTH: Final = 0.1  # of the whole difference: a step that makes less of it gets no finding of its own
ROWS: Final = 8
_STEP: Final = """SELECT "case", sum(wait) / 86400000000.0 AS days FROM transitions WHERE activity = {activity}
GROUP BY "case" ORDER BY days DESC"""


class _Place(NamedTuple):
    step: Step
    broken: Moments
    on_time: Moments
    apart: Compared
    p_value: float


def find_promises(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the share of cases that break the promise, and up to three steps where they lose their time.

    Late cases are compared with those in time by the mean time before each step, so that the differences add up to the
    whole difference (Welch's test, adjusted over the steps by Benjamini and Hochberg 1995). Nothing when nothing was
    promised, or fewer than ten cases are late or in time.
    """
    if asked.promise is None:
        return []
    promise = asked.promise
    asked_for = Promise(promise.days, promise.is_working, promise.calendar, asked.zone_offset_us)
    late = at_hand(log, late_cases(log, asked_for))
    count = kept(late)
    if min(count.broken, count.kept) < SMALLEST_GROUP:
        return []
    places = _places(steps(log, late), count)
    broken = late.filter(late.is_late)
    total = case_count(log)
    whole = sum(place.apart.value for place in places)
    told = [place for place in places if place.p_value < SURE and place.apart.value >= WORTH * whole][:TOLD]
    words = _promise_in_words(promise)
    whole_finding = _whole(log, asked, broken, count, places, total, words, late_sql(log, asked_for))
    return [whole_finding, *(_at_step(log, asked, broken, count, place, whole, total, words) for place in told)]


def _places(found: Sequence[Step], count: Kept) -> list[_Place]:
    """Return the steps with both sets of cases compared, the largest loss first."""
    rows = []
    for one in found:
        broken = Moments(count.broken, one.broken_days, one.broken_squares)
        on_time = Moments(count.kept, one.kept_days, one.kept_squares)
        rows.append((one, broken, on_time, difference(broken, on_time)))
    adjusted = benjamini_hochberg([row[3].p_value for row in rows])
    places = [_Place(*row, float(p_value)) for row, p_value in zip(rows, adjusted, strict=True)]
    return sorted(places, key=lambda place: (-place.apart.value, place.step.activity))


def _promise_in_words(promise: PromiseAsked) -> str:
    unit = "working day" if promise.is_working else "day"
    return f"{promise.days} {unit}" if promise.days == 1 else f"{promise.days} {unit}s"


def _whole(
    log: EventLog, asked: Asked, broken: ir.Table, count: Kept, places: Sequence[_Place], total: int, words: str,
    proof: str,
) -> Finding:  # fmt: skip
    late_days = sum(place.broken.mean for place in places)
    on_time_days = sum(place.on_time.mean for place in places)
    over = Moments(count.broken, count.over_days, count.over_squares)
    reach = NORMAL * over.spread_of_total
    lost = [place for place in places[:TOLD] if place.p_value < SURE and place.apart.value > 0]
    where = ", ".join(f"before ‘{log.named(place.step.activity)}’ ({_more(place)})" for place in lost)
    is_most = sum(place.apart.value for place in lost) >= (late_days - on_time_days) / 2
    said = "They lose most of that" if is_most else "The largest parts of that are lost"
    return Finding(
        kind="promise",
        where={"promise": words},
        sentence=(
            f"{count_in_words(count.broken)} of {count_in_words(count.broken + count.kept)} cases "
            f"({share_in_words(1 - count.share)}) were not done within the promised {words}: each comes "
            f"{days_in_words(over.mean * DAY_US)} late on average. Late cases take "
            f"{days_in_words(late_days * DAY_US)}, the others {days_in_words(on_time_days * DAY_US)}."
            + (f" {said} {where}." if where else "")
            + f" With the promise always kept, people would wait {days_in_words(over.total * DAY_US)} less in all."
        ),
        size=sized(
            log, count.broken, total, late_days * count.broken, (over.total, over.total - reach, over.total + reach)
        ),
        comparison=Comparison(
            f"{share_in_words(count.share)} of the cases kept the promise.", 1 - count.share, 0.0, "share"
        ),
        groups=groups_hit(log, asked, broken) if asked.by else (),
        confidence="high",
        p_value=None,
        proof=proof,
        examples=examples(log, broken.select("case", weight="over")),
        picture=_picture(log, places, None),
    )


def _at_step(
    log: EventLog, asked: Asked, broken: ir.Table, count: Kept, place: _Place, whole: float, total: int, words: str
) -> Finding:  # fmt: skip
    name = log.named(place.step.activity)
    late_words = days_in_words(place.broken.mean * DAY_US)
    on_time = place.on_time.mean * DAY_US
    on_time_words = days_in_words(on_time) if on_time >= MINUTE_US else "hardly at all"
    waits = log.transitions.filter(log.transitions.activity == place.step.activity)
    at_step = waits.filter(waits.wait > 0).join(broken.select("case"), "case")
    hit = at_hand(log, at_step.group_by("case").agg(weight=at_step.wait.sum()))
    gain = (place.apart.value * count.broken, place.apart.low * count.broken, place.apart.high * count.broken)
    return Finding(
        kind="promise",
        where={"activity": name, "promise": words},
        sentence=(
            f"Cases that break the promise of {words} wait {late_words} on average before ‘{name}’, those that keep it "
            f"{on_time_words}: {share_in_words(min(place.apart.value / whole, 1.0))} of the days that late cases take "
            f"longer. If the {count_in_words(count.broken)} late cases waited there like the others, people would wait "
            f"{days_in_words(gain[0] * DAY_US)} less in all."
        ),
        size=sized(log, place.step.broken_cases, total, place.broken.total, gain),
        comparison=Comparison(
            f"Mean days before ‘{name}’ of late cases, against cases in time.",
            place.broken.mean,
            place.on_time.mean,
            "days",
            place.apart.low,
            place.apart.high,
        ),
        groups=groups_hit(log, asked, hit) if asked.by else (),
        confidence="high" if count.broken >= 30 and place.p_value < SURE / 5 else "medium",
        p_value=place.p_value,
        proof=_STEP.format(activity=place.step.activity),
        examples=examples(log, hit),
        picture=_picture(log, places=[place], marked=place),
    )


def _more(place: _Place) -> str:
    return f"{days_in_words(place.apart.value * DAY_US)} more"


def _picture(log: EventLog, places: Sequence[_Place], marked: _Place | None) -> Picture:
    """Show the mean days of late cases before each step, with those of cases in time as reference."""
    rows = tuple(
        Row(
            f"before ‘{log.named(place.step.activity)}’",
            place.broken.mean,
            reference=place.on_time.mean,
            is_marked=place is marked or (marked is None and place.p_value < SURE),
        )
        for place in places[:ROWS]
        if place.apart.value > 0
    )
    return Picture("bars", "Where late cases lose their time", "days", rows, "The mark shows the cases in time.")
