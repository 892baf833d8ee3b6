"""Comparisons of two groups: many tests at once, shares, ratios, means, ranks and quantiles, each with its interval.

Nothing here draws random numbers, and nothing decides what is large enough to be told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

Floats: TypeAlias = npt.NDArray[np.float64]
CONFIDENCE: Final = 0.95
_PAIRED: Final = 1_500  # values of each group whose pairs are formed


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the ends of its interval, in the unit of what was estimated."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference (first less second) with its interval, and the probability of one at least as large by chance."""

    value: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """How often a value of the first group exceeds one of the second (ties half), 0.5 when alike, and its p-value."""

    exceeds: float
    p_value: float


def benjamini_hochberg(p_values: npt.ArrayLike) -> Floats:
    """Return p-values adjusted for the false discovery rate, in the order given.

    Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995), the step-up procedure.
    Raises ValueError for a p-value that is not from 0 to 1.
    """
    given = np.asarray(p_values, dtype=np.float64)
    if given.ndim != 1 or not np.all((given >= 0) & (given <= 1)):
        raise ValueError("p-values are a sequence of numbers from 0 to 1")
    order = np.argsort(-given, kind="stable")
    ranks = len(given) - np.arange(len(given), dtype=np.float64)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.minimum.accumulate(given[order] * len(given) / ranks), 1.0)
    return adjusted


def share(hits: float, of: float, confidence: float = CONFIDENCE) -> Interval:
    """Return a share from 0 to 1 with its score interval. `of` is above 0.

    Source: Wilson, Journal of the American Statistical Association 22 (1927).
    """
    z, found = _normal(confidence), hits / of
    middle = found + z * z / (2 * of)
    reach = z * math.sqrt(found * (1 - found) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return Interval(found, max((middle - reach) / scale, 0.0), min((middle + reach) / scale, 1.0))


def proportion_difference(
    hits: float, of: float, other_hits: float, other_of: float, confidence: float = CONFIDENCE
) -> Compared:
    """Return the difference of two shares, each from 0 to 1. Both groups have at least one member.

    Source: Newcombe, Statistics in Medicine 17 (1998) 873, method 10 (hybrid score interval); p-value of the score test
    with pooled variance (Pearson's chi-squared without correction).
    """
    one, two = share(hits, of, confidence), share(other_hits, other_of, confidence)
    difference = one.value - two.value
    low = difference - math.hypot(one.value - one.low, two.high - two.value)
    high = difference + math.hypot(one.high - one.value, two.value - two.low)
    pooled = (hits + other_hits) / (of + other_of)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / of + 1 / other_of))
    return Compared(difference, low, high, two_sided(difference / spread) if spread > 0 else 1.0)


