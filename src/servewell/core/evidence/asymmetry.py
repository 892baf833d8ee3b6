"""Whether small studies tell another story than large ones, as they do where small failures are kept back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy import stats

LEVEL: Final = 0.1  # the test has little power, so it warns early (Egger and others 1997)


def egger(estimates: Sequence[float], standard_errors: Sequence[float]) -> tuple[float, float]:
    """Return slope over standard error and two-sided p value: weighted least squares of k >= 3 effects on errors.

    Egger, Davey Smith, Schneider and Minder, BMJ 315, 1997. Errors that are all alike give (0, 1).
    """
    found, errors = np.asarray(estimates, dtype=np.float64), np.asarray(standard_errors, dtype=np.float64)
    if float(np.ptp(errors)) <= 1e-9 * float(errors.max()):
        return 0.0, 1.0
    design = np.column_stack([np.ones_like(errors), errors]) / errors[:, None]
    scaled = found / errors
    inverse = np.linalg.inv(design.T @ design)
    solution = inverse @ design.T @ scaled
    rest = float(((scaled - design @ solution) ** 2).sum())
    freedom = len(found) - 2
    if rest <= 1e-20 * float((scaled**2).sum()):
        return 0.0, 1.0
    statistic = float(solution[1] / np.sqrt(inverse[1, 1] * rest / freedom))
    return statistic, float(2 * stats.t.sf(abs(statistic), freedom))


def small_studies_differ(estimates: Sequence[float], standard_errors: Sequence[float]) -> bool:
    """Tell whether small studies differ from large ones by more than chance often gives."""
    return egger(estimates, standard_errors)[1] < LEVEL
