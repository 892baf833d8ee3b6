"""Dates before the year 1 and after 9999, which FEEL has and Python's calendar does not.

The Gregorian calendar repeats itself, weekdays included, every 400 years, which are 146,097 days: a far date is a day
of the years 2000 to 2399 and a count of such cycles.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeAlias

YEARS: Final = 400
CYCLE: Final = timedelta(days=146_097)
FURTHEST_YEAR: Final = 999_999_999


@dataclass(frozen=True, slots=True)
class Far:
    """A date, or date and time, that lies `cycles` times 400 years after `value`, which is of 2000 to 2399."""

    cycles: int
    value: date

    @property
    def year(self) -> int:
        return self.value.year + self.cycles * YEARS


AnyDate: TypeAlias = date | Far


def is_moment(value: Any) -> bool:
    """Tell whether a value is a date and time, near or far."""
    return isinstance(value.value if isinstance(value, Far) else value, datetime)


def dated(year: int, month: int, day: int) -> AnyDate:
    """Return a day of any year; raise ValueError when there is no such day."""
    if abs(year) > FURTHEST_YEAR:
        raise ValueError(year)
    cycles, rest = divmod(year, YEARS)
    return placed(cycles - 5, date(2000 + rest, month, day))


def placed(cycles: int, value: date) -> AnyDate:
    """Return a day that lies so many cycles after another: plain where Python's calendar has it."""
    more, rest = divmod(value.year - 2000, YEARS)
    cycles, value = cycles + more, value.replace(year=2000 + rest)
    year = value.year + cycles * YEARS
    if abs(year) > FURTHEST_YEAR:
        raise ValueError(year)
    return value.replace(year=year) if 1 <= year <= 9999 else Far(cycles, value)


def apart(value: AnyDate) -> tuple[int, date]:
    """Return cycles and the day of the years 2000 to 2399; pairs are in the order of time."""
    if isinstance(value, Far):
        return value.cycles, value.value
    cycles, rest = divmod(value.year - 2000, YEARS)
    return cycles, value.replace(year=2000 + rest)


def plus(value: AnyDate, by: timedelta) -> AnyDate:
    """Add a duration; of a date alone, whole days count."""
    cycles, day = apart(value)
    more, rest = divmod(by, CYCLE)
    if isinstance(day, datetime):
        return placed(cycles + more, day + rest)
    return placed(cycles + more, (datetime.combine(day, time()) + rest).date())


def plus_months(value: AnyDate, months: int) -> AnyDate:
    """Add months; the 31st becomes the last day of a shorter month."""
    cycles, day = apart(value)
    total = day.year * 12 + day.month - 1 + months
    more, rest = divmod(total // 12 - 2000, YEARS)
    year, month = 2000 + rest, total % 12 + 1
    return placed(cycles + more, day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1])))


def minus(left: AnyDate, right: AnyDate) -> timedelta:
    """Return what lies between; raise OverflowError when it is too long for a duration, TypeError without order."""
    (cycles, first), (other, second) = apart(left), apart(right)
    return (first - second) + (cycles - other) * CYCLE
