"""How far the true effects of agencies differ (tau squared), by five methods, with its interval.

DerSimonian and Laird 1986; Paule and Mandel 1982; restricted and plain maximum likelihood (Viechtbauer 2005); the
interval by profiles of Q (Viechtbauer 2007).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

Floats: TypeAlias = npt.NDArray[np.float64]
Method = Literal["REML", "DL", "PM", "ML", "common"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)
_STEPS: Final = 200  # of the grid on which the top of a likelihood is looked for
_EXACT: Final = 1e-14


def weighted_mean(estimates: Floats, variances: Floats, tau2: float = 0.0) -> tuple[float, float]:
    """Return the mean weighted by precision, and the sum of the weights."""
    weights = 1 / (variances + tau2)
    total = float(weights.sum())
    return float((weights * estimates).sum()) / total, total


def q_of(estimates: Floats, variances: Floats, tau2: float = 0.0) -> float:
    """Return the weighted sum of squares around the weighted mean (Cochran's Q at tau squared 0)."""
    mean, _ = weighted_mean(estimates, variances, tau2)
    return float((((estimates - mean) ** 2) / (variances + tau2)).sum())


def typical_variance(variances: Floats) -> float:
    """Return the variance of a typical study within itself (Higgins and Thompson 2002)."""
    weights = 1 / variances
    return float((len(weights) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum()))


def tau_squared(estimates: Floats, variances: Floats, method: Method) -> float:
    """Return the variance between studies, never below 0; 0 for 'common'. Needs two studies or more."""
    if method == "common":
        return 0.0
    if method == "DL":
        weights = 1 / variances
        scale = float(weights.sum() - (weights**2).sum() / weights.sum())
        return max((q_of(estimates, variances) - (len(estimates) - 1)) / scale, 0.0)
    if method == "PM":
        return _where_q_is(len(estimates) - 1.0, estimates, variances)
    return _likeliest(estimates, variances, is_restricted=method == "REML")


def tau_squared_interval(estimates: Floats, variances: Floats, level: float = 0.95) -> tuple[float, float]:
    """Return the Q-profile interval of tau squared: where Q takes the quantiles of chi squared."""
    freedom = len(estimates) - 1
    tail = (1 - level) / 2
    low = _where_q_is(float(stats.chi2.ppf(1 - tail, freedom)), estimates, variances)
    return low, _where_q_is(float(stats.chi2.ppf(tail, freedom)), estimates, variances)


def _where_q_is(value: float, estimates: Floats, variances: Floats) -> float:
    """Return the tau squared at which Q, which only falls, comes down to a value; 0 when it begins below."""

    def above(tau2: float) -> float:
        return q_of(estimates, variances, tau2) - value

    if above(0.0) <= 0:
        return 0.0
    most = float(variances.max()) + float(np.ptp(estimates)) ** 2
    while above(most) > 0:
        most *= 2
    return float(optimize.brentq(above, 0.0, most, xtol=most * _EXACT, rtol=4 * np.finfo(float).eps))


def _likeliest(estimates: Floats, variances: Floats, *, is_restricted: bool) -> float:
    """Return the top of the likelihood: the best place of a grid, then where the slope next to it is zero.

    The grid comes first because the likelihood can have two tops.
    """
    most = float(variances.max()) + 10 * float(np.var(estimates)) + float(variances.mean())
    grid = np.concatenate([[0.0], np.geomspace(most * 1e-9, most, _STEPS)])
    heights = [_height(tau2, estimates, variances, is_restricted) for tau2 in grid]
    best = int(np.argmax(heights))

    def slope(tau2: float) -> float:
        return _slope(tau2, estimates, variances, is_restricted)

    return _turn(slope, float(grid[max(best - 1, 0)]), float(grid[min(best + 1, _STEPS)]), float(grid[best]))


def _turn(slope: Callable[[float], float], left: float, right: float, best: float) -> float:
    if slope(left) <= 0 or slope(right) >= 0:
        return best if left > 0 else 0.0
    return float(optimize.brentq(slope, left, right, xtol=right * _EXACT, rtol=4 * np.finfo(float).eps))


def _height(tau2: float, estimates: Floats, variances: Floats, is_restricted: bool) -> float:
    mean, total = weighted_mean(estimates, variances, tau2)
    spread = variances + tau2
    height = -0.5 * float(np.log(spread).sum()) - 0.5 * float(((estimates - mean) ** 2 / spread).sum())
    return height - 0.5 * float(np.log(total)) if is_restricted else height


def _slope(tau2: float, estimates: Floats, variances: Floats, is_restricted: bool) -> float:
    mean, total = weighted_mean(estimates, variances, tau2)
    weights = 1 / (variances + tau2)
    slope = -0.5 * total + 0.5 * float((weights**2 * (estimates - mean) ** 2).sum())
    return slope + 0.5 * float((weights**2).sum()) / total if is_restricted else slope
