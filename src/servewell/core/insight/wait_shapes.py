"""What shape a wait has: a growing queue, work done on one weekday, one slow pair of hands, a fixed time, closed hours.

Each shape is claimed only by a test that survives the correction for all shapes of all waits looked at, and only where
the effect is large; the strongest of a wait is named. Logs with office hours and weekends alone have none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, lgamma, log, sqrt
from typing import Final, NamedTuple

import numpy as np
from scipy import special

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.finding import Asked, Picture, Row, count_in_words, days_in_words, share_in_words
from servewell.core.insight.moments import NORMAL, Moments, difference
from servewell.core.insight.statistics import benjamini_hochberg, rank_correlation, two_sided
from servewell.core.measure.pairs import Pair
from servewell.core.measure.waits import (
    HOURS_OF_WEEK,
    THURSDAY,
    Part,
    Wait,
    date,
    hour_of_week,
    parts,
    week,
    week_start,
    without,
)

SURE: Final = 0.001
FEWEST: Final = 30  # waits of a part
TWICE: Final = log(1.6)  # of the logarithm: how much longer one pair of hands is
WEEKS: Final = 10
SHARE: Final = 0.05  # of the waits that one pair of hands must have had
SHORTEST: Final = 3 * 8  # eighths of a day: a shorter wait that is always the same is work
GROWTH: Final = log(1.5)
CLEARLY: Final = 0.9  # a step is sought at every week, a line is not
APART: Final = 1.6  # times as much on one weekday as elsewhere
ONLY: Final = 0.98
EARLY: Final = 0.03  # of the waits tell how long it took before the pile grew
MOST_USUAL: Final = 0.28
BATCHED: Final = 0.45  # of the waits end on one weekday
TESTS: Final = 6  # of each wait
OPEN: Final = 0.1  # of what is done in a busy hour is done in every hour in which the office is open
BUSY: Final = 40  # hours of a week
MOST_OPEN: Final = 120  # hours of a week; who has more has no closed hours to speak of
SAME_DAY: Final = 1 / 6  # of a day: so long, or shorter, people usually wait who come while the office is open
COME_CLOSED: Final = 0.1  # of the waits begin in closed hours
LOTS: Final = 10  # times as many days on which cases came as on which they went on
BIN_US: Final = DAY_US // 8
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Shape(NamedTuple):
    """A shape with its words, the probability of such a sight by chance, how strong it is, and its picture."""

    name: str
    words: str
    p_value: float
    strength: float
    picture: Picture
    resource: str = ""
    gain: tuple[float, float, float] | None = None  # in days, with its low and high end, where the shape tells it
    without: str = "If it took no longer there"  # what the gain is of


def shapes(events: EventLog, waits: Sequence[Wait], asked: Asked) -> dict[Pair, Shape]:
    """Return the shape of each wait that has one."""
    pairs = [(one.previous, one.activity) for one in waits]
    if not pairs:
        return {}
    offset = asked.zone_offset_us
    by_date, came_on, by_bin, by_week, by_left, came_at, done_at, *by_resource = parts(
        events,
        pairs,
        lambda rows: date(rows.left, offset),
        lambda rows: date(rows.entered, offset),
        lambda rows: rows.wait // BIN_US,
        lambda rows: week(rows.entered, offset),
        lambda rows: week(rows.left, offset),
        lambda rows: hour_of_week(rows.entered, offset),
        lambda rows: hour_of_week(rows.left, offset),
        *([lambda rows: rows.resource] if events.abilities.has_resources else []),
    )
    found: list[tuple[Pair, Shape]] = []
    usual, is_open = _usual_days(by_date), _open_hours(done_at)
    has_weeks = events.counted_until - events.first >= WEEKS * 7 * DAY_US
    for pair in pairs:
        batches = _batches(by_date[pair], came_on[pair], usual) if has_weeks else ()
        queue = _queue(by_week[pair], by_left[pair], events)
        told = (*batches, _timer(by_bin[pair]), queue, _closed(came_at[pair], is_open))
        found += [(pair, one) for one in told if one is not None]
    for some in by_resource:
        found += [(pair, one) for pair in pairs if (one := _resource(some[pair], events)) is not None]
    if not found:
        return {}
    # A test that was not worth making has a probability of one: it counts among those looked at.
    looked_at = [1.0] * (TESTS * len(pairs) - len(found))
    adjusted = benjamini_hochberg([one.p_value for _, one in found] + looked_at)
    kept: dict[Pair, Shape] = {}
    for (pair, one), p_value in zip(found, adjusted[: len(found)].tolist(), strict=True):
        if p_value < SURE and (pair not in kept or one.strength > kept[pair].strength):
            kept[pair] = one._replace(p_value=p_value)
    return kept


def _usual_days(by_date: Mapping[Pair, Sequence[Part]]) -> np.ndarray:
    """Return on which weekdays steps are done: the median share over the waits looked at, so that one stands out.

    No day is usual for more than MOST_USUAL: one adviser who comes on Mondays can be behind most of the waits.
    Of one or two waits a median would be those themselves: then every weekday but the last two is as usual.
    """
    if len(by_date) < 3:
        return np.array([0.2] * 5 + [0.05] * 2) / 1.1
    shares = []
    for some in by_date.values():
        counts = _by_weekday(some)
        shares.append((counts + 1) / (counts.sum() + 7))
    usual = np.median(np.array(shares), axis=0)
    return np.asarray(np.minimum(usual / usual.sum(), MOST_USUAL))


def _by_weekday(by_date: Sequence[Part]) -> np.ndarray:
    counts = np.zeros(7)
    for part in by_date:
        counts[(part.key + THURSDAY) % 7] += part.count
    return counts


def _batches(by_date: Sequence[Part], came_on: Sequence[Part], usual: np.ndarray) -> tuple[Shape | None, Shape | None]:
    return _batch(by_date, came_on, usual), _lots(by_date, len(came_on))


def _batch(by_date: Sequence[Part], came_on: Sequence[Part], usual: np.ndarray) -> Shape | None:
    """Most is done on one weekday, in week after week: what is done in one go is one sight, not many.

    It must be more than on the weekday on which most comes: who hands on what came in a batch makes none.
    """
    counts, came = _by_weekday(by_date), _by_weekday(came_on)
    total = counts.sum()
    day = int(counts.argmax())
    share = counts[day] / total if total else 0.0
    if total < FEWEST or share < BATCHED or share < APART * max(usual[day], came.max() / came.sum()):
        return None
    of_week: dict[int, list[int]] = {}
    for part in by_date:
        seen = of_week.setdefault((part.key + THURSDAY) // 7, [0, 0])
        seen[0] += part.count
        seen[1] += part.count if (part.key + THURSDAY) % 7 == day else 0
    some, hits = (np.array([one[at] for one in of_week.values()]) for at in (0, 1))
    above = int((hits > usual[day] * some).sum())
    by_chance = float(special.bdtrc(np.floor(usual[day] * some), some, usual[day]).mean())
    p_value = float(special.bdtrc(above - 1, len(some), by_chance)) if above else 1.0
    rows = tuple(Row(DAYS[at], float(counts[at]), is_marked=at == day) for at in range(7))
    is_only = share >= ONLY
    words = f"It is {'only' if is_only else 'mostly'} done on {DAYS[day]}s"
    words += "." if is_only else f": {share_in_words(share)} times."
    picture, gain = Picture("calendar", "Done on", "cases", rows), _till_batch(counts, usual, day)
    return Shape(
        "batch", words, p_value, share / usual[day], picture, gain=gain, without="If it were done every working day"
    )


def _till_batch(counts: np.ndarray, usual: np.ndarray, day: int) -> tuple[float, float, float]:
    """Return how long cases waited for the one weekday, if they were ready on the days on which steps are usually done.

    Those that are done on it beyond what is usual waited for it, from the day before up to a week.
    """
    ready = usual / usual.sum()
    lags = (day - np.arange(7)) % 7
    total = float(counts.sum())
    waited = max(counts[day] / total - ready[day], 0.0) / (1 - ready[day])
    lag = waited * float(ready @ lags)
    spread = NORMAL * sqrt(max(waited * float(ready @ lags**2) - lag**2, 0.0) * total)
    return lag * total, max(lag * total - spread, 0.0), lag * total + spread


def _lots(by_date: Sequence[Part], came_on: int) -> Shape | None:
    """What came on many days is done on a few: the bound is that of any so many of the days being drawn by all."""
    total, dates = sum(part.count for part in by_date), len(by_date)
    if total < FEWEST or came_on < LOTS * dates:
        return None
    ways = lgamma(came_on + 1) - lgamma(dates + 1) - lgamma(came_on - dates + 1)
    p_value = exp(min(ways + total * log(dates / came_on), 0.0))
    largest = sorted(by_date, key=lambda part: (-part.count, part.key))[:12]
    rows = tuple(Row(_day(one.key), float(one.count), is_marked=one is largest[0]) for one in largest)
    words = (
        f"It is done in large lots: on {count_in_words(dates)} days in all,"
        f" {share_in_words(largest[0].count / total)} of them on {_day(largest[0].key)}."
    )
    return Shape("batch", words, p_value, came_on / dates, Picture("bars", "Done on", "cases", rows))


def _open_hours(done_at: Mapping[Pair, Sequence[Part]]) -> np.ndarray:
    """Return for each hour of the week whether the office is open: whether steps are done then."""
    counts = np.zeros(HOURS_OF_WEEK)
    for some in done_at.values():
        for part in some:
            counts[part.key] += part.count
    return np.asarray(counts >= max(OPEN * float(np.sort(counts)[-BUSY:].mean()), 1.0))


def _closed(came_at: Sequence[Part], is_open: np.ndarray) -> Shape | None:
    """Who comes in office hours goes on the same day; who comes in the evening, at night or at a weekend waits."""
    if is_open.sum() > MOST_OPEN:
        return None
    open_, evening, free = (
        without(came_at, *(part for part in came_at if kind[part.key] != which))
        for kind in [np.where(is_open, 0, np.where(np.repeat(is_open.reshape(7, 24).any(axis=1), 24), 1, 2))]
        for which in (0, 1, 2)
    )
    closed = without(came_at, *(part for part in came_at if is_open[part.key]))
    if min(open_.count, closed.count) < FEWEST or closed.count < COME_CLOSED * (open_.count + closed.count):
        return None
    apart = closed.logs / closed.count - open_.logs / open_.count
    spread = sqrt(_variance(closed) / closed.count + _variance(open_) / open_.count)
    if apart < TWICE or open_.typical > SAME_DAY or spread == 0:
        return None
    named = (("in office hours", open_), ("outside of them", evening), ("on days without", free))
    rows = tuple(Row(label, one.typical, is_marked=one is not open_) for label, one in named if one.count)
    long, short = (days_in_words(one.typical * DAY_US) for one in (closed, open_))
    words = f"Who comes in the evening, at night or on a free day usually waits {long}, in office hours {short}."
    picture = Picture("bars", "Usual wait of those who come", "days", rows)
    mine, theirs = (Moments(one.count, one.days, one.day_squares) for one in (closed, open_))
    return Shape("closed hours", words, two_sided(apart / spread), exp(apart), picture, gain=_gain(mine, theirs))


def _timer(by_bin: Sequence[Part]) -> Shape | None:
    counts = {part.key: part.count for part in by_bin if part.key >= SHORTEST}
    total = sum(part.count for part in by_bin)
    if total < FEWEST or not counts:
        return None
    top = max(counts, key=lambda key: (counts[key], -key))
    near = counts[top] + counts.get(top - 1, 0) + counts.get(top + 1, 0)
    around = [counts.get(top + step, 0) for step in range(-16, 17) if abs(step) > 1]
    # The day's rhythm makes some hours common: compare with the highest other peaks, a day apart, not the mean.
    peers = sorted((counts.get(top + 8 * step, 0) for step in (-3, -2, -1, 1, 2, 3)), reverse=True)
    expected = max(3.0 * float(np.mean(around)), 3.0 * peers[0] if peers else 0.0, 1.0)
    if near < 0.15 * total or near < 2 * expected:
        return None
    days = (top + 0.5) * BIN_US / DAY_US
    p_value = float(special.pdtrc(near - 1, expected))
    rows = tuple(
        Row(f"{key * BIN_US / DAY_US:.1f}", float(counts.get(key, 0)), is_marked=abs(key - top) <= 1)
        for key in range(max(top - 16, 8), top + 17)
    )
    words = f"{share_in_words(near / total)} of these waits last the same {days:.0f} days: a fixed time, not a queue."
    fixed = [part for part in by_bin if abs(part.key - top) <= 1]
    others = without(by_bin, *fixed)
    mine = Moments(near, sum(part.days for part in fixed), sum(part.day_squares for part in fixed))
    theirs = Moments(others.count, others.days, others.day_squares)
    gain = _gain(mine, theirs) if others.count >= FEWEST else (0.0, 0.0, 0.0)
    picture = Picture("histogram", "Waits by days", "cases", rows)
    return Shape("timer", words, p_value, near / expected, picture, gain=gain)


def _queue(entered: Sequence[Part], left: Sequence[Part], events: EventLog) -> Shape | None:
    """A wait that grows together with what waits: by rank over weeks, of which the last may not be over."""
    whole = [part for part in entered if part.count >= 5]
    if len(whole) < WEEKS + 4:
        return None
    # Whoever entered late and waits long is not seen yet: leave out as many weeks as a long wait takes.
    until = (events.counted_until - DAY_US * 7 * 2) // (7 * DAY_US)
    typical = np.array([part.logs / part.count for part in whole])
    counts = np.array([part.count for part in whole])
    keys = np.array([part.key for part in whole])
    seen = keys + np.ceil(np.exp(typical) * 1.5 / 7) < until
    typical, counts, keys = typical[seen], counts[seen], keys[seen]
    if len(keys) < WEEKS:
        return None
    come, gone = ({part.key: part.count for part in some} for some in (entered, left))
    backlog = np.cumsum([come.get(key, 0) - gone.get(key, 0) for key in range(int(keys[0]), int(keys[-1]) + 1)])
    waiting = backlog[keys - keys[0]]
    if np.ptp(waiting) == 0 or np.ptp(typical) == 0:
        return None
    with_time, with_backlog = rank_correlation(keys, typical), rank_correlation(waiting, typical)
    third = max(len(keys) // 3, 3)
    late, early = (np.average(typical[some], weights=counts[some]) for some in (slice(-third, None), slice(third)))
    growth = float(late - early)
    if growth < GROWTH or with_time.value < 0.6 or with_backlog.value < 0.6:
        return None
    if _left_by_step(typical, counts) < CLEARLY * _left_by_line(typical, counts, keys):
        return None  # it did not grow, it changed: a drift
    rows = tuple(Row(_date(int(key)), float(exp(value))) for key, value in zip(keys, typical, strict=True))
    gain = _since_it_grew(entered)
    words = f"The wait grows with the pile before it: it is {exp(growth):.1f} times as long at the end as at the start."
    p_value = float(max(with_time.p_value, with_backlog.p_value))
    picture = Picture("line", "Usual wait by week", "days", rows)
    return Shape("queue", words, p_value, 2 + growth, picture, gain=gain, without="If the pile had not grown")


def _since_it_grew(entered: Sequence[Part]) -> tuple[float, float, float]:
    """Return by how many days all waits exceed those of the first weeks, when the pile was small."""
    total, first, number = sum(part.count for part in entered), [], 0
    for part in entered:
        if number >= max(FEWEST, EARLY * total):
            break
        first.append(part)
        number += part.count
    then = Moments(number, sum(part.days for part in first), sum(part.day_squares for part in first))
    won = sum(part.days for part in entered) - total * then.mean
    spread = NORMAL * total * sqrt(then.variance / number)
    return max(won, 0.0), max(won - spread, 0.0), max(won + spread, 0.0)


def _left_by_line(values: np.ndarray, weights: np.ndarray, at: np.ndarray) -> float:
    """Return the weighted sum of squares that a straight line leaves."""
    line = np.polynomial.Polynomial.fit(at, values, 1, w=np.sqrt(weights))
    return float((weights * (values - line(at)) ** 2).sum())


def _left_by_step(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the weighted sum of squares that the best of all steps leaves."""

    def around(some: slice) -> float:
        mean = np.average(values[some], weights=weights[some])
        return float((weights[some] * (values[some] - mean) ** 2).sum())

    return min(around(slice(cut)) + around(slice(cut, None)) for cut in range(1, len(values)))


