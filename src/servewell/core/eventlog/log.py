"""The analyst's table: what every measure and every finding reads, on whatever engine it lies.

- events: case, activity, at, seq, resource, lifecycle, turn, and what else the log says of events.
- transitions, for every event but the first of its case: case, place, previous, activity, entered, left, wait,
  previous_resource, resource, turn.
- cases: case, case_id, first, last, duration, events, start, end, variant, is_open, and what else the log says of them.

`case`, `activity`, `previous`, `start`, `end`, `resource` are codes; `variant` too, 0 the most frequent. Times are
int64 microseconds since 1970 UTC, waits and durations microseconds. `entered` is the time of the event before and
`left` that of this one; `place` counts from 2. What nobody recorded is null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

import ibis.expr.types as ir

from servewell.core.eventlog.ordered import Ordered

CASE_COLUMNS = ("case", "case_id", "first", "last", "duration", "events", "start", "end", "variant", "is_open")


TableName: TypeAlias = Literal["events", "transitions", "cases"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that the log says of its cases; `values` is how many different values there are."""

    name: str
    kind: Literal["text", "number", "yes or no", "time"]
    values: int


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the log can tell. `has_starts`: both start and end of work; `has_turns`: whose turn it was to act."""

    has_resources: bool
    has_starts: bool
    has_turns: bool = False


@dataclass(frozen=True, slots=True)
class Quality:
    """What is wrong with the source: how many events were not used, by reason, and what else to know.

    `duplicates` counts events that say the same as one before (they are used), `same_time` the share of transitions
    that took no time at all, of which only the order in the source tells which came first. `columns` says by role how
    the source was read, where that was found out, and `doubts` what might be otherwise.
    """

    rejected: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    same_time: float = 0.0
    columns: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class EventLog:
    """An event log. `ordered` is there where the events fit into memory; the tables are made when asked for."""

    tables: Mapping[TableName, Callable[[], ir.Table]]
    activities: tuple[str, ...]
    resources: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    abilities: Abilities
    first: int
    counted_until: int
    ordered: Ordered | None = None
    quality: Quality = field(default_factory=Quality)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of all codes of `ordered`
    keeps: object = None  # whatever must live as long as the tables: a folder of parts, a connection

    @cached_property
    def events(self) -> ir.Table:
        """The table of events."""
        return self.tables["events"]()

    @cached_property
    def transitions(self) -> ir.Table:
        """The table of transitions."""
        return self.tables["transitions"]()

    @cached_property
    def cases(self) -> ir.Table:
        """The table of cases."""
        return self.tables["cases"]()

    def named(self, activity: int) -> str:
        """Return the name of an activity."""
        return self.activities[activity]

    def code(self, activity: str) -> int:
        """Return the code of an activity. Raises ValueError for an unknown name."""
        return self.activities.index(activity)

    def with_cases(self, cases: ir.Table, attributes: tuple[Attribute, ...]) -> EventLog:
        """Return the log with further columns of its cases."""
        return replace(self, tables={**self.tables, "cases": lambda: cases}, attributes=attributes)
