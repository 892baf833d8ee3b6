"""The mean of effects that differ, how far they differ, and what a new agency can expect.

Estimate and interval by Hartung and Knapp 2001 / Sidik and Jonkman 2002, heterogeneity by Higgins and Thompson 2002,
prediction in the four conventions in use (they differ in the second digit, so each is named) and in one that holds
what it says with few studies too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from servewell.core.evidence.heterogeneity import (
    Floats,
    Method,
    q_of,
    tau_squared,
    tau_squared_interval,
    typical_variance,
    weighted_mean,
)
from servewell.core.evidence.predicting import predicted

# 'no' is the plain normal interval; 'plain' may be narrower than that when the effects agree by chance, 'max(1, q)'
# never is (Rover, Knapp and Friede 2015).
HartungKnapp = Literal["no", "plain", "max(1, q)"]
Convention = Literal[
    "normal", "t, k-2", "Hartung-Knapp, t, k-1", "Hartung-Knapp, t, k-2", "confidence distribution"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prediction:
    """Between what the true effect of a new agency lies, by one convention."""

    convention: Convention
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A meta-analysis. Estimates are in the unit of the effects, their squares for tau squared; `i2` in percent."""

    studies: int
    method: Method
    hartung_knapp: HartungKnapp
    level: float
    estimate: float
    standard_error: float
    low: float
    high: float
    statistic: float  # estimate by standard error: z, or t with k-1 degrees of freedom
    p_value: float
    tau2: float
    tau2_low: float
    tau2_high: float
    q: float
    q_freedom: int
    q_p_value: float
    i2: float
    h2: float
    weights: tuple[float, ...]  # shares that sum to 1, in the order of the studies
    predictions: tuple[Prediction, ...]  # none for a common effect: it says that agencies do not differ

    def prediction(self, convention: Convention) -> Prediction:
        """Return the interval of one convention."""
        return next(one for one in self.predictions if one.convention == convention)


def fit(
    estimates: Sequence[float],
    standard_errors: Sequence[float],
    *,
    method: Method = "REML",
    hartung_knapp: HartungKnapp = "max(1, q)",
    level: float = 0.95,
) -> Fit:
    """Pool k >= 2 independent effects. Raises ValueError for fewer, or for errors that are not above 0."""
    found: Floats = np.asarray(estimates, dtype=np.float64)
    variances: Floats = np.asarray(standard_errors, dtype=np.float64) ** 2
    if len(found) < 2 or len(found) != len(variances) or not bool((variances > 0).all()):
        raise ValueError("pooling needs two effects or more, each with a standard error above 0")
    count, tail = len(found), 1 - (1 - level) / 2
    tau2 = tau_squared(found, variances, method)
    mean, total = weighted_mean(found, variances, tau2)
    plain = 1 / math.sqrt(total)
    factor = q_of(found, variances, tau2) / (count - 1)
    scaled = plain * math.sqrt(max(1.0, factor) if hartung_knapp != "plain" else factor)
    error = plain if hartung_knapp == "no" else scaled
    reach = float(stats.norm.ppf(tail) if hartung_knapp == "no" else stats.t.ppf(tail, count - 1))
    statistic = mean / error if error > 0 else math.copysign(math.inf, mean)
    beyond = stats.norm.sf(abs(statistic)) if hartung_knapp == "no" else stats.t.sf(abs(statistic), count - 1)
    q = q_of(found, variances)
    within = typical_variance(variances)
    between = max(0.0, (q - (count - 1)) / q) if method == "common" and q > 0 else tau2 / (tau2 + within)
    low, high = tau_squared_interval(found, variances, level)
    predictions = [*_predictions(mean, tau2, plain, scaled, count, tail)]
    predictions.append(Prediction("confidence distribution", *predicted(found, variances, level)))
    return Fit(
        studies=count, method=method, hartung_knapp=hartung_knapp, level=level,
        estimate=mean, standard_error=error, low=mean - reach * error, high=mean + reach * error,
        statistic=statistic, p_value=float(2 * beyond),
        tau2=tau2, tau2_low=low, tau2_high=high,
        q=q, q_freedom=count - 1, q_p_value=float(stats.chi2.sf(q, count - 1)),
        i2=100 * between, h2=q / (count - 1) if method == "common" else 1 + tau2 / within,
        weights=tuple(float(one) for one in (1 / (variances + tau2)) / total),
        predictions=() if method == "common" else tuple(predictions),
    )  # fmt: skip


def _predictions(
    mean: float, tau2: float, plain: float, scaled: float, count: int, tail: float
) -> Iterator[Prediction]:
    """Yield the intervals: Riley, Higgins and Deeks 2011 for k-2; Partlett and Riley 2017 with Hartung-Knapp."""
    reach = {"normal": float(stats.norm.ppf(tail)), "k-1": float(stats.t.ppf(tail, count - 1))}
    if count > 2:
        reach["k-2"] = float(stats.t.ppf(tail, count - 2))
    conventions: tuple[tuple[Convention, str, float], ...] = (
        ("normal", "normal", plain),
        ("t, k-2", "k-2", plain),
        ("Hartung-Knapp, t, k-1", "k-1", scaled),
        ("Hartung-Knapp, t, k-2", "k-2", scaled),
    )
    for convention, freedom, error in conventions:
        if freedom in reach:
            half = reach[freedom] * math.sqrt(error**2 + tau2)
            yield Prediction(convention, mean - half, mean + half)
