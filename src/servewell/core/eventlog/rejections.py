"""What a log holds that cannot be used: counted by reason, and handed on with its line so that it can be kept aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Reason: TypeAlias = Literal["no case", "no activity", "no time", "unreadable time", "time before 1970", "broken row"]


@dataclass(frozen=True, slots=True)
class Rejected:
    """One event that is not used; `line` counts from 1 in the source, `content` is what stood there."""

    line: int
    reason: Reason
    content: str


@dataclass(slots=True)
class Rejections:
    """Counts rejected events and hands each on to `keep`."""

    keep: Callable[[Rejected], None] = lambda rejected: None
    counts: Counter[Reason] = field(default_factory=Counter)

    def add(self, line: int, reason: Reason, content: str) -> None:
        """Note one event."""
        self.counts[reason] += 1
        self.keep(Rejected(line, reason, content))

    @property
    def total(self) -> int:
        """Return how many events were rejected."""
        return self.counts.total()
