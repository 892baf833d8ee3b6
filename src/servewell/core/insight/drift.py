"""Finds when the process changed, so that before and after are not averaged."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.finding import (
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Finding,
    Picture,
    Row,
    days_in_words,
    share_in_words,
)
from servewell.core.insight.hit import case_count, sized
from servewell.core.insight.moments import NORMAL
from servewell.core.insight.statistics import benjamini_hochberg
from servewell.core.measure.pairs import Pair
from servewell.core.measure.waits import waits, week_start
from servewell.core.measure.weeks import Series, wait_series, way_series

SURE: Final = 0.01
SIDE: Final = 8  # weeks on either side of a change
FEWEST: Final = 5  # waits or cases of a week that counts
SHUFFLES: Final = 4_999
MOST_ALIKE: Final = 0.95  # a week is like the one before: more is a walk without a level to change
SETTLING: Final = 30  # weeks before a made-up series begins
PAIRS: Final = 12
LONGER: Final = log(1.3)  # of the logarithm
OTHER: Final = 0.1  # of all cases go another way
_PROOF: Final = """SELECT entered < {at} AS is_before, count(*) AS times,
  exp(avg(ln((wait + 60000000) / 86400000000.0))) AS usual_days
FROM transitions WHERE entered < {until} AND previous = {previous} AND activity = {activity} GROUP BY 1"""
_WAY_PROOF: Final = """SELECT cases."first" < {at} AS is_before, count(*) AS cases,
  avg(CASE WHEN EXISTS (SELECT 1 FROM events WHERE events."case" = cases."case" AND events.activity = {activity})
    THEN 1.0 ELSE 0.0 END) AS share
FROM cases GROUP BY 1"""


class _Break(NamedTuple):
    week: int
    before: float
    after: float
    p_value: float


def find_drift(events: EventLog, asked: Asked) -> list[Finding]:
    """Return when waits became longer or shorter, and when cases began to go other ways.

    In each series by week the split is sought that parts it best (Scott and Knott 1974); how often a split as good is
    found when the weeks are shuffled is its probability (a permutation test, which corrects for the search), adjusted
    over all series (Benjamini and Hochberg 1995). Shuffled weeks know nothing of seasons and of queues that come and
    go, so a split must be as rare among series without a change whose weeks resemble the one before as much as those
    left and right of the split do (a residual bootstrap of an AR(1), Kreiss and Lahiri 2012). Weeks too late to have
    been seen whole are left out.
    """
    offset = asked.zone_offset_us
    lengths = {(one.previous, one.activity): one for one in waits(events, SMALLEST_GROUP * SIDE)[:PAIRS]}
    until = events.counted_until
    series: dict[Pair | int, Series] = {}
    for pair, one in wait_series(events, tuple(lengths), offset).items():
        series[pair] = _whole(one, until - lengths[pair].p90 * 2)
    lasted = int(events.cases.agg(long=events.cases.duration.quantile(0.9)).to_pyarrow().to_pylist()[0]["long"] or 0)
    for activity, one in way_series(events, offset).items():
        series[activity] = _whole(one, until - lasted * 1.5)
    found = {place: split for place, some in series.items() if (split := _split(some, place)) is not None}
    if not found:
        return []
    adjusted = benjamini_hochberg([one.p_value for one in found.values()])
    told = [
        (place, one._replace(p_value=p_value))
        for (place, one), p_value in zip(found.items(), adjusted.tolist(), strict=True)
        if p_value < SURE
    ]
    return [_finding(events, place, one, series, offset) for place, one in told]


def _whole(series: Series, until: float) -> Series:
    """Return the weeks that were seen whole and tell enough."""
    rows = zip(series.weeks, series.means, series.counts, strict=True)
    kept = [row for row in rows if row[2] >= FEWEST and week_start(row[0] + 1) <= until]
    weeks, means, counts = zip(*kept, strict=True) if kept else ((), (), ())
    return Series(weeks, means, counts)


def _split(series: Series, place: Pair | int) -> _Break | None:
    """Return the best split of a series with its probability; None for one that is too short or never varies."""
    if len(series.weeks) < 2 * SIDE:
        return None
    means, weights = np.array(series.means), np.array(series.counts, dtype=np.float64)
    if np.ptp(means) == 0:
        return None
    seed = place if isinstance(place, int) else place[0] * 10_007 + place[1]
    random = np.random.default_rng(seed)
    at, best = _best(means[None, :], weights[None, :])
    cut = int(at[0])
    before, after = (float(np.average(means[some], weights=weights[some])) for some in (slice(cut), slice(cut, None)))
    if abs(after - before) < (OTHER if isinstance(place, int) else LONGER):
        return _Break(series.weeks[cut], before, after, 1.0)  # too little to be worth a test; it counts as one
    orders = random.permuted(np.tile(np.arange(len(means)), (SHUFFLES, 1)), axis=1)
    _, others = _best(means[orders], weights[orders])
    _, resembling = _best(_resembling(means - np.where(np.arange(len(means)) < cut, before, after), random), weights)
    rarest = max(int((some >= best[0]).sum()) for some in (others, resembling))
    return _Break(series.weeks[cut], before, after, (1 + rarest) / (SHUFFLES + 1))


def _resembling(rest: npt.NDArray[np.float64], random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return series without a change whose weeks resemble the one before as those of `rest` do."""
    spread = float((rest**2).sum())
    alike = float((rest[1:] * rest[:-1]).sum()) / spread if spread else 0.0
    # The estimate from few weeks is too low by about (1 + 4 alike) / n (Kendall 1954, Marriott and Pope 1954).
    alike = min(max(alike + (1 + 4 * alike) / len(rest), 0.0), MOST_ALIKE)
    news = rest[1:] - alike * rest[:-1]
    news = (news - news.mean()) * (len(rest) / (len(rest) - 3)) ** 0.5  # three values were fitted
    drawn = random.choice(news, size=(SHUFFLES, len(rest) + SETTLING))
    for place in range(1, drawn.shape[1]):
        drawn[:, place] += alike * drawn[:, place - 1]
    return np.asarray(drawn[:, SETTLING:])


