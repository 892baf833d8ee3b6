"""Dates, amounts and spans in each language."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from servewell.web.design import formats

DAY = date(2026, 11, 3)
MOMENT = datetime(2026, 7, 23, 22, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "3 November 2026", "3 Nov 2026"),
        ("es", "3 de noviembre de 2026", "3 Nov 2026"),
        ("ar", "3 نوفمبر 2026", "3 نوفمبر 2026"),
        ("cy", "3 Tachwedd 2026", "3 Tach 2026"),
    ],
)
def test_dates_are_in_the_language(language: str, long: str, short: str) -> None:
    with translation.override(language):
        assert formats.date_text(DAY) == formats.date_text("2026-11-03") == long
        assert formats.short_date(DAY) == short


def test_moments_are_shown_in_the_active_time_zone() -> None:
    with timezone.override(zoneinfo.ZoneInfo("Europe/Lisbon")):
        assert formats.date_time_text(MOMENT) == "23 July 2026, 23:40"
        assert formats.time_text(MOMENT) == "23:40"
    with timezone.override(zoneinfo.ZoneInfo("Asia/Tokyo")):
        assert formats.date_text(MOMENT) == "24 July 2026"


def test_text_that_is_no_date_stays_as_it_is() -> None:
    assert formats.date_text("next week") == "next week"
    assert formats.date_text(None) == ""
    assert formats.month_text("2026-11") == "November 2026"
    assert formats.month_text("soon") == "soon"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "words"),
    [
        ("10", "EUR", "en", "€10"),
        ("10.5", "EUR", "en", "€10.50"),
        (Decimal("1234.5"), "GBP", "en", "£1,234.50"),
        ("10.50", "EUR", "es", "10,50\u00a0€"),
        ("5", "SEK", "en", "SEK\u00a05"),
        ("what", "EUR", "en", "what"),
        (None, "EUR", "en", ""),
    ],
)
def test_money(amount: object, currency: str, language: str, words: str) -> None:
    with translation.override(language):
        assert formats.money(amount, currency) == words


def test_numbers_keep_their_decimals() -> None:
    assert formats.number("1234.50") == "1,234.5"
    assert formats.number(0) == "0"
    assert formats.number(1000) == "1,000"


@pytest.mark.parametrize(
    ("count", "unit", "language", "words"),
    [
        (1, "working days", "en", "1 working day"),
        (10, "working days", "en", "10 working days"),
        (2, "years", "es", "2 años"),
        (2, "days", "ar", "يومان"),
        (11, "days", "ar", "11 يومًا"),
        (2, "months", "cy", "2 fis"),
    ],
)
def test_spans_follow_the_plural_of_the_language(count: int, unit: str, language: str, words: str) -> None:
    with translation.override(language):
        assert formats.duration(count, unit) == words


@pytest.mark.parametrize(
    ("size", "words"), [(340_000, "340 KB"), (10, "1 KB"), (3_440_000, "3.4 MB"), (10_000_000, "10 MB")]
)
def test_file_sizes(size: int, words: str) -> None:
    assert formats.file_size(size) == words
