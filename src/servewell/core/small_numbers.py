"""Numbers of small groups are kept back: nobody must find out about one person from a table. The one home of the rule.

A number from 1 to 9 is suppressed (threshold rule), and with it as many others as it takes so that nobody gets it back
from the total of the table: at least two numbers, that come to 10 or more (complementary suppression; Hundepool et
al., Statistical Disclosure Control, Wiley 2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

SMALLEST: Final = 10  # cases or persons that a number may be about


def is_small(count: int) -> bool:
    """Tell whether a count must not be shown: somebody is there, and few are."""
    return 0 < count < SMALLEST


def suppressed(counts: Sequence[int], may_show: Sequence[bool] | None = None) -> list[int | None]:
    """Return the counts of a table with a known total, None where one must not be shown.

    `may_show` is False for a count that is kept back anyway, such as part of a group whose size is. The next to be
    kept back are the smallest, and a 0 only where nothing else is left.
    """
    hidden = {
        index for index, count in enumerate(counts) if is_small(count) or (may_show is not None and not may_show[index])
    }
    others = sorted((not count, count, index) for index, count in enumerate(counts) if index not in hidden)
    while others and _can_be_found([counts[index] for index in hidden]):
        hidden.add(others.pop(0)[2])
    return [None if index in hidden else count for index, count in enumerate(counts)]


def _can_be_found(hidden: Sequence[int]) -> bool:
    total = sum(hidden)
    return total > 0 and (total < SMALLEST or len(hidden) < 2)
