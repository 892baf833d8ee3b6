"""What a picture shows, ready to be drawn: rows with finite numbers, in a unit that fits them, said in one language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from servewell.web.design.insight.drawing import Drawing
from servewell.web.design.insight.words import Words

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SMALLER: Final = {"days": ("hours", 24), "hours": ("minutes", 60)}
_ENOUGH: Final = 2  # of a unit for it to be an axis


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a picture, its numbers finite or None."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    is_marked: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any], words: Words) -> Bar:
        """Return the row of a finding's JSON; names of weekdays are said in the language."""
        label = str(row.get("label", ""))
        return cls(
            label=weekday(label, words) or (isolated(label) if words.is_right_to_left else label),
            value=_number(row.get("value")) or 0.0,
            low=_number(row.get("low")),
            high=_number(row.get("high")),
            reference=_number(row.get("reference")),
            is_marked=bool(row.get("is_marked")),
        )

    def numbers(self) -> tuple[float, ...]:
        """Return the numbers that there are."""
        return tuple(one for one in (self.value, self.low, self.high, self.reference) if one is not None)

    def times(self, many: float) -> Bar:
        """Return the row in a unit that is so many times smaller."""
        low, high, reference = (one if one is None else one * many for one in (self.low, self.high, self.reference))
        return replace(self, value=self.value * many, low=low, high=high, reference=reference)


@dataclass(frozen=True)
class Chart:
    """What is drawn: rows of one unit, in one language."""

    rows: tuple[Bar, ...]
    unit: str
    words: Words

    @cached_property
    def has_bounds(self) -> bool:
        """Whether any value has an interval."""
        return any(row.low is not None and row.high is not None for row in self.rows)

    @cached_property
    def has_references(self) -> bool:
        """Whether any value has something that it is compared with."""
        return any(row.reference is not None for row in self.rows)

    @cached_property
    def has_marked(self) -> bool:
        """Whether some, but not all, are marked."""
        return any(row.is_marked for row in self.rows)

    @cached_property
    def common_reference(self) -> float | None:
        """The one number that all are compared with, if it is one."""
        found = {row.reference for row in self.rows}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def unit_text(self) -> str:
        """The unit as a heading."""
        known = {
            "days": self.words.gettext("Days"),
            "hours": self.words.gettext("Hours"),
            "minutes": self.words.gettext("Minutes"),
            "cases": self.words.gettext("Cases"),
            "share": self.words.gettext("Share"),
            "times": self.words.gettext("Times"),
            "in 100": self.words.gettext("In 100"),
        }
        return known.get(self.unit, self.unit)

    def said(self, value: float | None) -> str:
        """Return a value with its unit, as short as a picture needs."""
        if value is None:
            return ""
        if self.unit == "share":
            return self.words.percent(value)
        if self.unit in {"days", "hours", "minutes"}:
            return self.words.span(value, self.unit)
        if self.unit == "times":
            return "×" + self.words.number(value, 2)
        return self.words.about(value)

    def ticked(self, value: float) -> str:
        """Return a number at an axis."""
        return self.words.percent(value) if self.unit == "share" else self.words.number(value, 2)

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest number of any kind."""
        numbers = [number for row in self.rows for number in row.numbers()]
        return min(numbers), max(numbers)

    def drawing(self) -> Drawing:
        """Return an empty drawing for the language."""
        return Drawing(is_mirrored=self.words.is_right_to_left)


def isolated(label: str) -> str:
    """Return a text of a log so that its direction does not disturb the words around it (UAX 9)."""
    return f"\u2068{label}\u2069"


def weekday(label: str, words: Words) -> str:
    """Return a weekday's name in the language, '' for other labels."""
    name = label.strip().capitalize()
    return words.dates.gettext(name) if name in _WEEKDAYS else ""


def readable(rows: tuple[Bar, ...], unit: str) -> tuple[tuple[Bar, ...], str]:
    """Return spans in a unit of which the largest has at least two: 1.2 days are 29 hours."""
    largest = max((abs(number) for row in rows for number in row.numbers()), default=0.0)
    while unit in _SMALLER and 0 < largest < _ENOUGH:
        unit, many = _SMALLER[unit]
        largest *= many
        rows = tuple(row.times(many) for row in rows)
    return rows, unit


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
