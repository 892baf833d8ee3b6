"""How a column writes its times, found out from a sample: ISO 8601, day or month first, or seconds since 1970."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from servewell.core.eventlog.table import EPOCH

Form: TypeAlias = Literal["iso", "day first", "month first", "year first", "seconds", "milliseconds", "microseconds"]
_PARTS: Final = re.compile(
    r"\s*(\d{1,4})(?P<by>[-/.])(\d{1,2})(?P=by)(\d{1,4})"
    r"(?:[T ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])?\.?[Mm]?\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*"
)
_DIGITS: Final = re.compile(r"\d{9,17}(?:\.\d+)?")
_SCALES: Final = {"seconds": 1_000_000, "milliseconds": 1_000, "microseconds": 1}
ENOUGH: Final = 300  # of a sample are tried
PROPOSED: Final = 0.9  # of a sample must be readable for a column to be proposed as time


@dataclass(frozen=True, slots=True)
class Moments:
    """A form of times, and the zone of those that name none. `is_sure`: no other form reads the sample as well."""

    form: Form
    zone: str = "UTC"
    is_sure: bool = True

    def reader(self) -> Callable[[str], int | None]:
        """Return what reads one time as microseconds since 1970, or gives None."""
        zone: tzinfo = UTC if self.zone == "UTC" else ZoneInfo(self.zone)
        if self.form in _SCALES:
            scale = _SCALES[self.form]
            return lambda text: _scaled(text, scale)
        if self.form == "iso":
            return lambda text: _iso(text, zone)
        order = {"day first": (2, 1, 0), "month first": (2, 0, 1), "year first": (0, 1, 2)}[self.form]
        return lambda text: _by_parts(text, order, zone)


def moments_of(sample: Sequence[str], zone: str = "UTC") -> Moments | None:
    """Return the form that reads a sample best, or None when none reads nine of ten."""
    texts = [text for text in sample if text.strip()][:ENOUGH]
    if not texts:
        return None
    forms: tuple[Form, ...] = ("iso", "year first", "day first", "month first")
    if all(_DIGITS.fullmatch(text.strip()) for text in texts):
        length = sorted(len(text.strip().partition(".")[0]) for text in texts)[len(texts) // 2]
        forms = ("seconds",) if length <= 11 else ("milliseconds",) if length <= 14 else ("microseconds",)
    shares = {form: _share(texts, Moments(form, zone)) for form in forms}
    best = max(shares.values())
    if best < PROPOSED:
        return None
    if shares.get("iso", 0.0) >= PROPOSED:  # the strict form, though a looser one may read an odd one more
        return Moments("iso", zone)
    winners = [form for form, share in shares.items() if share == best]
    return Moments(winners[0], zone, is_sure=not {"day first", "month first"} <= set(winners))


def _share(texts: Sequence[str], moments: Moments) -> float:
    read = moments.reader()
    return sum(read(text) is not None for text in texts) / len(texts)


def _microseconds(moment: datetime, zone: tzinfo) -> int:
    since = (moment if moment.tzinfo else moment.replace(tzinfo=zone)) - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _iso(text: str, zone: tzinfo) -> int | None:
    with suppress(ValueError, OverflowError):
        return _microseconds(datetime.fromisoformat(text.strip()), zone)
    return None


def _scaled(text: str, scale: int) -> int | None:
    with suppress(ValueError):
        whole, _, rest = text.strip().partition(".")
        digits = len(str(scale)) - 1
        return int(whole) * scale + int((rest[:digits]).ljust(digits, "0") or "0")
    return None


def _by_parts(text: str, order: tuple[int, int, int], zone: tzinfo) -> int | None:
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    first, _, second, third, *parts = match.groups()
    dated = (first, second, third)
    year, month, day = (int(dated[at]) for at in order)
    digits = [len(dated[at]) for at in order]
    if digits[0] not in (2, 4) or max(digits[1:]) > 2:
        return None
    if digits[0] == 2:
        year += 2000 if year < 70 else 1900
    clock, minute, second_of, fraction, half, offset = parts
    hour = int(clock or 0)
    if half:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    with suppress(ValueError, OverflowError):
        parsed = (int(minute or 0), int(second_of or 0), int((fraction or "0")[:6].ljust(6, "0")))
        moment = datetime(year, month, day, hour, *parsed)  # noqa: DTZ001 - its zone follows
        if offset:
            moment = datetime.fromisoformat(
                moment.isoformat() + ("+00:00" if offset in ("Z", "UTC", "GMT") else offset)
            )
        return _microseconds(moment, zone)
    return None
