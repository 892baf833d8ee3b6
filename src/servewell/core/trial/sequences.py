"""The difference between two arms in a bounded measure, with an interval that holds at every look at once.

Exact at any number of cases: each case becomes one number whose expectation is the difference (inverse probability
weighting around what was to be expected), and a bettor against a difference grows rich only if it is false. Nothing
about a case is used before the case is allocated. It refuses to know what a measure means: values lie from 0 to 1,
and more is better. Sources: Waudby-Smith and Ramdas, JRSS B 86 (2024); Howard and others, Annals of Statistics 49
(2021); Robins, Rotnitzky and Zhao, JASA 89 (1994).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

BETS: Final = 12
# A bet loses at most so much of the wealth it is made with, so that no single case can ruin it.
MOST_LOST: Final = 0.9
# How many cases the service's past is worth at the start; a wrong past costs cases, never validity.
WEIGHT_OF_PAST: Final = 20.0


@dataclass(frozen=True, slots=True)
class Tuning:
    """What is known before the first case: the usual value (0 to 1) and the smallest difference worth having."""

    base: float
    smallest_effect: float

    @property
    def spread(self) -> float:
        """The standard deviation of the differences that are thought possible: twice the smallest worth having.

        Half of that or double costs some 10 % more cases; ten times too small costs three times as many.
        """
        return 2 * self.smallest_effect


@dataclass(frozen=True, slots=True)
class Signals:
    """One number a case (last axis: cases in the order of allocation) whose expectation is the difference.

    `low` and `high` are what the number could have been at least and at most, `variance` what was to be expected of
    it; all three are known before the case is allocated.
    """

    number: Floats
    low: Floats
    high: Floats
    variance: Floats


def signals(arm: Bools, value: Floats, share: Floats | float, tuning: Tuning, known: Floats | None = None) -> Signals:
    """Return the number of each case; leading axes are trials side by side.

    `arm` is True for the new way, `share` is the probability of it, strictly between 0 and 1, one for all or one a
    case. `known` is anything told about a case before it was allocated (say what its kind took in the past): it
    narrows the interval where it predicts, and cannot make it wrong.
    """
    chance = np.broadcast_to(np.asarray(share, dtype=np.float64), value.shape)
    old = _mean_before(value, ~arm, tuning.base)
    new = _mean_before(value, arm, tuning.base)
    centre = (1 - chance) * new + chance * old
    if known is not None:
        centre = np.clip(centre + _told_by(known, value - centre), 0.0, 1.0)
    number = np.where(arm, (value - centre) / chance, (centre - value) / (1 - chance))
    low = -np.maximum(centre / chance, (1 - centre) / (1 - chance))
    high = np.maximum((1 - centre) / chance, centre / (1 - chance))
    return Signals(number, low, high, _variance_before(number, chance, new - old, tuning))


def log_wealth(given: Signals, difference: float, tuning: Tuning, *, sides: int = 0) -> Floats:
    """Return the log of the wealth of a bettor against "the true difference is so much", after each case.

    When that is true, the wealth starts at 1 and ever reaches 1/alpha with probability alpha at most (Ville 1939).
    `sides`: 0 bets on both sides; 1 only on more (rejects "at most so much"), -1 only on less ("at least so much").
    """
    guesses = tuning.spread * special.ndtri((np.arange(BETS) + 0.5) / BETS)
    if sides:
        guesses = guesses[np.sign(guesses) == sides]
    surprise = given.number - difference
    least, most = -MOST_LOST / (given.high - difference), MOST_LOST / (difference - given.low)
    wealth = np.full(surprise.shape, -np.inf)
    for guess in guesses:
        bet = np.clip(guess / (given.variance + guess * guess), least, most)
        wealth = np.logaddexp(wealth, np.cumsum(np.log1p(bet * surprise), axis=-1))
    return wealth - math.log(len(guesses))


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which differences the truth lies, and the single best guess; -1 to 1."""

    low: float
    high: float
    estimate: float