def _resource(by_resource: Sequence[Part], events: EventLog) -> Shape | None:
    some = [part for part in by_resource if part.count >= FEWEST]
    total = sum(part.count for part in by_resource)
    best: Shape | None = None
    for part in some:
        others = without(by_resource, part)
        if part.count < SHARE * total or others.count < FEWEST:
            continue
        apart = part.logs / part.count - others.logs / others.count
        spread = sqrt(_variance(part) / part.count + _variance(others) / others.count)
        if apart < TWICE or spread == 0:
            continue
        p_value = min(len(some) * two_sided(apart / spread), 1.0)
        if best is None or p_value < best.p_value:
            best = _slow(part, others, p_value, exp(apart), some, events)
    return best


def _slow(part: Part, others: Part, p_value: float, times: float, some: Sequence[Part], events: EventLog) -> Shape:
    name = events.resources[part.key]
    shown = sorted(some, key=lambda one: -one.typical)[:12]
    rows = tuple(Row(events.resources[one.key], one.typical, is_marked=one is part) for one in shown)
    long, short = (days_in_words(one.typical * DAY_US) for one in (part, others))
    share = share_in_words(part.count / (part.count + others.count))
    words = f"With ‘{name}’, who does {share}, it usually takes {long}, with the others {short}."
    mine, theirs = (Moments(one.count, one.days, one.day_squares) for one in (part, others))
    picture = Picture("bars", "Usual wait", "days", rows)
    return Shape("resource", words, p_value, times, picture, name, _gain(mine, theirs))


def _gain(mine: Moments, theirs: Moments) -> tuple[float, float, float]:
    """Return what would be won if these waits took no longer than the others, with its low and high end, in days."""
    apart = difference(mine, theirs)
    expected, low, high = (mine.count * max(one, 0.0) for one in (mine.mean - theirs.mean, apart.low, apart.high))
    return expected, low, high


def _variance(part: Part) -> float:
    return max(part.log_squares - part.logs**2 / part.count, 0.0) / max(part.count - 1, 1)


def _day(number: int) -> str:
    return str(np.datetime64(number, "D"))


def _date(number: int) -> str:
    return str(np.datetime64(week_start(number), "us").astype("datetime64[D]"))
