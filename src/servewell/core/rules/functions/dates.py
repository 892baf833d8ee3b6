"""Functions over dates and times. `today` and `now` read the moment that the caller passes in."""

from __future__ import annotations

from calendar import day_name, month_name
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.temporal import months_between, read_date, read_date_time, read_duration, read_time
from servewell.core.rules.types import DATE, DATE_TIME, DAYS_TIME, NUMBER, STRING, TIME, YEARS_MONTHS
from servewell.core.rules.values import YearsMonths


def to_date(value: Any) -> date | None:
    if isinstance(value, str):
        return read_date(value)
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def date_of(year: Any, month: Any, day: Any) -> date | None:
    if not all(isinstance(part, Decimal) and part == part.to_integral_value() for part in (year, month, day)):
        return None
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def to_time(value: Any) -> time | None:
    if isinstance(value, str):
        return read_time(value)
    return value.timetz() if isinstance(value, datetime) else value if isinstance(value, time) else None


def date_and_time(value: Any, at: Any = None) -> datetime | None:
    if at is None:
        return read_date_time(value) if isinstance(value, str) else value if isinstance(value, datetime) else None
    day = to_date(value)
    return datetime.combine(day, at) if day is not None and isinstance(at, time) else None


def duration(text: Any) -> timedelta | YearsMonths | None:
    return read_duration(text) if isinstance(text, str) else None


def years_and_months(start: Any, end: Any) -> YearsMonths | None:
    first, last = to_date(start), to_date(end)
    return None if first is None or last is None else YearsMonths(months_between(first, last))


def of_day(part: Any) -> Any:
    def call(value: Any) -> Any:
        day = to_date(value)
        return None if day is None else part(day)

    return call


BUILTINS = (
    builtin("date", "from:any", DATE, to_date),
    builtin("date", "year:number, month:number, day:number", DATE, date_of),
    builtin("time", "from:any", TIME, to_time),
    builtin("date and time", "from:any", DATE_TIME, date_and_time),
    builtin("date and time", "date:any, time:time", DATE_TIME, date_and_time),
    builtin("duration", "from:text", DAYS_TIME, duration),
    builtin("years and months duration", "from:any, to:any", YEARS_MONTHS, years_and_months),
    builtin("today", "", DATE, lambda now: now.date(), reads_clock=True),
    builtin("now", "", DATE_TIME, lambda now: now, reads_clock=True),
    builtin("day of week", "date:any", STRING, of_day(lambda day: day_name[day.weekday()])),
    builtin("day of year", "date:any", NUMBER, of_day(lambda day: Decimal(day.timetuple().tm_yday))),
    builtin("week of year", "date:any", NUMBER, of_day(lambda day: Decimal(day.isocalendar()[1]))),
    builtin("month of year", "date:any", STRING, of_day(lambda day: month_name[day.month])),
)
