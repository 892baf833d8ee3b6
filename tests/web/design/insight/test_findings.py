"""A finding in words: where, how many, what could be won, how sure."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.design.insight.reports import road_fines

from servewell.web.design.insight.findings import FindingView, chance_text, finding_view, place_text
from servewell.web.design.insight.words import words_of


def view_of(number: int = 0, language: str = "en", **changes: Any) -> FindingView:
    finding = road_fines()["findings"][number] | changes
    return finding_view(finding, words_of(language), rank=1, anchor="finding-1", largest_gain=500_000.0)


def test_a_wait_says_who_it_concerns_and_what_could_be_won() -> None:
    view = view_of()
    assert (view.kind, view.place) == ("Waiting", "Add penalty → Send for Credit Collection")
    assert ("Who it concerns", "3,288 cases, 33% of all; 48 a month") in view.facts
    assert view.gain is not None
    assert (view.gain.text, view.gain.between) == ("417,000 days", "between 398,000 and 441,000 days")
    assert view.gain.part == pytest.approx(0.834)
    assert view.groups[0] == ("article", "157", "2,411", "489 days")
    assert not view.is_foreign


def test_a_finding_without_a_gain_claims_none_and_shows_its_two_numbers() -> None:
    assert view_of(3).gain is None
    assert view_of(3).contrast == "66 days against 101 days"
    unequal = {"text": "", "value": 0.04, "reference": 0.34, "unit": "share"}
    assert view_of(3, comparison=unequal).contrast == "4% against 34%"
    assert view_of(3, comparison={"text": "", "value": 0.04, "reference": None}).contrast == ""
    assert view_of(0).contrast == ""


@pytest.mark.parametrize(("confidence", "dots"), [("high", 3), ("medium", 2), ("low", 1), ("unheard of", 1)])
def test_confidence_is_said_in_words_and_dots(confidence: str, dots: int) -> None:
    view = view_of(confidence=confidence)
    assert view.sureness == dots
    assert view.confidence.endswith(".")


@pytest.mark.parametrize(
    ("p_value", "said"),
    [
        (0.0000001, "Chance alone would show such a difference in fewer than 1 in 1,000 logs."),
        (0.021, "Chance alone would show such a difference in 1 in 48 logs."),
        (None, ""),
        (7, ""),
        (float("nan"), ""),
        (True, ""),
    ],
)
def test_chance_is_said_in_words(p_value: object, said: str) -> None:
    assert chance_text(p_value, words_of("en")) == said


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"activity": "Pay", "previous": "Send"}, "Send → Pay"),
        ({"activity": "Pay"}, "Pay"),
        ({"attribute": "area", "value": "East"}, "area: East"),
        ({"attribute": "area", "value": "East", "previous": "Send", "activity": "Pay"}, "area: East · Pay"),
        ({"question": "born_on", "page": "about-you"}, "born_on"),
        ({}, ""),
    ],
)
def test_a_place_is_said_shortly(where: dict[str, str], said: str) -> None:
    assert place_text(where) == said


@pytest.mark.parametrize(
    ("sentence", "lead", "more"),
    [
        ("People wait. It takes long. Too long.", "People wait.", "It takes long. Too long."),
        ("Before ‘T. Send It’ people wait 2.5 days. A quarter need 1.", "Before ‘T. Send It’ people wait 2.5 days.",
         "A quarter need 1."),
        ("One sentence only.", "One sentence only.", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_first_sentence_leads(sentence: str, lead: str, more: str) -> None:
    view = view_of(sentence=sentence)
    assert (view.lead, view.more, view.sentence) == (lead, more, sentence)


def test_shapes_that_are_known_are_said_in_words() -> None:
    assert view_of(shape="batch").shape == "In batches: cases wait for the day on which this is done."
    assert view_of(shape="a shape of tomorrow").shape == "a shape of tomorrow"
    assert view_of(shape="").shape == ""


def test_a_week_is_a_date() -> None:
    assert view_of(3).place == "3 March 2008"
    assert view_of(3, "es").place == "3 de marzo de 2008"


def test_in_other_languages_sentences_are_marked_as_english() -> None:
    assert view_of(language="ar").is_foreign
    assert view_of(language="ar").kind == "انتظار"


def test_an_empty_finding_does_no_harm() -> None:
    view = finding_view({}, words_of("en"), rank=1, anchor="a")
    assert (view.sentence, view.gain, view.picture, view.examples) == ("", None, None, ())
