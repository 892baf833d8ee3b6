"""Dates, amounts and spans in the active language. Moments are shown in the active time zone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils import timezone
from django.utils.dateformat import format as format_moment
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext

_DATE: Final = {"es": r"j \d\e F \d\e Y"}
_SHORT_DATE: Final = {"es": "j M Y"}
_SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}
_SYMBOL_FIRST: Final = {"en", "cy"}
_NO_BREAK: Final = "\u00a0"


def date_text(value: date | datetime | str | None) -> str:
    """Return '23 November 2026'; ISO text is understood, other text is returned as it is."""
    return _formatted(value, _DATE.get(language(), "j F Y"))


def short_date(value: date | datetime | str | None) -> str:
    """Return '23 Nov 2026', for tables."""
    return _formatted(value, _SHORT_DATE.get(language(), "j M Y"))


def month_text(value: str) -> str:
    """Return 'November 2026' for '2026-11'."""
    try:
        return format_moment(date.fromisoformat(f"{value}-01"), "F Y")
    except ValueError:
        return value


def time_text(value: datetime) -> str:
    """Return '16:40'."""
    return format_moment(_local(value), "H:i")


def date_time_text(value: datetime | str | None) -> str:
    """Return '23 November 2026, 16:40'."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    if not isinstance(moment, datetime):
        return ""
    return gettext("%(date)s, %(time)s") % {"date": date_text(moment), "time": time_text(moment)}


def money(value: Decimal | int | str | None, currency: str = "EUR") -> str:
    """Return '€10' or '10,50 €'; cents only when there are any."""
    amount = _decimal(value)
    if amount is None:
        return "" if value is None else str(value)
    places = 0 if amount == amount.to_integral_value() else 2
    digits = number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
    sign = symbol(currency)
    if language() in _SYMBOL_FIRST:
        return f"{sign}{digits}" if len(sign) == 1 else f"{sign}{_NO_BREAK}{digits}"
    return f"{digits}{_NO_BREAK}{sign}"


def symbol(currency: str) -> str:
    """Return the sign of a currency, or its code."""
    return _SYMBOLS.get(currency, currency)


def number(value: Decimal | int | float | str | None) -> str:
    """Return a number with the language's separators: '1,234.5'."""
    amount = _decimal(value)
    if amount is None:
        return "" if value is None else str(value)
    places = max(0, -int(amount.normalize().as_tuple().exponent))
    return number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)


def duration(count: int, unit: str = "working days") -> str:
    """Return '10 working days', '1 month'."""
    words = {
        "working days": ngettext("%(count)s working day", "%(count)s working days", count),
        "days": ngettext("%(count)s day", "%(count)s days", count),
        "weeks": ngettext("%(count)s week", "%(count)s weeks", count),
        "months": ngettext("%(count)s month", "%(count)s months", count),
        "years": ngettext("%(count)s year", "%(count)s years", count),
    }
    return words[unit] % {"count": number(count)}


def working_days(count: int) -> str:
    """Return '10 working days'."""
    return duration(count, "working days")


def file_size(size: int) -> str:
    """Return '3.4 MB'; the units are those of file managers (1 MB = 1,000,000 bytes)."""
    if size < 1_000_000:
        return gettext("%(size)s KB") % {"size": number(max(1, round(size / 1_000)))}
    return gettext("%(size)s MB") % {"size": number(Decimal(size).scaleb(-6).quantize(Decimal("0.1")).normalize())}


def language() -> str:
    return (get_language() or "en").partition("-")[0]


def _formatted(value: date | datetime | str | None, pattern: str) -> str:
    if not value:
        return ""
    if isinstance(value, str):
        parsed = _moment(value)
        if parsed is None:
            return value
        value = parsed
    return format_moment(_local(value) if isinstance(value, datetime) else value, pattern)


def _moment(text: str) -> date | datetime | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
