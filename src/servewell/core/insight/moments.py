"""Two sets of cases compared by count, sum and sum of squares: all that has to leave the engine."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from servewell.core.insight.statistics import Compared, welch

ROUNDING: Final = 1e-12
NORMAL: Final = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class Moments:
    """How many values there are, their sum, and the sum of their squares."""

    count: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """The mean; 0 of nothing."""
        return self.total / self.count if self.count else 0.0

    @property
    def variance(self) -> float:
        """The unbiased variance; 0 of fewer than two values."""
        if self.count < 2:
            return 0.0
        apart = self.squares - self.count * self.mean**2
        # What is left of equal values is rounding, and would make any difference look certain.
        return apart / (self.count - 1) if apart > ROUNDING * self.squares else 0.0

    @property
    def spread_of_total(self) -> float:
        """The standard error of the sum when the number of values is itself left to chance (compound Poisson)."""
        return sqrt(self.squares)


def difference(one: Moments, other: Moments) -> Compared:
    """Compare two means without assuming equal variances (`welch`). Fewer than two values tell nothing: p is 1."""
    if one.count < 2 or other.count < 2:
        return Compared(one.mean - other.mean, float("-inf"), float("inf"), 1.0)
    return welch((one.mean, one.variance, one.count), (other.mean, other.variance, other.count))