def _best(
    means: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return for each row where it is split best, and by how much a split lowers the weighted sum of squares."""
    weights = np.broadcast_to(weights, means.shape)
    left = np.cumsum(weights, axis=1)[:, :-1]
    sums = np.cumsum(weights * means, axis=1)
    right = left[:, -1:] + weights[:, -1:] - left
    apart = sums[:, :-1] / left - (sums[:, -1:] - sums[:, :-1]) / right
    lowered = left * right / (left + right) * apart**2
    lowered = lowered[:, SIDE - 1 : means.shape[1] - SIDE]
    at = lowered.argmax(axis=1)
    return at + SIDE, lowered[np.arange(len(at)), at]


def _finding(
    events: EventLog, place: Pair | int, one: _Break, series: Mapping[Pair | int, Series], offset: int
) -> Finding:
    at = week_start(one.week) - offset  # the office's Monday as an instant
    day = str(np.datetime64(at + offset, "us").astype("datetime64[D]"))
    some = series[place]
    began = events.cases.filter(events.cases["first"] >= at)
    cases = int(began.count().to_pyarrow().as_py())
    named = began.order_by(["first", "case_id"]).limit(10).select("case_id").to_pyarrow()["case_id"].to_pylist()
    gain, days = (0.0, 0.0, 0.0), 0.0
    if isinstance(place, int):
        name = events.named(place)
        where, shape = {"activity": name, "week": day}, "mix"
        sentence = (
            f"From the week of {day} on {share_in_words(one.after)} cases come to ‘{name}’, before"
            f" {share_in_words(one.before)}. Look at the time before and after apart."
        )
        comparison = Comparison("share of the cases that come to it", one.after, one.before, "share")
        proof = _WAY_PROOF.format(at=at, activity=place)
        values = some.means
    else:
        previous, activity = (events.named(code) for code in place)
        where, shape = {"previous": previous, "activity": activity, "week": day}, "waits"
        before, after = exp(one.before), exp(one.after)
        word = "longer" if after > before else "shorter"
        sentence = (
            f"From the week of {day} on the wait between ‘{previous}’ and ‘{activity}’ is {word}: usually"
            f" {days_in_words(after * DAY_US)}, before {days_in_words(before * DAY_US)}. Look at both times apart."
        )
        later = sum(count for number, count in zip(some.weeks, some.counts, strict=True) if number >= one.week)
        days = later * after
        gain = _gain(one, some, later)
        comparison = Comparison("usual wait after and before", after, before, "days")
        proof = _PROOF.format(
            at=at, until=week_start(some.weeks[-1] + 1) - offset, previous=place[0], activity=place[1]
        )
        values = tuple(exp(mean) for mean in some.means)
    rows = tuple(
        Row(str(np.datetime64(week_start(number), "us").astype("datetime64[D]")), value, is_marked=number == one.week)
        for number, value in zip(some.weeks, values, strict=True)
    )
    unit = "share" if shape == "mix" else "days"
    return Finding(
        kind="drift", where=where, sentence=sentence, shape=shape,
        size=sized(events, cases, case_count(events), days, gain), comparison=comparison,
        confidence="high" if one.p_value < 0.001 else "medium", proof=proof, examples=tuple(named),
        picture=Picture("line", "Week by week", unit, rows, "Marked: the week of the change."), p_value=one.p_value,
    )  # fmt: skip


def _gain(one: _Break, some: Series, later: int) -> tuple[float, float, float]:
    """Return the days by which later waits exceed earlier ones, with its ends: each week's mean is one observation."""
    numbers, means, weights = (np.array(values, dtype=np.float64) for values in (some.weeks, some.means, some.counts))
    squared = 0.0
    for which, mean in ((numbers < one.week, one.before), (numbers >= one.week, one.after)):
        shares = weights[which] / weights[which].sum()
        squared += float((shares**2 * (means[which] - mean) ** 2).sum()) * which.sum() / max(which.sum() - 1, 1)
    apart, spread = one.after - one.before, NORMAL * squared**0.5
    won, low, high = (later * exp(one.before) * (exp(value) - 1) for value in (apart, apart - spread, apart + spread))
    return max(won, 0.0), max(low, 0.0), max(high, 0.0)
