"""Dates, amounts and spans in the active language. Moments are shown in the active time zone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils.dateformat import format as format_moment
from django.utils.translation import gettext

from servewell.gateways.locales import (
    date_text,
    duration,
    formatted,
    language,
    local,
    money,
    month_text,
    number,
    symbol,
)

__all__ = [
    "date_text", "date_time_text", "duration", "file_size", "language", "money", "month_text", "number", "short_date",
    "symbol", "time_text", "working_days",
]  # fmt: skip

_SHORT_DATE: Final = {"es": "j M Y"}


def short_date(value: date | datetime | str | None) -> str:
    """Return '23 Nov 2026', for tables."""
    return formatted(value, _SHORT_DATE.get(language(), "j M Y"))


def time_text(value: datetime) -> str:
    """Return '16:40'."""
    return format_moment(local(value), "H:i")


def date_time_text(value: datetime | str | None) -> str:
    """Return '23 November 2026, 16:40'."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    if not isinstance(moment, datetime):
        return ""
    return gettext("%(date)s, %(time)s") % {"date": date_text(moment), "time": time_text(moment)}


def working_days(count: int) -> str:
    """Return '10 working days'."""
    return duration(count, "working days")


def file_size(size: int) -> str:
    """Return '3.4 MB'; the units are those of file managers (1 MB = 1,000,000 bytes)."""
    if size < 1_000_000:
        return gettext("%(size)s KB") % {"size": number(max(1, round(size / 1_000)))}
    return gettext("%(size)s MB") % {"size": number(Decimal(size).scaleb(-6).quantize(Decimal("0.1")).normalize())}
