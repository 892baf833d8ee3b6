"""What a new agency can expect, with the doubt about tau squared in it.

The four usual conventions take tau squared as known; with five to twenty studies their 95 % intervals then hold 87 to
93 %. Here it has its confidence distribution: under any tau squared, Q taken with the weights of that tau squared is
chi squared with k-1 degrees of freedom, so each quantile of chi squared gives a quantile of tau squared. The idea is
that of Nagashima, Noma and Furukawa (Statistical Methods in Medical Research 28, 2019), who draw from it; this is the
same mixture without drawing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import optimize, special, stats

from servewell.core.evidence.heterogeneity import Floats

_PARTS: Final = 400  # equally likely values of tau squared
_GRID: Final = 600


def predicted(estimates: Floats, variances: Floats, level: float) -> tuple[float, float]:
    """Return the ends of the interval that holds the true effect of a new agency; k >= 2 effects."""
    tau2 = _likely(estimates, variances)
    weights = 1 / (variances[None, :] + tau2[:, None])
    totals = weights.sum(axis=1)
    means = (weights * estimates).sum(axis=1) / totals
    spreads = np.sqrt(tau2 + 1 / totals)
    left, right = float((means - 12 * spreads).min()), float((means + 12 * spreads).max())

    def end(share: float) -> float:
        def above(value: float) -> float:
            return float(special.ndtr((value - means) / spreads).mean()) - share

        return float(optimize.brentq(above, left, right, xtol=(right - left) * 1e-12))

    return end((1 - level) / 2), end((1 + level) / 2)


def _likely(estimates: Floats, variances: Floats) -> Floats:
    """Return values of tau squared, each as likely as the next, by its confidence distribution."""
    most = 50 * (float(variances.max()) + float(np.ptp(estimates)) ** 2)
    grid = np.concatenate([[0.0], np.geomspace(most * 1e-10, most, _GRID)])
    weights = 1 / (variances[None, :] + grid[:, None])
    means = (weights * estimates).sum(axis=1) / weights.sum(axis=1)
    q = (weights * (estimates[None, :] - means[:, None]) ** 2).sum(axis=1)
    below = stats.chi2.sf(q, len(estimates) - 1)
    parts = (np.arange(_PARTS) + 0.5) / _PARTS
    return np.asarray(np.interp(parts, below, grid, left=0.0), dtype=np.float64)
