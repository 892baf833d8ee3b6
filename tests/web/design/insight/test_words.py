"""Numbers and spans are said as people of a language say them."""

from __future__ import annotations

import pytest

from servewell.web.design.insight.words import DAY_S, words_of


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1234.5, "1,234.5"),
        ("es", 1234.5, "1\u00a0234,5"),
        ("ar", 1234.5, "1.234,5"),
        ("en", 3.0, "3"),
        ("en", 100.0, "100"),
        ("en", -0.01, "0"),
        ("en", -2.5, "−2.5"),
        ("en", float("nan"), "–"),
    ],
)
def test_numbers_have_the_separators_of_their_language(language: str, number: float, said: str) -> None:
    assert words_of(language).number(number, 1) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0.04, "0"),
        (4.26, "4.3"),
        (9.96, "10"),
        (474.4, "474"),
        (9139, "9,139"),
        (34724, "34,700"),
        (1652345, "1,650,000"),
    ],
)
def test_large_numbers_are_rounded_for_reading(number: float, said: str) -> None:
    assert words_of("en").about(number) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "no time"),
        (20, "less than a minute"),
        (60, "1 minute"),
        (5400, "90 minutes"),
        (7200, "2 hours"),
        (1.5 * DAY_S, "36 hours"),
        (18.2 * DAY_S, "18 days"),
        (474 * DAY_S, "474 days"),
    ],
)
def test_spans_are_said_in_one_unit(seconds: float, said: str) -> None:
    assert words_of("en").lasted(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 min"), (20, "<1 min"), (90, "2 min"), (5 * 3600, "5 h"), (474 * DAY_S, "474 d")]
)
def test_spans_are_short_where_there_is_little_room(seconds: float, said: str) -> None:
    assert words_of("en").briefly(seconds) == said


def test_a_number_that_is_not_whole_keeps_its_digits_in_every_language() -> None:
    for language in ("en", "es", "ar", "cy"):
        for count in (0.5, 1.5, 2.4):
            assert words_of(language).number(count, 1) in words_of(language).counted(count, "days"), (language, count)


def test_one_is_one() -> None:
    assert words_of("en").counted(1, "cases") == "1 case"
    assert words_of("en").counted(1.04, "cases") == "1 case"
    assert words_of("es").counted(1, "days") == "1 día"
    assert words_of("ar").counted(2, "days") == "يومان"


def test_a_unit_that_is_new_is_said_as_it_is() -> None:
    assert words_of("en").counted(3, "100% %(odd)s") == "3 100% %(odd)s"


def test_dates_are_written_out() -> None:
    assert words_of("en").date("2006-06-17T00:00:00") == "17 June 2006"
    assert words_of("es").date("2006-06-17") == "17 de junio de 2006"
    assert words_of("en").date("2006-06-17T23:30:00-02:00") == "18 June 2006"
    assert words_of("en").date("one day") == "one day"


def test_a_language_that_we_do_not_speak_is_english() -> None:
    assert words_of("zz").language == "en"
    assert words_of("../../etc").language == "en"
    assert words_of("es-MX").language == "es"
