"""Two sets of cases compared by count, sum and sum of squares: all that has to leave the engine."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from scipy.stats import t as student

TWO_SIDED: Final = 0.975
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
        return max(self.squares - self.count * self.mean**2, 0.0) / (self.count - 1)

    @property
    def spread_of_total(self) -> float:
        """The standard error of the sum when the number of values is itself left to chance (compound Poisson)."""
        return sqrt(self.squares)


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of the first set less that of the second, with its 95 % interval and the two-sided p-value."""

    value: float
    low: float
    high: float
    p_value: float


def difference(one: Moments, other: Moments) -> Difference:
    """Compare two means without assuming equal variances (Welch 1947). Fewer than two values tell nothing: p is 1."""
    value = one.mean - other.mean
    if one.count < 2 or other.count < 2:
        return Difference(value, float("-inf"), float("inf"), 1.0)
    first, second = one.variance / one.count, other.variance / other.count
    error = sqrt(first + second)
    if error <= 1e-12 * max(abs(one.mean), abs(other.mean)):
        return Difference(value, value, value, 1.0 if abs(value) <= error else 0.0)
    freedom = (first + second) ** 2 / (first**2 / (one.count - 1) + second**2 / (other.count - 1))
    reach = float(student.ppf(TWO_SIDED, freedom)) * error
    return Difference(value, value - reach, value + reach, float(2 * student.sf(abs(value) / error, freedom)))
