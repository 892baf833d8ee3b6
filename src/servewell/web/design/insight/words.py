"""The texts, numbers, dates and spans of a report in one language, without Django's settings or apps.

Separators and month names are those that Django ships; texts are our own catalogue's.
"""

from __future__ import annotations

import gettext as catalogues
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final

import django.conf

LOCALE: Final = Path(__file__).resolve().parents[1] / "locale"
_DJANGO_LOCALE: Final = Path(django.conf.__file__).resolve().parent / "locale"
_RIGHT_TO_LEFT: Final = {"ar"}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MINUTE_S, _HOUR_S, DAY_S = 60, 3600, 86_400
_FRACTION: Final = 100  # of the plural form that every language has for numbers that are not whole
_ENOUGH: Final = 1.95  # from two of a unit on it is used


@dataclass(frozen=True, slots=True)
class Words:
    """One language: its texts and how it writes numbers."""

    language: str
    own: catalogues.NullTranslations
    dates: catalogues.NullTranslations
    thousand: str
    decimal: str

    @property
    def direction(self) -> str:
        """'rtl' or 'ltr'."""
        return "rtl" if self.is_right_to_left else "ltr"

    @property
    def is_right_to_left(self) -> bool:
        """Whether lines are read from the right."""
        return self.language in _RIGHT_TO_LEFT

    def gettext(self, text: str) -> str:
        """Return a text in this language."""
        return self.own.gettext(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the plural form for a count."""
        return self.own.ngettext(one, many, count)

    def pgettext(self, context: str, text: str) -> str:
        """Return a text that means something else elsewhere."""
        return self.own.pgettext(context, text)

    def number(self, value: float, places: int = 0) -> str:
        """Return '1,234.5'; zeros behind the decimal sign are left out."""
        if not math.isfinite(value):
            return "–"
        text = f"{value:,.{places}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        text = "0" if text == "-0" else text
        return text.translate({ord(","): self.thousand, ord("."): self.decimal, ord("-"): "−"})

    def about(self, value: float) -> str:
        """Return a number rounded for reading: one place below ten, three digits from ten thousand on."""
        return self.number(rounded(value), 1)

    def percent(self, share: float) -> str:
        """Return '18 %'."""
        percents = share * 100
        return self.gettext("%(number)s%%") % {"number": self.number(percents, 1 if abs(percents) < 9.95 else 0)}

    def counted(self, count: float, unit: str) -> str:
        """Return '18 days': a count of 'minutes', 'hours', 'days', 'cases', 'times', 'people'."""
        shown = rounded(count)
        plural = round(shown) if shown == round(shown) else _FRACTION
        forms = {
            "minutes": self.ngettext("%(count)s minute", "%(count)s minutes", plural),
            "hours": self.ngettext("%(count)s hour", "%(count)s hours", plural),
            "days": self.ngettext("%(count)s day", "%(count)s days", plural),
            "cases": self.ngettext("%(count)s case", "%(count)s cases", plural),
            "times": self.ngettext("%(count)s time", "%(count)s times", plural),
            "events": self.ngettext("%(count)s event", "%(count)s events", plural),
        }
        said = self.about(count)
        return forms[unit] % {"count": said} if unit in forms else f"{said} {unit}".rstrip()

    def lasted(self, seconds: float) -> str:
        """Return a span in the one unit that people would use: '18 days', '3 hours', 'less than a minute'."""
        for unit, size in (("days", DAY_S), ("hours", _HOUR_S)):
            if seconds >= _ENOUGH * size:
                return self.counted(seconds / size, unit)
        return self.counted(seconds / _MINUTE_S, "minutes") if seconds >= _MINUTE_S else self.briefest(seconds)

    def span(self, count: float, unit: str) -> str:
        """Return a span that is given in 'days', 'hours' or 'minutes' in the unit that people would use."""
        size = {"days": DAY_S, "hours": _HOUR_S, "minutes": _MINUTE_S}[unit]
        return self.lasted(count * size) if count > 0 else self.counted(count, unit)

    def briefest(self, seconds: float) -> str:
        """Return how a span below a minute is said."""
        return self.gettext("less than a minute") if seconds > 0 else self.gettext("no time")

    def briefly(self, seconds: float) -> str:
        """Return a span for a tight place: '18 d', '3 h'."""
        if seconds >= _ENOUGH * DAY_S:
            return self.gettext("%(count)s d") % {"count": self.about(seconds / DAY_S)}
        if seconds >= _ENOUGH * _HOUR_S:
            return self.gettext("%(count)s h") % {"count": self.about(seconds / _HOUR_S)}
        count = "<1" if 0 < seconds < _MINUTE_S else self.number(round(seconds / _MINUTE_S))
        return self.gettext("%(count)s min") % {"count": count}

    def date(self, iso: str) -> str:
        """Return '2 January 2006'; text that is no ISO date is returned as it is."""
        try:
            day = datetime.fromisoformat(iso)
        except ValueError:
            return iso
        day = day.astimezone(UTC) if day.tzinfo else day
        month = self.dates.gettext(_MONTHS[day.month - 1])
        return f"{day.day} de {month} de {day.year}" if self.language == "es" else f"{day.day} {month} {day.year}"


def rounded(value: float) -> float:
    """Return a number as it is read: one place below ten, three digits from ten thousand on."""
    if not math.isfinite(value) or abs(value) < 9.95:
        return round(value, 1) if math.isfinite(value) else value
    digits = len(f"{abs(value):.0f}")
    return float(round(value, min(3 - digits, 0) if digits >= 5 else None))


@lru_cache(maxsize=16)
def words_of(language: str) -> Words:
    """Return the words of a language; one that we do not speak gets English."""
    short = language.partition("-")[0].lower()
    spoken = short if (LOCALE / short).is_dir() or short == "en" else "en"
    formats = import_module(f"django.conf.locale.{spoken}.formats")
    return Words(
        language=spoken,
        own=catalogues.translation("django", LOCALE, [spoken], fallback=True),
        dates=catalogues.translation("django", _DJANGO_LOCALE, [spoken], fallback=True),
        thousand=formats.THOUSAND_SEPARATOR,
        decimal=formats.DECIMAL_SEPARATOR,
    )
