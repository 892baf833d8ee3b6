"""Which of many shares stand out beyond chance: of people who leave a page, of people whose answer is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from servewell.core.insight.finding import SMALLEST_GROUP, Confidence
from servewell.core.insight.statistics import Compared, benjamini_hochberg, fisher_exact, proportion_difference

SURE: Final = 0.05  # in so many of the logs without any difference something may be claimed
FEW_EXPECTED: Final = 10  # the test of large numbers does not hold below


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
class Claim:
    """A count whose share stands out against the `reference`, by `difference`; its p-value is adjusted for all."""

    counted: Counted
    reference: float
    difference: Compared

    @property
    def share(self) -> float:
        """The share that stands out."""
        return self.counted.hit / self.counted.of

    @property
    def confidence(self) -> Confidence:
        """How sure the difference is."""
        p_value = self.difference.p_value
        return "high" if p_value < 0.001 else "medium" if p_value < 0.01 else "low"


def standing_out(counts: Sequence[Counted]) -> list[Claim]:
    """Return the counts whose share is above that of the others beyond chance.

    A page or question is compared with the others, a group with the other groups at its page or question; only where at
    least ten people are hit and ten are not. Newcombe's interval (1998); Fisher's exact test where few are expected,
    else chi²; adjusted for all these comparisons (Benjamini and Hochberg 1995).
    """
    made = list(_compared(counts))
    p_values = benjamini_hochberg([found.p_value for _, _, found in made])
    claims = [
        Claim(one, reference, Compared(found.value, found.low, found.high, float(p_value)))
        for (one, reference, found), p_value in zip(made, p_values, strict=True)
    ]
    return [claim for claim in claims if claim.difference.p_value <= SURE and claim.difference.value > 0]


def _compared(counts: Sequence[Counted]) -> Iterator[tuple[Counted, float, Compared]]:
    families: dict[tuple[str, ...], list[Counted]] = {}
    for one in counts:
        families.setdefault((one.by, one.page, one.question) if one.by else (), []).append(one)
    for family in families.values():
        all_hit, all_of = sum(one.hit for one in family), sum(one.of for one in family)
        for one in family:
            hit, of = all_hit - one.hit, all_of - one.of
            # A page need not have company in being left; the others of a group must not be told by subtraction.
            if min(one.hit, one.of - one.hit, of - hit, hit if one.by else SMALLEST_GROUP) >= SMALLEST_GROUP:
                found = proportion_difference(one.hit, one.of, hit, of)
                p_value = _exact(one.hit, one.of, hit, of, found.p_value)
                yield one, hit / of, Compared(found.value, found.low, found.high, p_value)


def _exact(one: int, of: int, other: int, other_of: int, p_value: float) -> float:
    pooled = (one + other) / (of + other_of)
    if min(of, other_of) * min(pooled, 1 - pooled) >= FEW_EXPECTED:
        return p_value
    return fisher_exact(one, of, other, other_of)
