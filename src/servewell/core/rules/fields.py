"""Fields of values: of contexts by name, and the parts of dates, times, durations and ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from servewell.core.rules.far import Far
from servewell.core.rules.values import Range, YearsMonths


def field_of(value: Any, field: str) -> Any:
    """Return a field of a value, or None when it has none of this name."""
    if isinstance(value, Mapping):
        return value.get(field)
    if isinstance(value, Far):
        return _count(value.year) if field == "year" else field_of(value.value, field)
    for kinds, parts in _PARTS:
        if isinstance(value, kinds) and field in parts:
            return parts[field](value)
    return None


def _count(number: int) -> Decimal:
    return Decimal(number)


_DATE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "year": lambda value: _count(value.year),
    "month": lambda value: _count(value.month),
    "day": lambda value: _count(value.day),
    "weekday": lambda value: _count(value.isoweekday()),
}
_TIME: Final[Mapping[str, Callable[[Any], Any]]] = {
    "hour": lambda value: _count(value.hour),
    "minute": lambda value: _count(value.minute),
    "second": lambda value: _count(value.second),
    "time offset": lambda value: value.utcoffset(),
    "timezone": lambda value: getattr(value.tzinfo, "key", None),
}
_DAYS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "days": lambda value: _count(abs(value).days) * (-1 if value < timedelta(0) else 1),
    "hours": lambda value: _count(abs(value).seconds // 3600) * (-1 if value < timedelta(0) else 1),
    "minutes": lambda value: _count(abs(value).seconds % 3600 // 60) * (-1 if value < timedelta(0) else 1),
    "seconds": lambda value: _count(abs(value).seconds % 60) * (-1 if value < timedelta(0) else 1),
}
_MONTHS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "years": lambda value: _count(abs(value.months) // 12) * (-1 if value.months < 0 else 1),
    "months": lambda value: _count(abs(value.months) % 12) * (-1 if value.months < 0 else 1),
}
_RANGE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "start": lambda value: value.low,
    "end": lambda value: value.high,
    "start included": lambda value: value.includes_low,
    "end included": lambda value: value.includes_high,
}
_PARTS: Final = (
    (datetime, {**_DATE, **_TIME}),
    (date, _DATE),
    (time, _TIME),
    (timedelta, _DAYS),
    (YearsMonths, _MONTHS),
    (Range, _RANGE),
)
FIELD_NAMES: Final = frozenset(name for _, parts in _PARTS for name in parts)
