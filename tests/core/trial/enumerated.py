"""Every way in which a few yes-or-no cases can fall into two arms, with its probability: expectations without luck."""

from itertools import product

import numpy as np


def every_trial(rates: list[tuple[float, float]], share: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return arms and outcomes of shape (ways, cases) and the probability of each way, from (old, new) rates a case."""
    ways = list(product([(False, False), (False, True), (True, False), (True, True)], repeat=len(rates)))
    arm = np.array([[case[0] for case in way] for way in ways])
    success = np.array([[case[1] for case in way] for way in ways])
    old, new = np.array(rates).T
    rate = np.where(arm, new, old)
    chance = np.where(arm, share, 1 - share) * np.where(success, rate, 1 - rate)
    return arm, success, chance.prod(axis=1)
