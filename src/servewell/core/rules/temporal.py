"""Dates, times and durations: read from text, and their arithmetic (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.9)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servewell.core.rules.values import Value, YearsMonths

_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME: Final = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?|@[\w/+-]+)?")
_DAYS: Final = re.compile(r"(-)?P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,6}))?S)?)?")
_MONTHS: Final = re.compile(r"(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?")


def read_date(text: str) -> date | None:
    """Read `2026-11-23`; None when there is no such day."""
    match = _DATE.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """Read `09:30:00`, with `Z`, an offset or `@Europe/Lisbon`."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        zone = read_zone(match.group(5))
        micro = int((match.group(4) or "0")[:6].ljust(6, "0"))
        return time(int(match.group(1)), int(match.group(2)), int(match.group(3)), micro, zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def read_zone(text: str | None) -> tzinfo | None:
    """Read the zone of a time."""
    if not text:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        return ZoneInfo(text[1:])
    sign = -1 if text[0] == "-" else 1
    parts = [int(part) for part in text[1:].split(":")]
    seconds = sum(part * weight for part, weight in zip(parts, (3600, 60, 1), strict=False))
    return timezone(timedelta(seconds=sign * seconds))


def read_date_time(text: str) -> datetime | None:
    """Read a date, `T` and a time; a date alone is midnight."""
    day_text, _, time_text = text.partition("T")
    day = read_date(day_text)
    if day is None:
        return None
    at = read_time(time_text) if time_text else time()
    return datetime.combine(day, at) if at is not None else None


def read_duration(text: str) -> timedelta | YearsMonths | None:
    """Read `P1DT2H` or `P1Y6M` (ISO 8601)."""
    if (match := _MONTHS.fullmatch(text)) and any(match.groups()[1:]):
        months = int(match.group(2) or 0) * 12 + int(match.group(3) or 0)
        return YearsMonths(-months if match.group(1) else months)
    match = _DAYS.fullmatch(text)
    if match is None or not any(match.groups()[1:]) or text.endswith("T"):
        return None
    days, hours, minutes, seconds = (int(match.group(n) or 0) for n in (2, 3, 4, 5))
    micro = int((match.group(6) or "0").ljust(6, "0"))
    try:
        value = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=micro)
    except OverflowError:
        return None
    return -value if match.group(1) else value


def read_at_literal(text: str) -> Value:
    """Read whatever `@"..."` holds."""
    for read in (read_duration, read_date, read_time, read_date_time):
        value: Value = read(text)
        if value is not None:
            return value
    return None


def plus_months(day: date, months: int) -> date | None:
    """Add months; the 31st becomes the last day of a shorter month. None outside the calendar."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    if not 1 <= year <= 9999:
        return None
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def months_between(start: date, end: date) -> int:
    """Return whole months from one date to another."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return months


def duration_seconds(value: timedelta) -> Decimal:
    """Return a duration in seconds, exactly."""
    return Decimal(value.days * 86_400 + value.seconds) + Decimal(value.microseconds) / 1_000_000
