"""Working days of an agency, and adding spans to dates."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from servewell.core.definition.model import Duration

ONE_DAY: Final = timedelta(days=1)
LAST_DAY: Final = date(9999, 12, 30)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days count: weekdays (0 is Monday) without holidays."""

    working_weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    holidays: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Tell whether the agency works on a day."""
        return day.weekday() in self.working_weekdays and day not in self.holidays

    def next_working(self, day: date) -> date:
        """Return the day itself or the first working day after it."""
        # A calendar in which nothing is a working day for ten years is no calendar.
        for _ in range(3660):
            if self.is_working(day) or day >= LAST_DAY:
                return day
            day += ONE_DAY
        return day

    def working_days(self, start: date, end: date) -> int:
        """Count working days after `start` up to and including `end`; 0 when `end` is not later."""
        if end <= start:
            return 0
        weeks, rest = divmod((end - start).days, 7)
        count = weeks * len(self.working_weekdays)
        count += sum((end - timedelta(days=n)).weekday() in self.working_weekdays for n in range(rest))
        return count - sum(start < day <= end and day.weekday() in self.working_weekdays for day in self.holidays)


def add(calendar: Calendar, start: date, span: Duration) -> date:
    """Return the date that lies `span` after `start`; the start itself does not count.

    Months and years keep the day of the month, or take the last day of a shorter month: 31 January and one month is
    28 February, 29 February and one year is 28 February.
    """
    if span.unit == "working days":
        return _add_working(calendar, start, span.count)
    if span.unit in ("days", "weeks"):
        days = span.count * (7 if span.unit == "weeks" else 1)
        return min(start + timedelta(days=min(days, (LAST_DAY - start).days)), LAST_DAY)
    months = span.count * (12 if span.unit == "years" else 1)
    total = start.year * 12 + start.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return LAST_DAY if year > 9998 else date(year, month, min(start.day, monthrange(year, month)[1]))


def _add_working(calendar: Calendar, start: date, count: int) -> date:
    day = start
    while count > 0 and day < LAST_DAY:
        following = calendar.next_working(day + ONE_DAY)
        if not calendar.is_working(following):
            return following
        day, count = following, count - 1
    return day
