"""An exact test of yes-or-no outcomes in two arms that holds at every look, also if the common rate drifts.

Each case multiplies the e-value by how much better two rates, one an arm, foretold it than one rate for both. Against a
difference d the one rate becomes the pair (r, r + d) that is nearest to what was foretold: the projection. An audit of
the betting sequence, on another road. Sources: Turner, Ly and Grünwald, Journal of Statistical Planning and Inference
230 (2024), arXiv 2106.02693; Turner and Grünwald, arXiv 2203.09785.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from servewell.core.trial.sequences import Bools, Floats, Tuning

_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True)
class Prior:
    """Pairs of rates that are thought possible, each with its weight: the service's own past, as a grid."""

    old: Floats
    new: Floats
    weight: Floats


def prior(tuning: Tuning, steps: int = 13) -> Prior:
    """Return pairs around the usual rate (standard deviation 0.1) and around no difference (twice the smallest one)."""
    places = np.linspace(-2.4, 2.4, steps)
    base = np.clip(tuning.base + 0.1 * places, 0.005, 0.995)
    old, shift = np.meshgrid(base, tuning.spread * places, indexing="ij")
    weight = np.exp(-0.5 * (places[:, None] ** 2 + places[None, :] ** 2))
    # The base rate is the rate of both together: half of the shift to each side.
    lower, upper = np.clip(old - shift / 2, 0.005, 0.995), np.clip(old + shift / 2, 0.005, 0.995)
    return Prior(lower.ravel(), upper.ravel(), (weight / weight.sum()).ravel())


def nearest_pair(old: Floats, new: Floats, share: float, difference: float) -> Floats:
    """Return the r for which (r, r + difference) is nearest to (old, new), with weights 1 - share and share.

    The slope of the divergence rises from minus to plus infinity between the ends, so halving finds its zero; a solver
    that stops early at an end makes the test wrong, not only slow.
    """
    low = np.full_like(old, max(0.0, -difference))
    high = np.full_like(old, min(1.0, 1.0 - difference))
    for _ in range(_HALVINGS):
        rate = (low + high) / 2
        other = rate + difference
        # Multiplied by both variances, so that nothing is divided by zero at the ends.
        slope = (1 - share) * (rate - old) * other * (1 - other) + share * (other - new) * rate * (1 - rate)
        low, high = np.where(slope < 0, rate, low), np.where(slope < 0, high, rate)
    found: Floats = (low + high) / 2
    return found


def log_e_values(
    arm: Bools, success: Bools, share: float, tuning: Tuning, differences: tuple[float, ...] = (0.0,)
) -> Floats:
    """Return the log e-values against each difference after each case, of shape (differences, trials, cases).

    `arm` and `success` have the shape (trials, cases); every case goes the new way with the same chance `share`.
    """
    trials, cases = success.shape
    grid = prior(tuning)
    posterior = np.tile(grid.weight, (trials, 1))
    found = np.empty((len(differences), trials, cases))
    rates = np.stack([grid.old, grid.new, 1 - grid.old, 1 - grid.new])
    told = np.zeros((len(differences), trials))
    for case in range(cases):
        taken, ended = arm[:, case], success[:, case]
        old, new = posterior @ grid.old, posterior @ grid.new
        own = np.where(taken, new, old)
        for place, difference in enumerate(differences):
            rate = nearest_pair(old, new, share, difference) if difference else (1 - share) * old + share * new
            rate = rate + difference * taken
            told[place] += np.log(np.where(ended, own / rate, (1 - own) / (1 - rate)))
        found[:, :, case] = told
        posterior *= rates[np.where(ended, 0, 2) + taken]
        posterior /= posterior.sum(axis=1, keepdims=True)
    return found