def fisher_exact(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """Return how probable shares at least as far apart are by chance, however few there are (Fisher 1922, two-sided).

    Summed are the tables with the same margins that are no more probable than this one (as in R, to one in 10^7).
    """
    all_hits = hits + other_hits
    possible = np.arange(max(0, all_hits - other_of), min(of, all_hits) + 1)

    def ways(total: npt.ArrayLike, taken: npt.ArrayLike) -> Floats:
        rest = np.asarray(total) - np.asarray(taken)
        return np.asarray(-special.betaln(rest + 1, np.asarray(taken) + 1) - np.log(np.asarray(total) + 1.0))

    log_share = ways(of, possible) + ways(other_of, all_hits - possible) - ways(of + other_of, all_hits)
    probable = np.exp(log_share)
    return min(1.0, float(probable[probable <= probable[hits - possible[0]] * (1 + 1e-7)].sum()))


def rank_correlation(first: npt.ArrayLike, second: npt.ArrayLike) -> Compared:
    """Return Spearman's rank correlation of two equally long samples; its p-value is that of t, n - 2 degrees.

    The interval is Fisher's by the hyperbolic tangent, with the variance 1.06 / (n - 3) (Fieller and others 1957).
    """
    one, other = (_ranks(np.asarray(some, dtype=np.float64)) for some in (first, second))
    number, value = len(one), float(np.corrcoef(one, other)[0, 1])
    free = max(number - 2, 1)
    t = value * math.sqrt(free / max(1 - value * value, 1e-300))
    reach = _normal(CONFIDENCE) * math.sqrt(1.06 / max(number - 3, 1))
    center = math.atanh(min(max(value, -1 + 1e-15), 1 - 1e-15))
    return Compared(
        value, math.tanh(center - reach), math.tanh(center + reach), 2 * float(special.stdtr(free, -abs(t)))
    )


def _ranks(sample: Floats) -> Floats:
    """Return ranks from 1 on; equal values share the mean of theirs."""
    _, places, counts = np.unique(sample, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray(ends - (counts - 1) / 2)[places]


def risk_ratio(hits: float, of: float, other_hits: float, other_of: float, confidence: float = CONFIDENCE) -> Interval:
    """Return the ratio of two shares with its interval on the logarithm; 0.5 is added to each count when one is 0.

    Source: Katz, Baptista, Azen and Pike, Biometrics 34 (1978); the correction is that of Walter, Biometrika 62 (1975).
    """
    if min(hits, other_hits) == 0:
        hits, of, other_hits, other_of = hits + 0.5, of + 0.5, other_hits + 0.5, other_of + 0.5
    ratio = (hits / of) / (other_hits / other_of)
    reach = _normal(confidence) * math.sqrt(max(1 / hits - 1 / of + 1 / other_hits - 1 / other_of, 0.0))
    return Interval(ratio, ratio * math.exp(-reach), ratio * math.exp(reach))


def welch(
    first: tuple[float, float, int], second: tuple[float, float, int], confidence: float = CONFIDENCE
) -> Compared:
    """Return the difference of two means; each group is its mean, its variance (of a sample) and its number.

    Source: Welch, Biometrika 34 (1947); degrees of freedom of Satterthwaite (1946). Groups of at least two.
    """
    (mean, variance, number), (other_mean, other_variance, other_number) = first, second
    parts = variance / number, other_variance / other_number
    difference, spread = mean - other_mean, math.sqrt(sum(parts))
    if spread == 0:
        return Compared(difference, difference, difference, 1.0 if difference == 0 else 0.0)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (number - 1) + parts[1] ** 2 / (other_number - 1))
    reach = float(special.stdtrit(freedom, 0.5 + confidence / 2)) * spread
    p_value = 2 * float(special.stdtr(freedom, -abs(difference) / spread))
    return Compared(difference, difference - reach, difference + reach, min(p_value, 1.0))


def welch_of(first: npt.ArrayLike, second: npt.ArrayLike, confidence: float = CONFIDENCE) -> Compared:
    """Return the difference of the means of two samples, by `welch`."""
    one, two = (np.asarray(some, dtype=np.float64) for some in (first, second))
    return welch(_moments(one), _moments(two), confidence)


def mann_whitney(values: npt.ArrayLike, counts: npt.ArrayLike, other_counts: npt.ArrayLike) -> Ranked:
    """Compare two groups by rank, given how often each distinct value occurs in each of them.

    The normal approximation with correction for ties and for continuity. Source: Mann and Whitney, Annals of
    Mathematical Statistics 18 (1947); ties by Lehmann, Nonparametrics (1975), section 1.5.
    """
    order = np.argsort(np.asarray(values, dtype=np.float64), kind="stable")
    one, two = (np.asarray(some, dtype=np.float64)[order] for some in (counts, other_counts))
    sizes = float(one.sum()), float(two.sum())
    pairs, total = sizes[0] * sizes[1], sum(sizes)
    if pairs == 0:
        return Ranked(0.5, 1.0)
    above = float((one * (np.cumsum(two) - two / 2)).sum())
    ties = one + two
    variance = pairs / 12 * (total + 1 - float((ties**3 - ties).sum()) / (total * (total - 1)))
    if variance <= 0:
        return Ranked(0.5, 1.0)
    z = max(abs(above - pairs / 2) - 0.5, 0.0) / math.sqrt(variance)
    return Ranked(above / pairs, two_sided(z))


def mann_whitney_of(first: npt.ArrayLike, second: npt.ArrayLike) -> Ranked:
    """Compare two samples by rank, by `mann_whitney`."""
    one, two = (np.asarray(some, dtype=np.float64) for some in (first, second))
    values, place = np.unique(np.concatenate([one, two]), return_inverse=True)
    counts = (np.bincount(some, minlength=len(values)) for some in (place[: len(one)], place[len(one) :]))
    return mann_whitney(values, *counts)


def hodges_lehmann(first: npt.ArrayLike, second: npt.ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """Return by how much the first sample is shifted against the second: the median of all differences of pairs.

    The interval takes the ranks of Mann and Whitney's test; of more than 1,500 values of a sample, as many evenly
    spaced order statistics stand for it. Source: Hodges and Lehmann, Annals of Mathematical Statistics 34 (1963);
    interval by Hollander, Wolfe and Chicken, Nonparametric Statistical Methods (2014), section 4.3.
    """
    one, two = (np.sort(np.asarray(some, dtype=np.float64)) for some in (first, second))
    pairs = np.subtract.outer(_thinned(one), _thinned(two)).ravel()
    reach = _normal(confidence) * math.sqrt((len(one) + len(two) + 1) / (12 * len(one) * len(two)))
    low, value, high = np.quantile(pairs, [max(0.5 - reach, 0.0), 0.5, min(0.5 + reach, 1.0)])
    return Interval(float(value), float(low), float(high))


def quantile_difference(
    first: npt.ArrayLike, second: npt.ArrayLike, quantile: float = 0.5, confidence: float = CONFIDENCE
) -> Compared:
    """Return the difference of a quantile (from 0 to 1) of two samples of at least ten.

    Each quantile's standard error comes from the order statistics that bound it with binomial probability. Source:
    Price and Bonett, Journal of Statistical Computation and Simulation 72 (2002), for medians; the same for others.
    """
    one, two = (np.sort(np.asarray(some, dtype=np.float64)) for some in (first, second))
    difference = float(np.quantile(one, quantile) - np.quantile(two, quantile))
    spread = math.hypot(_quantile_spread(one, quantile), _quantile_spread(two, quantile))
    reach = _normal(confidence) * spread
    p_value = two_sided(difference / spread) if spread > 0 else float(difference == 0)
    return Compared(difference, difference - reach, difference + reach, p_value)


def difference_of_medians(first: npt.ArrayLike, second: npt.ArrayLike) -> Compared:
    """Return the difference of the medians of two samples, by `quantile_difference`."""
    return quantile_difference(first, second)


def two_sided(z: float) -> float:
    """Return how probable a standard normal value at least as far from 0 is."""
    return float(special.erfc(abs(z) / math.sqrt(2)))


def _normal(confidence: float) -> float:
    return float(special.ndtri(0.5 + confidence / 2))


def _moments(sample: Floats) -> tuple[float, float, int]:
    return float(sample.mean()), float(sample.var(ddof=1)), len(sample)


def _thinned(ordered: Floats) -> Floats:
    if len(ordered) <= _PAIRED:
        return ordered
    return ordered[((np.arange(_PAIRED) + 0.5) * len(ordered) / _PAIRED).astype(np.int64)]


def _quantile_spread(ordered: Floats, quantile: float) -> float:
    number = len(ordered)
    reach = _normal(CONFIDENCE) * math.sqrt(number * quantile * (1 - quantile))
    low = max(math.floor(number * quantile - reach), 0)
    high = min(math.ceil(number * quantile + reach), number - 1)
    covered = float(special.bdtr(high, number, quantile) - special.bdtr(low, number, quantile))
    z = float(special.ndtri(0.5 + min(max(covered, 0.5), 1 - 1e-9) / 2))
    return float(ordered[high] - ordered[low]) / (2 * z)
