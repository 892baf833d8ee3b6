"""Numbers and phone numbers as people write them, in any digits, made canonical."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

# Sums, quantities and most identity numbers; more is a slip of the keyboard or an attack.
MOST_DIGITS: Final = 30
# Languages that write 1.500,25. The others of ours write 1,500.25.
_COMMA_DECIMAL: Final = frozenset({"es", "pt", "fr", "de", "it", "nl", "ca", "gl", "eu", "pl", "ro", "ru", "uk", "tr"})
_SIGNS: Final = str.maketrans({
    "\u066b": ".", "\u066c": ",", "\u060c": ",", "\uff0c": ",", "\uff0e": ".", "\u2212": "-", "\u2010": "-",
    "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\ufe63": "-", "\uff0d": "-", "\uff0b": "+",
    "’": "'", "\u2032": "'",
})  # fmt: skip
_FORMAT_MARKS: Final = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u206f\ufeff]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]*\.?[0-9]*")
_GROUPED: Final = re.compile(r"[0-9]{1,3}([ ,.'])[0-9]{3}(?:\1[0-9]{3})*")
_INDIAN: Final = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}")
_DASHED: Final = re.compile(r"[0-9]+(?:-[0-9]+){2,}")
_PHONE: Final = re.compile(r"\+?[0-9]+(?: ?(?:x|ext\.?|extension|#) ?[0-9]{1,6})?")


class TooLargeError(ValueError):
    """The number has more digits than any real answer."""


def plain_digits(text: str) -> str:
    """Return the text with every decimal digit of any script as 0-9, and signs and separators as in ASCII."""
    if text.isascii():
        return text
    text = _FORMAT_MARKS.sub("", text).translate(_SIGNS)
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def read_number(text: str, *, language: str = "en", unit: str | None = None) -> str | None:
    """Return the canonical decimal, or None when it is not a number. Raises TooLargeError."""
    return _canonical(_without_unit(" ".join(plain_digits(text).split()), unit), language, is_money=False)


def read_money(text: str, *, language: str = "en", currency: str = "EUR") -> str | None:
    """Return the canonical amount (two decimals unless whole), or None. Currency signs and codes are skipped."""
    text = "".join(char for char in plain_digits(text) if unicodedata.category(char) != "Sc")
    text = re.sub(rf"(?i)^\s*{re.escape(currency)}\s*|\s*{re.escape(currency)}\s*$", "", text)
    found = _canonical(" ".join(text.split()), language, is_money=True)
    if found is None or "." not in found:
        return found
    whole, _, cents = found.partition(".")
    if len(cents.rstrip("0")) > 2:
        return None
    return whole if not cents.strip("0") else f"{whole}.{cents.rstrip('0'):0<2}"


def read_phone(text: str) -> str | None:
    """Return the phone number without spaces, dashes, dots and brackets, or None when it cannot be one."""
    text = re.sub(r"(?i)^\s*tel:", "", plain_digits(text)).casefold()
    text = re.sub(r"(\+\s*[0-9]{1,3}\s*)\(0\)", r"\1", text)
    extension = re.search(r"(?:x|ext\.?|extension|#)\s*([0-9]{1,6})\s*$", text)
    number = re.sub(r"[\s().\-/]", "", text[: extension.start()] if extension else text)
    if not _PHONE.fullmatch(number) or not 3 <= sum(char.isdigit() for char in number) <= 20:
        return None
    return f"{number} x{extension[1]}" if extension else number


def _without_unit(text: str, unit: str | None) -> str:
    if unit and text.casefold().endswith(unit.casefold()):
        return text[: -len(unit)].rstrip()
    if unit and text.casefold().startswith(unit.casefold()):
        return text[len(unit) :].lstrip()
    return text


def _canonical(text: str, language: str, *, is_money: bool) -> str | None:
    if sum(char.isdigit() for char in text) > MOST_DIGITS:
        if re.fullmatch(r"[+-]?[0-9 ,.'-]+", text):
            raise TooLargeError
        return None
    sign = "-" if text.startswith("-") else ""
    digits = _ungrouped(re.sub("^[+-]", "", text).strip(), language, is_money=is_money)
    if digits is None or not _NUMBER.fullmatch(digits) or not any(char.isdigit() for char in digits):
        return None
    number = Decimal(digits)
    found = format(number, "f")
    return sign + found if number else "0"


def _ungrouped(text: str, language: str, *, is_money: bool) -> str | None:
    """Return the digits with thousands separators gone and '.' as the decimal sign."""
    if _DASHED.fullmatch(text):
        return text.replace("-", "")
    commas, dots = text.count(","), text.count(".")
    if commas and dots:
        decimal = "," if text.rfind(",") > text.rfind(".") else "."
    elif commas + dots == 1:
        decimal = _lone_separator(text, "," if commas else ".", language, is_money=is_money)
    else:
        decimal = ""  # repeated separators can only be thousands
    whole, _, fraction = text.rpartition(decimal) if decimal else (text, "", "")
    if not decimal or whole.isdigit() or not whole:
        return _joined(whole, fraction)
    joined = _joined(whole, "")
    return None if joined is None or not re.fullmatch(r"[0-9]*", fraction) else f"{joined}.{fraction}"


def _lone_separator(text: str, separator: str, language: str, *, is_money: bool) -> str:
    """Return the separator when it is the decimal sign, '' when it groups thousands."""
    is_own_decimal = (separator == ",") == (language.partition("-")[0] in _COMMA_DECIMAL)
    could_group = _GROUPED.fullmatch(text) is not None
    return "" if could_group and (is_money or not is_own_decimal) else separator


def _joined(whole: str, fraction: str) -> str | None:
    if not re.fullmatch(r"[0-9]*", fraction):
        return None
    # Spaces anywhere are forgiven ('12 34'), other separators must group thousands.
    if not (re.fullmatch(r"[0-9 ]*", whole) or _GROUPED.fullmatch(whole) or _INDIAN.fullmatch(whole)):
        return None
    joined = re.sub(r"[ ,.']", "", whole)
    return f"{joined}.{fraction}" if fraction else joined
