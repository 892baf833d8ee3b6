"""Time to a decision in two arms while cases are open: a test that holds at every look, and days for display.

The safe logrank test, within cohorts: cases that began in the same period (a week, fixed beforehand) are compared with
each other only. Within a cohort, once its sizes are known, each decision falls to an arm by the numbers still open if
the arms do not differ, whatever the queue, the season or the age of a case does. Comparing all cases at once would not
be exact, because a case that has just begun shows its arm before its age counts. Sources: Grünwald, Ly, Pérez-Ortiz and
ter Schure, The Safe Logrank Test, AISTATS 2021, arXiv 2011.06931; Sellke and Siegmund, Biometrika 70 (1983), on entries
one after the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import special

from servewell.core.measure.survival import kaplan_meier
from servewell.core.trial.sequences import Bools, Floats

_BETS: Final = 12


@dataclass(frozen=True, slots=True)
class Speed:
    """Which arm is decided sooner: e-values that the new way is quicker and slower, and the largest they ever were."""

    quicker: float
    slower: float
    decided: int

    def is_quicker(self, alpha: float = 0.05) -> bool:
        """Return whether the new way is quicker; with `is_slower` both wrong with probability alpha at most."""
        return self.quicker >= 2 / alpha

    def is_slower(self, alpha: float = 0.05) -> bool:
        """Return whether the new way is slower."""
        return self.slower >= 2 / alpha


@dataclass(frozen=True, slots=True)
class Days:
    """The mean days until a decision, counted up to a horizon, new minus old, with a plain 95 % interval.

    For display: the interval is that of a single look.
    """

    old: float
    new: float
    difference: float
    low: float
    high: float
    horizon: float


def speed(
    *, arm: Bools, began: Floats, decided: Floats, now: float, period: float = 7.0, smallest_ratio: float = 1.2
) -> Speed:
    """Compare the arms from when each case began and was decided (days; not a number while open), seen at `now`.

    `smallest_ratio` is how many times likelier on each day a decision has to be to be worth having. Decisions at the
    same moment are taken in the order of the cases given, which must not depend on the arm. A cohort counts from the
    end of its period, when its sizes are known.
    """
    paths = log_e_values(arm=arm, began=began, decided=decided, now=now, period=period, smallest_ratio=smallest_ratio)
    quicker, slower = (math.exp(min(float(path.max(initial=0.0)), 700.0)) for path in paths)
    return Speed(quicker, slower, paths.shape[1])


def log_e_values(
    *, arm: Bools, began: Floats, decided: Floats, now: float, period: float, smallest_ratio: float
) -> Floats:
    """Return the log e-values for quicker and for slower after each decision, of shape (2, decisions)."""
    cohort = np.floor(began / period).astype(np.int64)
    closed = (cohort + 1) * period <= now
    # Decisions within the period are looked at when it is over: before, the sizes of the cohort are not known.
    order = np.flatnonzero(closed & (decided <= now))
    known_at = np.maximum(decided[order], (cohort[order] + 1) * period)
    order = order[np.lexsort((order, decided[order], known_at))]
    share = _shares_at_risk(arm, cohort, closed, order)
    guesses = 2 * math.log(smallest_ratio) * special.ndtri((np.arange(_BETS) + 0.5) / _BETS)
    return np.stack([_mixed(arm[order], share, guesses[np.sign(guesses) == side]) for side in (1, -1)])


def restricted_mean(*, arm: Bools, lasted: Floats, is_closed: Bools, horizon: float) -> Days:
    """Return the mean days until a decision, counted up to `horizon` days (Royston and Parmar, BMC MRM 13, 2013)."""
    (old, old_error), (new, new_error) = (_area(lasted[own], is_closed[own], horizon) for own in (~arm, arm))
    reach = 1.959963984540054 * math.hypot(old_error, new_error)
    return Days(old, new, new - old, new - old - reach, new - old + reach, horizon)


def _shares_at_risk(arm: Bools, cohort: npt.NDArray[np.int64], closed: Bools, order: npt.NDArray[np.int64]) -> Floats:
    """Return, at each decision, which part of the cohort's cases still open went the new way."""
    _, index = np.unique(cohort, return_inverse=True)
    size = np.bincount(index[closed], minlength=index.max(initial=0) + 1).astype(np.int64)
    new = np.bincount(index[closed & arm], minlength=len(size)).astype(np.int64)
    share = np.empty(len(order))
    for place, case in enumerate(order):
        group = index[case]
        share[place] = new[group] / size[group]
        size[group] -= 1
        new[group] -= arm[case]
    return share


def _mixed(is_new: Bools, share: Floats, guesses: Floats) -> Floats:
    """Return the log e-value of a mixture over log hazard ratios after each decision."""
    ratio = np.exp(guesses)[:, None]
    factor = np.where(is_new, ratio, 1.0) / (1 - share + share * ratio)
    told: Floats = special.logsumexp(np.cumsum(np.log(factor), axis=1), axis=0) - math.log(len(guesses))
    return told


def _area(lasted: Floats, is_closed: Bools, horizon: float) -> tuple[float, float]:
    """Return the area below the share still open, up to the horizon, and its standard error (Greenwood)."""
    if not len(lasted):
        return math.nan, math.nan
    # Whole microdays, as the measure counts: days are too coarse for what lasts hours.
    found = kaplan_meier(np.rint(lasted * 1e6).astype(np.int64), is_closed)
    times = found.times / 1e6
    inside = times < horizon
    edges = np.concatenate([[0.0], times[inside], [horizon]])
    steps = np.concatenate([[1.0], found.shares[inside]]) * np.diff(edges)
    left = np.cumsum(steps[::-1])[::-1]
    before = np.concatenate([[1.0], found.shares])[:-1][inside]
    gone = 1 - found.shares[inside] / before
    at_risk = np.array([(lasted >= time - 5e-7).sum() for time in times[inside]])
    open_after = np.maximum(1 - gone, 1e-12)
    variance = (left[1:] ** 2 * gone / (open_after * at_risk)).sum()
    return float(steps.sum()), math.sqrt(float(variance))
