"""Functions that turn one kind of value into another, and `not`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from servewell.core.rules.far import Far
from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.types import BOOLEAN, NUMBER, STRING
from servewell.core.rules.values import CONTEXT, YearsMonths


def number(text: Any, grouping: Any = None, point: Any = None) -> Decimal | None:
    """Read a number; `grouping` and `point` are the separators that the text uses."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (point and point == grouping):
        return None
    if not isinstance(text, str):
        return text if isinstance(text, Decimal) else None
    if not text.isascii():
        return None  # Decimal reads the digits of every script; databases, which carry the same rule, do not
    text = text.replace(grouping, "") if grouping is not None else text
    text = text.replace(point, ".") if point is not None else text
    try:
        value = CONTEXT.create_decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def string(value: Any) -> str | None:
    """Write a value the way FEEL writes it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(CONTEXT) if value else Decimal(0), "f")
    if isinstance(value, (timedelta, YearsMonths)):
        return _duration(value)
    if isinstance(value, (date, time, datetime)):
        return _moment(value)
    if isinstance(value, Far):
        year = f"-{-value.year:04d}" if value.year < 0 else f"{value.year:04d}"
        return year + _moment(value.value)[4:]
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_nested(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_nested(item)}" for key, item in value.items()) + "}"
    return None


def _nested(value: Any) -> str:
    return '"' + value.replace('"', '\\"') + '"' if isinstance(value, str) else string(value) or "null"


def _moment(value: date | time) -> str:
    if not isinstance(value, (time, datetime)):
        return value.isoformat()
    plain = value.replace(tzinfo=None).isoformat()
    # A zone goes by its name: a time of day alone has no offset there, since summers go by dates.
    name = getattr(value.tzinfo, "key", None)
    zone = f"@{name}" if name else value.isoformat()[len(plain) :].replace("+00:00", "Z")
    return (plain.rstrip("0") if "." in plain else plain) + zone


def _duration(value: timedelta | YearsMonths) -> str:
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-P" if value.months < 0 else "P") + (text or "0M")
    whole = abs(value)
    hours, rest = divmod(whole.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    micro = f".{whole.microseconds:06d}".rstrip("0") if whole.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{micro}S" if seconds or micro else ""
    text = (f"{whole.days}D" if whole.days else "") + (f"T{clock}" if clock else "")
    return ("-P" if value < timedelta(0) else "P") + (text or "T0S")


def negation(value: Any) -> bool | None:
    return not value if isinstance(value, bool) else None


BUILTINS = (
    builtin("number", "from:any, grouping separator:text?, decimal separator:text?", NUMBER, number),
    builtin("string", "from:any", STRING, string),
    builtin("not", "negand:boolean", BOOLEAN, negation),
)
