"""Finds the steps before which cases wait longest, and what the wait looks like."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import Final

import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US, HOUR_US, MINUTE_US
from servewell.core.insight.finding import (
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Finding,
    Picture,
    Row,
    count_in_words,
    days_in_words,
)
from servewell.core.insight.hit import case_count, examples, groups_hit, sized
from servewell.core.insight.moments import NORMAL
from servewell.core.insight.wait_shapes import Shape, shapes
from servewell.core.measure.waits import Excess, Wait, excesses, parts, waits

LOOKED_AT: Final = 12  # the longest waits in all
TOLD: Final = 5
WORTH: Final = 0.01  # of all time that cases take; less is not worth a word
MOST_AT_ONCE: Final = 0.05  # of the 90 % point: a median below says that most hardly wait
BARS: Final = 12
_PROOF: Final = """SELECT count(*) AS times, median(wait) / 86400000000.0 AS median_days,
  quantile_cont(wait, 0.25) / 86400000000.0 AS best_quarter_days,
  sum(greatest(wait - {reference}, 0)) / 86400000000.0 AS days_above_best_quarter
FROM transitions WHERE previous = {previous} AND activity = {activity}"""


def find_waits(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the waits of which most could be won, with their shape where the log shows one.

    What could be won is what waits take beyond the first quartile of the waits at the same place: a quarter of the
    cases reach that already. The interval is that of a sum of so many excesses, their number left to chance.
    """
    found = waits(log, SMALLEST_GROUP)[:LOOKED_AT]
    if not found:
        return []
    above = excesses(log, {(one.previous, one.activity): one.lower for one in found})
    everything = sum(one.total for one in found)
    long = [one for one in found if one.total >= WORTH * everything and one.total >= DAY_US]
    long.sort(key=lambda one: -above[one.previous, one.activity].total)
    seen = shapes(log, long, asked)
    of = case_count(log)
    # A wait that has a shape says what to do about it: it is told although others are longer.
    told = [one for one in long if above[one.previous, one.activity].total * DAY_US >= WORTH * everything][:TOLD]
    told += [one for one in long if one not in told and (one.previous, one.activity) in seen]
    return [
        _finding(log, asked, one, above[one.previous, one.activity], seen.get((one.previous, one.activity)), of)
        for one in told
    ]


def _finding(log: EventLog, asked: Asked, wait: Wait, above: Excess, shape: Shape | None, of: int) -> Finding:
    previous, activity = log.named(wait.previous), log.named(wait.activity)
    spread = NORMAL * sqrt(above.squares)
    gain = (above.total, above.total - spread, above.total + spread)
    if shape is not None and shape.gain is not None:
        gain = shape.gain
    rows = log.transitions.filter(
        (log.transitions.previous == wait.previous) & (log.transitions.activity == wait.activity)
    )
    long = rows.filter(rows.wait >= int(wait.p90))  # one in ten is enough to choose from
    longest = long.group_by("case").agg(weight=long.wait.max())
    where = {"previous": previous, "activity": activity}
    if shape is not None and shape.resource:
        where["resource"] = shape.resource
    return Finding(
        kind="wait",
        where=where,
        sentence=_sentence(log, wait, above, shape, of),
        size=sized(log, above.cases, of, wait.total / DAY_US, gain),
        comparison=Comparison(
            "half of the cases against the quickest quarter", wait.median / DAY_US, wait.lower / DAY_US, "days"
        ),
        confidence="high" if wait.count >= 100 else "medium" if wait.count >= 30 else "low",
        proof=_PROOF.format(reference=round(wait.lower), previous=wait.previous, activity=wait.activity),
        examples=examples(log, longest),
        picture=shape.picture if shape is not None else _histogram(log, wait),
        shape=shape.name if shape is not None else "",
        groups=groups_hit(log, asked, _slow(rows, wait)) if asked.by else (),
        p_value=shape.p_value if shape is not None else None,
    )


def _slow(rows: ir.Table, wait: Wait) -> ir.Table:
    """Return the cases that wait longer than half of the cases do."""
    return rows.filter(rows.wait > wait.median).select("case").distinct()


def _sentence(log: EventLog, wait: Wait, above: Excess, shape: Shape | None, of: int) -> str:
    who = (
        "every case waits" if above.cases == of else f"{count_in_words(above.cases)} of {count_in_words(of)} cases wait"
    )
    if wait.median < max(MOST_AT_ONCE * wait.p90, HOUR_US):
        how = f"most go on after {days_in_words(wait.median)}, but one in ten waits {days_in_words(wait.p90)} or more"
    else:
        quick = days_in_words(wait.lower)
        quick = f"no more than {quick}" if wait.lower >= MINUTE_US else quick
        how = f"half of them {days_in_words(wait.median)} or more, while a quarter need {quick}"
    said = [f"Between ‘{log.named(wait.previous)}’ and ‘{log.named(wait.activity)}’ {who}: {how}."]
    if shape is not None:
        said.append(shape.words)
    if shape is not None and shape.gain is not None:
        if shape.gain[0] >= 1:
            won = days_in_words(shape.gain[0] * DAY_US)
            said.append(f"{shape.without}, people would wait {won} less in all.")
    else:
        won = days_in_words(above.total * DAY_US)
        said.append(f"If all were as quick as the quickest quarter, people would wait {won} less in all.")
    return " ".join(said)


def _histogram(log: EventLog, wait: Wait) -> Picture:
    """Draw how long cases wait, with the bar up to which a quarter of them are through marked."""
    width = max(int(wait.p90 / (BARS - 2)), 1)
    (found,) = parts(log, [(wait.previous, wait.activity)], lambda rows: rows.wait // width)
    counts = Counter[int]()
    for part in found[wait.previous, wait.activity]:
        counts[min(part.key, BARS - 1)] += part.count
    rows = tuple(
        Row(
            f"{days_in_words(place * width)} or more" if place == BARS - 1 else _between(place * width, width),
            float(counts[place]),
            is_marked=place * width <= wait.lower < (place + 1) * width,
        )
        for place in range(BARS)
    )
    return Picture("histogram", "How long cases wait", "cases", rows, "Marked: by then a quarter are through.")


def _between(start: int, width: int) -> str:
    return f"up to {days_in_words(start + width)}"
