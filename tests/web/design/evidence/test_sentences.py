"""What is said: the average and what to expect, each caution, each refusal; signs stay before their numbers."""

from dataclasses import replace
from typing import get_args

import pytest
from tests.web.design.evidence.pools import effects, refused, sound

from servewell.core.evidence import Caution, pool
from servewell.core.evidence.pooling import Code, Why
from servewell.web.design.evidence.amounts import Amounts
from servewell.web.design.evidence.sentences import caution_sentence, facts, lead, why_aside
from servewell.web.design.evidence.view import evidence_view
from servewell.web.design.insight.words import words_of

EN = words_of("en")


def test_the_average_and_what_a_new_agency_can_expect_are_said_first() -> None:
    average, expected = lead(sound(), EN)
    assert average.startswith("More or fewer people in 100, on average: +")
    assert average.endswith("Trials: 6.")
    assert expected.startswith("A new agency like these can expect: between −")


def test_from_few_trials_no_expectation_is_said() -> None:
    assert lead(pool(effects()[:4]), EN)[1] == "What a new agency can expect is said from 5 trials on."


def test_a_refusal_is_said_instead() -> None:
    (said,) = lead(refused(), EN)
    assert said.startswith("The trials measured different things: measure 0, measure 1")


@pytest.mark.parametrize("language", ["en", "es", "ar", "cy"])
@pytest.mark.parametrize("code", get_args(Code))
def test_every_caution_has_its_sentence(code: Code, language: str) -> None:
    said = caution_sentence(Caution(code, 3, 7, ("a", "b")), words_of(language))
    assert said.endswith(".")
    assert "%(" not in said


@pytest.mark.parametrize("language", ["en", "es", "ar", "cy"])
@pytest.mark.parametrize("why", get_args(Why))
def test_every_reason_to_stand_apart_is_said(why: Why, language: str) -> None:
    assert why_aside(why, words_of(language))


@pytest.mark.parametrize(
    ("scale", "value", "said"),
    [
        ("share", 0.062, "+6.2"),
        ("share", -0.0004, "0"),
        ("days", -2.14, "−2.1"),
        ("minutes", 1234.5, "+1,234.5"),
        ("score", 0.257, "+0.26"),
        ("log ratio", -0.7145, "×0.49"),
        ("log ratio", -3.0, "×0.05"),
        ("standardised", 0.0837, "+0.08"),
    ],
)
def test_each_scale_is_said_in_its_unit(scale: str, value: float, said: str) -> None:
    assert Amounts(scale, EN).said(value) == said


def test_a_sign_stays_before_its_number_among_arabic_letters() -> None:
    assert Amounts("days", words_of("ar")).said(-2.5) == "\u2066−2,5\u2069"


def test_the_numbers_for_statisticians_name_every_convention() -> None:
    found = dict(facts(sound(), EN))
    assert found["Method"] == "REML, Hartung-Knapp max(1, q)"
    assert found["Begun and reported"] == "7 / 6"
    assert len([name for name in found if name.startswith("For a new agency (")]) == 5
    few = dict(facts(pool(effects()[:4]), EN))
    assert not [name for name in few if name.startswith("For a new agency")]
    assert facts(refused(), EN) == ()


def test_a_measure_that_nobody_knows_is_called_by_its_name() -> None:
    given = [replace(one, measure="seen_at_once") for one in effects()]
    assert evidence_view(pool(given), EN).title == "seen at once, each case watched for 30 days"
