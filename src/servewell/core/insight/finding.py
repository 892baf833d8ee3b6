"""A finding: a named friction with its place, its size, its proof, and the sentence in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, TypeAlias

from servewell.core.eventlog.units import DAY_US, HOUR_US, MINUTE_US, MONTH_US
from servewell.core.promise import Calendar
from servewell.core.small_numbers import SMALLEST

Kind: TypeAlias = Literal[
    "wait", "rework", "handover", "ping-pong", "turn", "promise", "driver", "drop-out", "fault", "failure demand",
    "unequal treatment", "drift", "exception",
]  # fmt: skip
Confidence: TypeAlias = Literal["high", "medium", "low"]
SMALLEST_GROUP: Final = SMALLEST
EXAMPLES: Final = 10


@dataclass(frozen=True, slots=True)
class PromiseAsked:
    """A promised time in days, of a working calendar when `is_working`."""

    days: int
    is_working: bool = True
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the findings are asked for: by which attributes people are compared, and what was promised.

    `zone_offset_us` moves instants to the wall clock of the office, for weekdays and hours. Who works is told by number
    unless `names_people`: a finding is about a step, and a name makes it about a person.
    """

    by: tuple[str, ...] = ()
    promise: PromiseAsked | None = None
    zone_offset_us: int = 0
    names_people: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """How much a finding is about. Days are resident-days: of all its cases together, in the log's whole period.

    `share` is of all cases, from 0 to 1. `gain_days` is what could be won, between `gain_low` and `gain_high` in 95 of
    100 such logs.
    """

    cases: int
    share: float
    cases_a_month: float
    days: float
    gain_days: float = 0.0
    gain_low: float = 0.0
    gain_high: float = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Against what the finding is measured; `low` and `high` bound the difference or ratio that `text` names."""

    text: str
    value: float | None = None
    reference: float | None = None
    unit: Literal["days", "share", "times", "cases"] = "days"
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class GroupHit:
    """A group of at least ten cases that the finding hits."""

    by: str
    value: str
    cases: int
    measure: float
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a picture's data."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The data of a finding's picture; who draws it decides how it looks."""

    kind: Literal["bars", "line", "intervals", "histogram", "calendar", "none"] = "none"
    title: str = ""
    unit: str = ""
    rows: tuple[Row, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A named friction. `proof` is SQL over the tables events, transitions and cases; `examples` are case ids."""

    kind: Kind
    where: Mapping[str, str]
    sentence: str
    size: Size
    comparison: Comparison
    confidence: Confidence
    proof: str
    examples: tuple[str, ...]
    picture: Picture = Picture()
    shape: str = ""
    groups: tuple[GroupHit, ...] = ()
    p_value: float | None = None

    @property
    def key(self) -> str:
        """What stays the same when the same place is found again in a later run."""
        return "|".join((self.kind, *(f"{name}={value}" for name, value in sorted(self.where.items()))))

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return {"key": self.key, **asdict(self), "where": dict(self.where)}


def cases_a_month(cases: int, first: int, last: int) -> float:
    """Return how many of so many cases there are in a month of a log between two instants (microseconds)."""
    return cases / max((last - first) / MONTH_US, 1.0)


def days_in_words(duration: float) -> str:
    """Say a duration of microseconds in the unit that people would use: `18 days`, `3 hours`, `less than a minute`."""
    for name, unit, enough in (("day", DAY_US, 2.0), ("hour", HOUR_US, 2.0), ("minute", MINUTE_US, 1.0)):
        if duration >= enough * unit * 0.975 or (name == "minute" and duration >= unit):
            return _counted(duration / unit, name)
    return "less than a minute"


def count_in_words(count: float) -> str:
    """Say a count with a mark between thousands, rounded to three digits from ten thousand on."""
    whole = round(count)
    if whole >= 10_000:
        digits = len(str(whole)) - 3
        whole = round(whole / 10**digits) * 10**digits
    return f"{whole:,}"


def share_in_words(share: float) -> str:
    """Say a share from 0 to 1 as `18 in 100`, finer below one."""
    if 0 < share < 0.0095:
        return f"{max(round(share * 1000), 1)} in 1,000"
    return f"{round(share * 100)} in 100"


def _counted(number: float, unit: str) -> str:
    text = f"{number:.1f}" if number < 9.95 else count_in_words(number)
    text = text.removesuffix(".0")
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"
