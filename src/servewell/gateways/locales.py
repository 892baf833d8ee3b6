"""How a language writes dates, amounts and spans, by Django's locale data: in the active language and time zone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils import timezone
from django.utils.dateformat import format as format_moment
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext

from servewell.core.definition.explaining import Formats

_DATE: Final = {"es": r"j \d\e F \d\e Y"}
_SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}
_SYMBOL_FIRST: Final = {"en", "cy"}
_NO_BREAK: Final = "\u00a0"


def date_text(value: date | datetime | str | None) -> str:
    """Return '23 November 2026'; ISO text is understood, other text is returned as it is."""
    return formatted(value, _DATE.get(language(), "j F Y"))


def month_text(value: str) -> str:
    """Return 'November 2026' for '2026-11'."""
    try:
        return format_moment(date.fromisoformat(f"{value}-01"), "F Y")
    except ValueError:
        return value


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


def language() -> str:
    """Return the active language without its region."""
    return (get_language() or "en").partition("-")[0]


def formatted(value: date | datetime | str | None, pattern: str) -> str:
    """Return a date in Django's pattern; ISO text is understood, other text is returned as it is."""
    if not value:
        return ""
    if isinstance(value, str):
        parsed = _moment(value)
        if parsed is None:
            return value
        value = parsed
    return format_moment(local(value) if isinstance(value, datetime) else value, pattern)


def local(value: datetime) -> datetime:
    """Return a moment in the active time zone."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _moment(text: str) -> date | datetime | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def said_date(day: date, is_month: bool) -> str:
    """Return a date in words of the active language."""
    return month_text(f"{day:%Y-%m}") if is_month else date_text(day)


def said_number(value: str, currency: str) -> str:
    """Return a number or, with a currency, an amount of money in words of the active language."""
    return money(value, currency) if currency else number(value)


FORMATS: Final = Formats(said_date, said_number, duration)
