"""Functions over dates and times. `today` and `now` read the moment that the caller passes in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any, Final

from servewell.core.rules.far import AnyDate, Far, dated, is_moment
from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.temporal import (
    at_time,
    day_of,
    months_between,
    offset_zone,
    read_date,
    read_date_time,
    read_duration,
    read_time,
)
from servewell.core.rules.types import DATE, DATE_TIME, DAYS_TIME, NUMBER, STRING, TIME, YEARS_MONTHS
from servewell.core.rules.values import YearsMonths

# The standard's names (DMN 1.5, table 79), whatever language the server speaks.
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def to_date(value: Any) -> AnyDate | None:
    if isinstance(value, str):
        return read_date(value)
    return day_of(value) if isinstance(value, (date, Far)) else None


def date_of(year: Any, month: Any, day: Any) -> AnyDate | None:
    if not all(isinstance(part, Decimal) and part == part.to_integral_value() for part in (year, month, day)):
        return None
    try:
        return dated(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def to_time(value: Any) -> time | None:
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, Far):
        value = value.value
    if isinstance(value, datetime):
        return value.timetz()
    # A date counts as its midnight in UTC (DMN 1.5, 10.3.2.3.5).
    return value if isinstance(value, time) else time(tzinfo=UTC) if isinstance(value, date) else None


def time_of(hour: Any, minute: Any, second: Any, offset: Any = None) -> time | None:
    if not all(isinstance(part, Decimal) for part in (hour, minute, second)) or hour % 1 or minute % 1:
        return None
    if not isinstance(offset, (timedelta, NoneType)):
        return None
    micro = int(second % 1 * 1_000_000)
    try:
        zone = None if offset is None else offset_zone(offset)
        return time(int(hour), int(minute), int(second), micro, zone)
    except (ValueError, OverflowError):
        return None


def to_moment(value: Any) -> AnyDate | None:
    return read_date_time(value) if isinstance(value, str) else value if is_moment(value) else None


def date_and_time(value: Any, at: Any) -> AnyDate | None:
    day = to_date(value)
    return at_time(day, at) if day is not None and isinstance(at, time) else None


def duration(text: Any) -> timedelta | YearsMonths | None:
    return read_duration(text) if isinstance(text, str) else None


def years_and_months(start: Any, end: Any) -> YearsMonths | None:
    first, last = to_date(start), to_date(end)
    return None if first is None or last is None else YearsMonths(months_between(first, last))


def of_day(part: Any) -> Any:
    def call(value: Any) -> Any:
        day = to_date(value)
        return None if day is None else part(day.value if isinstance(day, Far) else day)

    return call


BUILTINS = (
    builtin("date", "from:any", DATE, to_date),
    builtin("date", "year:number, month:number, day:number", DATE, date_of),
    builtin("time", "from:any", TIME, to_time),
    builtin("time", "hour:number, minute:number, second:number, offset:days?", TIME, time_of),
    builtin("date and time", "from:any", DATE_TIME, to_moment),
    builtin("date and time", "date:any, time:time", DATE_TIME, date_and_time),
    builtin("duration", "from:text", DAYS_TIME, duration),
    builtin("years and months duration", "from:any, to:any", YEARS_MONTHS, years_and_months),
    builtin("today", "", DATE, lambda now: now.date(), reads_clock=True),
    builtin("now", "", DATE_TIME, lambda now: now, reads_clock=True),
    builtin("day of week", "date:any", STRING, of_day(lambda day: DAYS[day.weekday()])),
    builtin("day of year", "date:any", NUMBER, of_day(lambda day: Decimal(day.timetuple().tm_yday))),
    builtin("week of year", "date:any", NUMBER, of_day(lambda day: Decimal(day.isocalendar()[1]))),
    builtin("month of year", "date:any", STRING, of_day(lambda day: MONTHS[day.month - 1])),
)
