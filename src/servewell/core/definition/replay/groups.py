"""Numbers of small groups are kept back: a public servant must not find out about one person from a table.

A number from 1 to 9 is suppressed. Where all that is suppressed comes to less than 10, so that the total of the table
would give it away, the next smallest number is suppressed with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from servewell.core.definition.replay.result import GroupCount, Outcome, is_gain, is_loss

LEAST_SHOWN: Final = 10


@dataclass(slots=True)
class Exact:
    """The exact numbers of one group. Never shown as they are."""

    cases: int = 0
    gains: int = 0
    loses: int = 0

    def add(self, before: Outcome, after: Outcome, cases: int) -> None:
        """Count so many cases that went from one outcome to another."""
        self.cases += cases
        self.gains += cases if is_gain(before, after) else 0
        self.loses += cases if is_loss(before, after) else 0


def group_counts(by: str, groups: Mapping[str, Exact]) -> tuple[GroupCount, ...]:
    """Return the groups of one table that may be shown, by value, small numbers suppressed."""
    values = sorted(groups)
    cases = suppressed([groups[value].cases for value in values])
    kept = [(groups[value], count is not None) for value, count in zip(values, cases, strict=True)]
    gains = suppressed([exact.gains for exact, _ in kept], [shown for _, shown in kept])
    loses = suppressed([exact.loses for exact, _ in kept], [shown for _, shown in kept])
    return tuple(GroupCount(by, *row) for row in zip(values, cases, gains, loses, strict=True))


def suppressed(counts: Sequence[int], may_show: Sequence[bool] | None = None) -> list[int | None]:
    """Return the counts of one table with None where one must not be shown."""
    hidden = {
        index
        for index, count in enumerate(counts)
        if 0 < count < LEAST_SHOWN or (may_show is not None and not may_show[index])
    }
    others = sorted((count, index) for index, count in enumerate(counts) if count and index not in hidden)
    while others and 0 < sum(counts[index] for index in hidden) < LEAST_SHOWN:
        hidden.add(others.pop(0)[1])
    return [None if index in hidden else count for index, count in enumerate(counts)]
