"""The numbers of a replay by group, small ones kept back: a public servant must not find out about one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from servewell.core.definition.replay.result import GroupCount, Outcome, is_gain, is_loss
from servewell.core.small_numbers import suppressed


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
