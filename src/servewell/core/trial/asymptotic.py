"""The same interval by a normal approximation: quicker to compute, right only after a burn-in. A check beside ours.

Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Annals of Statistics 52 (2024), arXiv 2103.06476. Plain
variances are too small where nearly everybody succeeds (an arm without a failure would have none): coverage fell to
84 % at a base of 95 %. So each arm is given half a success and half a failure beforehand, and nothing is said in the
burn-in.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from servewell.core.trial.planning import fixed_sample
from servewell.core.trial.sequences import Bools, Floats, Tuning

BURN_IN: Final = 100
# The interval is tightest, for what so many cases could tell, near this part of a fixed sample.
NARROWEST_AT: Final = 0.35


def narrowest_at(tuning: Tuning) -> float:
    """Return the number of cases at which the interval is tuned to be tight, from the smallest effect worth having."""
    return NARROWEST_AT * fixed_sample(tuning.base, tuning.smallest_effect)


def difference_and_error(arm: Bools, value: Floats) -> tuple[Floats, Floats]:
    """Return the difference of the arms' smoothed means after each case, and its standard error."""
    mean, variance = [], []
    for taken in (~arm, arm):
        number = np.cumsum(taken, axis=-1) + 1.0
        total = np.cumsum(np.where(taken, value, 0.0), axis=-1) + 0.5
        squares = np.cumsum(np.where(taken, value * value, 0.0), axis=-1) + 0.5
        mean.append(total / number)
        variance.append((squares / number - (total / number) ** 2) / number)
    return mean[1] - mean[0], np.sqrt(variance[0] + variance[1])


def half_width(error: Floats, cases: Floats, tuning: Tuning, *, alpha: float) -> Floats:
    """Return how far the interval reaches to each side after so many cases; infinite within the burn-in."""
    logged = 2 * math.log(1 / alpha)
    rho2 = (logged + math.log(1 + logged)) / narrowest_at(tuning)
    spread = cases * rho2 + 1
    reach = np.sqrt(2 * spread / (cases * rho2) * np.log(np.sqrt(spread) / alpha))
    wide: Floats = np.where(cases < BURN_IN, np.inf, error * reach)
    return wide
