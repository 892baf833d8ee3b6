"""Which way a draft goes: decided by a keyed hash of trial and draft, so the same on every device and for ever.

Nobody can guess the way beforehand without the key, and nothing is stored to decide it. Every draft is tossed for by
itself: blocks of fixed composition would balance the arms better, but the intervals of this package are exact only
where each case's chance does not depend on the cases before it. What chance leaves unbalanced is told by what was known
before (`signals(known=...)`). It refuses to allocate by anything about a person. HMAC: RFC 2104.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from servewell.core.problem import Problem, ProblemError, nearest

PARTS: Final = 10_000
# Where and how a case comes in; never who brings it.
STRATA: Final = ("channel", "office", "service", "team")


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