def interval(given: Signals, tuning: Tuning, *, alpha: float) -> Interval:
    """Return the differences that no look so far has ruled out, of one trial.

    Whoever looks after every case and keeps what was ruled out is wrong with probability alpha at most, over the whole
    trial. If every difference has been ruled out at some time (the effect itself has changed), all that the last look
    leaves are returned.
    """
    cases = given.number.shape[-1]
    if cases == 0:
        return Interval(-1.0, 1.0, 0.0)
    estimate = float(np.clip(given.number.mean(), -1, 1))
    scale = math.sqrt(float(given.variance.mean()) / cases)
    steps = np.concatenate([np.linspace(0, 6, 25), np.geomspace(7, max(2 / scale, 8), 12)]) * scale
    grid = np.unique(np.clip(np.concatenate([estimate - steps, estimate + steps, [-0.999, 0.999]]), -0.999, 0.999))
    limit = math.log(1 / alpha)

    def ever(difference: float) -> bool:
        return bool(log_wealth(given, difference, tuning).max() >= limit)

    def now(difference: float) -> bool:
        return bool(log_wealth(given, difference, tuning)[-1] >= limit)

    for is_out in (ever, now):
        kept = np.flatnonzero([not is_out(float(difference)) for difference in grid])
        if len(kept):
            low = _edge(is_out, grid, int(kept[0]), -1)
            high = _edge(is_out, grid, int(kept[-1]), 1)
            return Interval(low, high, min(max(estimate, low), high))
    return Interval(-1.0, 1.0, estimate)


def intervals(given: Signals, tuning: Tuning, *, alpha: float, after: Sequence[int]) -> tuple[Interval, ...]:
    """Return the interval as it stood after each of some numbers of cases (from 1), for a picture of it over time.

    Ends are taken outwards to a grid of half a point. An interval of which all was ruled out keeps its last place.
    """
    grid = np.linspace(-0.995, 0.995, 399)
    limit = math.log(1 / alpha)
    places = np.asarray(after, dtype=np.int64) - 1
    paths = (np.maximum.accumulate(log_wealth(given, float(one), tuning))[places] for one in grid)
    kept = np.array([path < limit for path in paths])
    mean = np.cumsum(given.number)[places] / (places + 1)
    found: list[Interval] = []
    for column, estimate in zip(kept.T, mean, strict=True):
        inside = np.flatnonzero(column)
        if not len(inside):
            found.append(found[-1])
            continue
        low = -1.0 if inside[0] == 0 else float(grid[inside[0] - 1])
        high = 1.0 if inside[-1] == len(grid) - 1 else float(grid[inside[-1] + 1])
        found.append(Interval(low, high, float(np.clip(estimate, low, high))))
    return tuple(found)


def _edge(is_out: Callable[[float], bool], grid: Floats, kept: int, step: int) -> float:
    """Return the outermost difference that is kept, on the safe side, between a kept and a lost place of the grid."""
    beyond = kept + step
    if not 0 <= beyond < len(grid):
        return float(step)
    inside, outside = float(grid[kept]), float(grid[beyond])
    while abs(outside - inside) > 2e-4:
        middle = (inside + outside) / 2
        if is_out(middle):
            outside = middle
        else:
            inside = middle
    return outside


def _mean_before(value: Floats, taken: Bools, base: float) -> Floats:
    """Return the mean of the taken cases before each case, with the past's value counted in."""
    total = _sum_before(np.where(taken, value, 0.0))
    number = _sum_before(taken.astype(np.float64))
    mean: Floats = (total + WEIGHT_OF_PAST * base) / (number + WEIGHT_OF_PAST)
    return mean


def _sum_before(amounts: Floats) -> Floats:
    summed: Floats = np.cumsum(amounts, axis=-1) - amounts
    return summed


def _variance_before(number: Floats, chance: Floats, difference: Floats, tuning: Tuning) -> Floats:
    """Return what the square of number minus difference was before each case, begun with that of a yes or no."""
    base = min(max(tuning.base, 0.05), 0.95)
    start = WEIGHT_OF_PAST * base * (1 - base) / (chance * (1 - chance))
    counted = np.arange(number.shape[-1], dtype=np.float64)
    variance: Floats = (start + _sum_before((number - difference) ** 2)) / (WEIGHT_OF_PAST + counted)
    return variance


def _told_by(known: Floats, left: Floats) -> Floats:
    """Return what a straight line through the cases before tells about each case from what is known of it."""
    counted = np.arange(known.shape[-1], dtype=np.float64)
    mean_known = _sum_before(known) / np.maximum(counted, 1)
    mean_left = _sum_before(left) / np.maximum(counted, 1)
    together = _sum_before(known * left) - counted * mean_known * mean_left
    alone = _sum_before(known * known) - counted * mean_known**2
    # The ridge keeps the line flat until some twenty cases speak.
    slope = together / (alone + WEIGHT_OF_PAST * np.maximum(alone / np.maximum(counted, 1), 1e-6))
    told: Floats = np.where(counted > 1, slope * (known - mean_known), 0.0)
    return told
