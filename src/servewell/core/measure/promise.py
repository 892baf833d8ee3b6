"""How promises were kept and how long cases usually take (docs/measures.md)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil


def share_within_promise(kept: Sequence[bool]) -> int:
    """Return the share of decided cases within the promise, in whole percent, rounded half up.

    99.6 % shows as 99, not 100: a promise that was broken once was not always kept. Raises ValueError without cases.
    """
    if not kept:
        raise ValueError("there is no share of no cases")
    share = int(Fraction(100 * sum(kept), len(kept)) + Fraction(1, 2))
    if share == 100 and not all(kept):
        return 99
    return 1 if share == 0 and any(kept) else share


def usual_working_days(days: Sequence[int]) -> tuple[int, int]:
    """Return in how many working days half, and 9 of 10, of the cases were decided.

    The smallest number of days within which at least that share was decided: the inverse of the empirical distribution
    function (Hyndman and Fan 1996, definition 1), so that the sentence "half were decided within n days" is true.
    """
    if not days:
        raise ValueError("there is no usual time of no cases")
    ordered = sorted(days)
    return ordered[ceil(len(ordered) * 0.5) - 1], ordered[ceil(Fraction(9, 10) * len(ordered)) - 1]
