"""Dates and months typed in parts, in many spellings; what cannot be right is asked back, naming the part."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from servewell.core.definition.answers.numerals import plain_digits

# Outside these a year is almost surely of another calendar (Hijri 1448, Persian 1405, Buddhist 2569) or a slip.
FIRST_YEAR: Final = 1583
LAST_YEAR: Final = 2400

_MONTHS: Final = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "cy": "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar-levant": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
}
_OTHER_NAMES: Final = {"sept": 9, "setiembre": 9, "set": 9, "ene": 1, "ابريل": 4, "اغسطس": 8, "اكتوبر": 10}


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for words in _MONTHS.values():
        for number, word in enumerate(words.split(), 1):
            names[word.replace("_", " ")] = number
    for language in ("en", "es", "cy"):
        for number, word in enumerate(_MONTHS[language].split(), 1):
            names.setdefault(word[:3], number)
    return names | _OTHER_NAMES


MONTH_NAMES: Final = _month_names()


@dataclass(frozen=True, slots=True)
class DateReading:
    """`code` is None when `value` (ISO) could be read."""

    value: str | None = None
    code: str | None = None
    part: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


def read_date(day: str, month: str, year: str) -> DateReading:
    """Read a date in three parts; a whole date typed or pasted into the first part is understood too."""
    if not month.strip() and not year.strip():
        day, month, year = _split(day)
    return _read({"day": day, "month": month, "year": year})


def read_month(month: str, year: str) -> DateReading:
    """Read a month of a year in two parts."""
    if not year.strip():
        words = plain_digits(month).strip()
        if match := re.fullmatch(r"([0-9]{4})[-/. ]([0-9]{1,2})", words):
            month, year = match[2], match[1]
        elif match := re.fullmatch(r"(.+?)[-/., ]+([0-9]{2,4})", words):
            month, year = match[1], match[2]
    return _read({"month": month, "year": year})


def iso_date(text: object) -> date | None:
    """Return the date of a canonical answer ('2026-11-23'; '2026-11' gives its first day), or None."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", text):
        return None
    try:
        return date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        return None


def _split(text: str) -> tuple[str, str, str]:
    words = plain_digits(text).strip()
    if match := re.fullmatch(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})", words):
        return match[3], match[2], match[1]
    if match := re.fullmatch(r"([0-9]{1,2})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{2,4})", words):
        return match[1], match[2], match[3]
    if match := re.fullmatch(r"([0-9]{1,2}\w{0,2})[-/., ]+(?:of |de )?([^0-9]+?)(?: de)?[-/., ]+([0-9]{2,4})", words):
        return match[1], match[2], match[3]
    return text, "", ""


def _read(parts: Mapping[str, str]) -> DateReading:
    typed = {name: " ".join(plain_digits(text).split()) for name, text in parts.items()}
    empty = [name for name, text in typed.items() if not text]
    if len(empty) == len(typed):
        return DateReading(code="missing")
    if empty:
        return DateReading(code="date-part-missing", part=empty[0], params={"parts": ",".join(empty)})
    numbers: dict[str, int] = {"day": 1}
    for name, text in typed.items():
        number = _part(name, text)
        if number is None:
            code = "year-two-digits" if name == "year" and re.fullmatch(r"'?[0-9]{1,2}", text) else "not-a-date"
            return DateReading(code=code, part=name, params={name: text})
        numbers[name] = number
    try:
        found = date(numbers["year"], numbers["month"], numbers["day"])
    except ValueError:
        days = calendar.monthrange(numbers["year"], numbers["month"])[1]
        return DateReading(code="not-a-date", part="day", params={"day": typed["day"], "days": str(days)})
    return DateReading(value=found.isoformat() if "day" in typed else found.isoformat()[:7])


def _part(name: str, text: str) -> int | None:
    if name == "month" and not text.isdigit():
        return MONTH_NAMES.get(text.casefold().strip(" .,"))
    if name == "day":
        text = re.sub(r"(?i)(?<=[0-9])(st|nd|rd|th|º|ª|\.|af|ail|il|ydd|fed|eg|ed|ain)$", "", text)
    if not re.fullmatch(r"[0-9]{1,4}", text):
        return None
    number = int(text)
    first, last = {"day": (1, 31), "month": (1, 12), "year": (FIRST_YEAR, LAST_YEAR)}[name]
    return number if first <= number <= last else None
