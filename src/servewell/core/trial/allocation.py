"""Which way a draft goes: decided by a keyed hash of trial and draft, so the same on every device and for ever.

Nobody can guess the way beforehand without the key, and nothing is stored to decide it. Every draft is tossed for by
itself: blocks of fixed composition would balance the arms better, but the intervals of this package are exact only
where each case's chance does not depend on the cases before it. What chance leaves unbalanced is told by what was known
before (`signals(known=...)`). It refuses to allocate by anything about a person. HMAC: RFC 2104.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scipy import special

from servewell.core.problem import Problem, ProblemError, nearest

PARTS: Final = 10_000
# Where and how a case comes in; never who brings it.
STRATA: Final = ("channel", "office", "service", "team")
# How many cases' worth the guess is that the share is what it should be, in the check of the arms' sizes.
_WEIGHT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who goes the new way: `share` in parts per 10,000, or `shares` for each value of the stratum `by`."""

    trial: str
    share: int
    by: str | None = None
    shares: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        problems = [*self._wrong_shares(), *self._wrong_stratum()]
        if problems:
            raise ProblemError(*problems)

    def share_of(self, stratum: str | None) -> int:
        """Return the parts per 10,000 of a stratum; the common share where it has none of its own."""
        return self.share if stratum is None or self.shares is None else self.shares.get(stratum, self.share)

    def _wrong_shares(self) -> list[Problem]:
        shares = [self.share, *(self.shares or {}).values()]
        return [
            Problem("trial-share", found=f"The share is {share}.", expected="a whole number from 0 to 10000")
            for share in shares
            if not 0 <= share <= PARTS
        ]

    def _wrong_stratum(self) -> list[Problem]:
        if self.by is None or self.by in STRATA:
            return []
        near = nearest(self.by, STRATA)
        return [
            Problem(
                "trial-stratum",
                found=f"Drafts cannot be allocated by '{self.by}'.",
                expected="one of " + ", ".join(STRATA),
                fix=f"Did you mean '{near}'?" if near else "Which way a person goes never depends on who she is.",
            )
        ]


def is_new(allocation: Allocation, *, key: bytes, draft: str, stratum: str | None = None) -> bool:
    """Return whether a draft goes the new way. A larger share later only adds drafts to those that went it before.

    `key` is secret to the installation. Raises ValueError for a key shorter than 16 bytes.
    """
    if len(key) < 16:
        raise ValueError("a key has at least 16 bytes")
    named = b"\x1f".join(part.encode() for part in (allocation.trial, draft))
    digest = hmac.digest(key, named, hashlib.sha256)
    return int.from_bytes(digest[:8], "big") % PARTS < allocation.share_of(stratum)


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """How many went the new way, how many should have, and the e-value against that being chance."""

    new: int
    cases: int
    expected: float
    e_value: float
    is_wrong: bool


def sample_ratio_check(groups: Sequence[tuple[int, int, float]], *, alpha: float = 0.001) -> SampleRatio:
    """Say whether the arms have sizes that the shares do not explain, from (new, cases, share 0 to 1) a stratum.

    Exact, and right however often it is asked: a wrong alarm ever comes with probability `alpha` at most. If it is
    wrong, something loses or repeats cases of one arm, and no verdict can be given. Shares lie strictly between 0
    and 1. Source: Lindon and Malek, Anytime-Valid Inference for Multinomial Count Data, NeurIPS 2022.
    """
    logged = 0.0
    for new, cases, share in groups:
        if not (0 <= new <= cases and 0 < share < 1):
            raise ValueError("new cases are from 0 to all, and the share strictly between 0 and 1")
        a, b = _WEIGHT * share, _WEIGHT * (1 - share)
        logged += float(special.betaln(a + new, b + cases - new) - special.betaln(a, b))
        logged -= new * math.log(share) + (cases - new) * math.log1p(-share)
    return SampleRatio(
        new=sum(new for new, _, _ in groups),
        cases=sum(cases for _, cases, _ in groups),
        expected=sum(cases * share for _, cases, share in groups),
        e_value=math.exp(min(logged, 700.0)),
        is_wrong=logged >= math.log(1 / alpha),
    )
