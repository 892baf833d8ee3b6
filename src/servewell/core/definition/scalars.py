"""Texts of a definition that stand for something: durations, sizes, shares, truth values. Reads and writes them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final, get_args

from servewell.core.definition.model import Duration, Keep, Since, Unit

UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
SINCE: Final[tuple[Since, ...]] = get_args(Since)
LONGEST: Final = {"working days": 5000, "days": 36500, "weeks": 5200, "months": 1200, "years": 100}
TRUTH: Final = {"yes": True, "true": True, "no": False, "false": False}
SIZES: Final = {"mb": 1_000_000, "kb": 1_000, "bytes": 1}
NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,20})?")
CURRENCY: Final = re.compile(r"[A-Z]{3}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
KEY: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,59}")


def read_duration(text: str) -> Duration | None:
    """Return '10 working days' or '1 year' as a Duration, or None."""
    match = re.fullmatch(r"([0-9]{1,5})\s+([a-z ]+)", text.strip().lower())
    if match is None:
        return None
    unit = " ".join(match[2].split())
    unit = unit if unit.endswith("s") else unit + "s"
    for known in UNITS:
        if unit == known and 1 <= int(match[1]) <= LONGEST[known]:
            return Duration(int(match[1]), known)
    return None


def write_duration(duration: Duration) -> str:
    """Return a Duration as people write it: '1 year'."""
    return f"{duration.count} {duration.unit.removesuffix('s') if duration.count == 1 else duration.unit}"


def read_keep(text: str) -> Keep | None:
    """Return '2 years' or '6 months after decision' as a Keep, or None. Without 'after' it counts from the closing."""
    span, after, since = text.strip().lower().partition(" after ")
    duration = read_duration(span)
    for known in SINCE:
        if duration is not None and since.strip() == (known if after else ""):
            return Keep(duration, known)
    return Keep(duration) if duration is not None and not after else None


def write_keep(keep: Keep) -> str:
    """Return a Keep as people write it: '2 years after decision', or '2 years' after the closing."""
    return write_duration(keep.span) + ("" if keep.since == "closing" else f" after {keep.since}")


def read_size(text: str) -> int | None:
    """Return '10 MB' as bytes (a MB is 1,000,000 bytes), or None. At most 1,000 MB."""
    match = re.fullmatch(r"([0-9]{1,9})\s*(mb|kb|bytes)", text.strip().lower())
    size = int(match[1]) * SIZES[match[2]] if match else 0
    return size if 0 < size <= 1_000_000_000 else None


def write_size(size: int) -> str:
    """Return bytes in the largest unit that fits exactly."""
    unit = next(unit for unit, factor in SIZES.items() if size % factor == 0)
    return f"{size // SIZES[unit]} {unit if unit == 'bytes' else unit.upper()}"


def read_share(text: str) -> int | None:
    """Return '90%' as 90, or None."""
    match = re.fullmatch(r"([0-9]{1,3})\s*%?", text.strip())
    return int(match[1]) if match and 1 <= int(match[1]) <= 100 else None


def read_count(text: str, most: int) -> int | None:
    """Return a whole number from 0 to `most`, or None."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text.strip()) and int(text) <= most else None


def read_value(text: str, *, is_quoted: bool) -> str | Decimal | bool:
    """Return what a value of `values` stands for. What is in quotes is always text; so is '0411'."""
    if is_quoted:
        return text
    if text in TRUTH:
        return TRUTH[text]
    return Decimal(text) if NUMBER.fullmatch(text) else text


def clean_text(text: str) -> str:
    """Return a text in the form definitions keep: NFC, no tabs, no spaces at the ends of lines or of the text."""
    text = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def key_from_text(text: str, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """Return a key made from a text, unlike those taken: 'Blue badge' -> 'blue_badge'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:40].strip("_") or "choice"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def title_from_id(identifier: str) -> str:
    """Return a readable title for something whose definition gives none: 'site_visit' -> 'Site visit'."""
    words = re.sub(r"[_-]+", " ", identifier).strip()
    return words[:1].upper() + words[1:]
