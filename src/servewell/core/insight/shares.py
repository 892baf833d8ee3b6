"""Shares compared: their difference, its interval, and which of many stand out beyond chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final

from scipy.stats import false_discovery_control, fisher_exact

from servewell.core.insight.finding import SMALLEST_GROUP, Confidence

FEW_EXPECTED: Final = 10
NORMAL: Final = 1.959963984540054  # the 97.5 % point of the normal distribution
SURE: Final = 0.05  # in so many of the logs without any difference something may be claimed


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of those who could be hit were: at a page, at a question of it, in a group by something; '' for all."""

    page: str
    question: str
    by: str
    group: str
    hit: int
    of: int


@dataclass(frozen=True, slots=True)
class Shares:
    """`one` of `of` against `other` of `other_of`; `low` and `high` bound the difference of shares at 95 %."""

    one: int
    of: int
    other: int
    other_of: int
    difference: float
    low: float
    high: float
    p_value: float

    @property
    def share(self) -> float:
        """The first share."""
        return self.one / self.of

    @property
    def reference(self) -> float:
        """The share that it is compared with."""
        return self.other / self.other_of


@dataclass(frozen=True, slots=True)
class Claim:
    """A share that is compared with that of the others, and its p-value adjusted for all claims that were made."""

    page: str
    question: str
    by: str
    group: str
    shares: Shares
    p_value: float


def standing_out(counts: Sequence[Counted]) -> list[Claim]:
    """Return the counts whose share is above that of the others beyond chance.

    A page or question is compared with the others, a group with the other groups at its page or question; only where at
    least ten people are hit and ten are not.
    """
    made = list(_compared(counts))
    p_values = adjusted([shares.p_value for _, shares in made])
    return [
        Claim(one.page, one.question, one.by, one.group, shares, p_value)
        for (one, shares), p_value in zip(made, p_values, strict=True)
        if p_value <= SURE and shares.difference > 0
    ]


def compared(one: int, of: int, other: int, other_of: int) -> Shares:
    """Compare two shares: Newcombe's hybrid score interval (1998, method 10), and a two-sided test.

    Raises ValueError when one of them is a share of nothing.
    """
    if not of or not other_of:
        raise ValueError("there is no share of nothing")
    first, second = one / of, other / other_of
    low_one, high_one = _wilson(one, of)
    low_other, high_other = _wilson(other, other_of)
    difference = first - second
    return Shares(
        one, of, other, other_of, difference,
        low=difference - sqrt((first - low_one) ** 2 + (high_other - second) ** 2),
        high=difference + sqrt((high_one - first) ** 2 + (second - low_other) ** 2),
        p_value=_p_value(one, of, other, other_of),
    )  # fmt: skip


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Return the p-values adjusted for having made all these comparisons (Benjamini and Hochberg 1995)."""
    return [float(one) for one in false_discovery_control(list(p_values))] if p_values else []


def confidence_of(p_value: float) -> Confidence:
    """Return how sure a difference is, by its adjusted p-value."""
    return "high" if p_value < 0.001 else "medium" if p_value < 0.01 else "low"


def _wilson(count: int, of: int) -> tuple[float, float]:
    share, squared = count / of, NORMAL**2
    middle = share + squared / (2 * of)
    half = NORMAL * sqrt(share * (1 - share) / of + squared / (4 * of**2))
    return max((middle - half) / (1 + squared / of), 0.0), min((middle + half) / (1 + squared / of), 1.0)


def _p_value(one: int, of: int, other: int, other_of: int) -> float:
    """Return the two-sided p-value: of Fisher's exact test where fewer than ten are expected, else of chi²."""
    pooled = (one + other) / (of + other_of)
    if min(of, other_of) * min(pooled, 1 - pooled) < FEW_EXPECTED:
        return float(fisher_exact([[one, of - one], [other, other_of - other]]).pvalue)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / other_of))
    return erfc(abs(one / of - other / other_of) / error / sqrt(2))


def _compared(counts: Sequence[Counted]) -> Iterator[tuple[Counted, Shares]]:
    families: dict[tuple[str, ...], list[Counted]] = {}
    for one in counts:
        families.setdefault((one.by, one.page, one.question) if one.by else (), []).append(one)
    for family in families.values():
        all_hit, all_of = sum(one.hit for one in family), sum(one.of for one in family)
        for one in family:
            hit, of = all_hit - one.hit, all_of - one.of
            # A page need not have company in being left; the others of a group must not be told by subtraction.
            if min(one.hit, one.of - one.hit, of - hit, hit if one.by else SMALLEST_GROUP) >= SMALLEST_GROUP:
                yield one, compared(one.hit, one.of, hit, of)
