"""Dates, times and durations: read from text, and their arithmetic (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.9)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servewell.core.rules.far import AnyDate, Far, dated, plus
from servewell.core.rules.values import Value, YearsMonths

FURTHEST: Final = timedelta(hours=18)
_DATE: Final = re.compile(r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d{2})-(\d{2})", re.ASCII)
_TIME: Final = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?|@[\w/+-]+)?", re.ASCII)
_DAYS: Final = re.compile(
    r"(-)?P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{0,9}))?S)?)?", re.ASCII
)
_MONTHS: Final = re.compile(r"(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?", re.ASCII)


def read_date(text: str) -> AnyDate | None:
    """Read `2026-11-23`; None when there is no such day."""
    match = _DATE.fullmatch(text)
    try:
        return dated(*(int(part) for part in match.groups())) if match else None
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
    return offset_zone(timedelta(seconds=sign * seconds))


def offset_zone(offset: timedelta) -> timezone:
    """Return a zone with a fixed offset; raise ValueError beyond 18 hours, where no place on earth lies."""
    if abs(offset) > FURTHEST:
        raise ValueError(offset)
    return timezone(offset)


def read_date_time(text: str) -> AnyDate | None:
    """Read a date, `T` and a time; a date alone is midnight, and 24:00:00 that of the next day."""
    day_text, letter, time_text = text.partition("T")
    day = read_date(day_text)
    if day is None:
        return None
    is_end = time_text.startswith("24:00:00")
    at = read_time(f"00{time_text[2:]}" if is_end else time_text) if letter else time()
    if at is None:
        return None
    return plus(at_time(day, at), timedelta(days=1)) if is_end else at_time(day, at)


def at_time(day: AnyDate, at: time) -> AnyDate:
    """Return a day at a time of day."""
    return Far(day.cycles, datetime.combine(day.value, at)) if isinstance(day, Far) else datetime.combine(day, at)


def day_of(value: AnyDate) -> AnyDate:
    """Return the day of a date and time; a date is its own day."""
    if isinstance(value, Far):
        return Far(value.cycles, value.value.date()) if isinstance(value.value, datetime) else value
    return value.date() if isinstance(value, datetime) else value


def read_duration(text: str) -> timedelta | YearsMonths | None:
    """Read `P1DT2H` or `P1Y6M` (ISO 8601)."""
    if (match := _MONTHS.fullmatch(text)) and any(match.groups()[1:]):
        months = int(match.group(2) or 0) * 12 + int(match.group(3) or 0)
        return YearsMonths(-months if match.group(1) else months)
    match = _DAYS.fullmatch(text)
    if match is None or not any(match.groups()[1:]) or text.endswith("T"):
        return None
    days, hours, minutes, seconds = (int(match.group(n) or 0) for n in (2, 3, 4, 5))
    micro = int((match.group(6) or "0")[:6].ljust(6, "0"))
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


def months_between(start: AnyDate, end: AnyDate) -> int:
    """Return whole months from one date to another."""
    first, last = (value.value if isinstance(value, Far) else value for value in (start, end))
    months = (end.year - start.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return months


def duration_seconds(value: timedelta) -> Decimal:
    """Return a duration in seconds, exactly."""
    return Decimal(value.days * 86_400 + value.seconds) + Decimal(value.microseconds) / 1_000_000
