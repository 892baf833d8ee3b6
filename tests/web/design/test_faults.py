"""Faults of answers as sentences, and the fields that they lead to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation
from tests.web.design.gallery import FAULTS, definition

from servewell.core.definition.answers import AnswerFault
from servewell.web.design.faults import field_id, message, summary


@pytest.mark.parametrize(
    ("fault", "words", "field"),
    [
        (AnswerFault("full_name", "missing"), "Enter an answer to “What is your full name?”", "full_name"),
        (
            AnswerFault("distance", "not-a-number"),
            "Enter a number for “How far can you walk?”, for example 12.5",
            "distance",
        ),
        (
            AnswerFault("income", "not-a-number"),
            "Enter an amount of money for “What is your income?”, for example 12.50",
            "income",
        ),
        (AnswerFault("born_on", "missing"), "Enter a date for “When were you born?”", "born_on-day"),
        (
            AnswerFault("born_on", "date-part-missing", "month", {"parts": "month,year"}),
            "The date for “When were you born?” must have: month, year",
            "born_on-month",
        ),
        (
            AnswerFault("born_on", "not-a-date", "day", {"day": "31", "days": "28"}),
            "“When were you born?”: that month has only 28 days. Check the date.",
            "born_on-day",
        ),
        (AnswerFault("since", "missing"), "Enter a month and a year for “Since when do you live here?”", "since-month"),
        (AnswerFault("address", "missing", "town"), "Enter the town or city", "address-town"),
        (AnswerFault("address", "missing"), "Enter an address for “What is your address?”", "address-line_1"),
        (AnswerFault("spot", "missing"), "Say where it is: “Where is it?”", "spot-place"),
        (
            AnswerFault("proof", "file-size", params={"name": "scan.pdf", "limit": "10000000"}),
            "“scan.pdf” is too big. The most is 10 MB.",
            "proof",
        ),
        (
            AnswerFault("proof", "file-count", params={"most": "3"}),
            "“Proof of address”: at most 3 files are possible. Remove one first.",
            "proof",
        ),
        (
            AnswerFault("household", "too-few", params={"min": "2"}),
            "Add at least 2 to “Who lives with you?”",
            "household",
        ),
        (
            AnswerFault("household.first_name", "missing", params={"entry": "1"}),
            "Household member 2: Enter an answer to “First name”",
            "household-1-first_name",
        ),
        (
            AnswerFault("story", "too-many-words", params={"max": "1000", "words": "1201"}),
            "“What happened?”: use at most 1,000 words. You used 1,201.",
            "story",
        ),
        (AnswerFault("full_name", "of-a-later-version"), "Check your answer to “What is your full name?”", "full_name"),
    ],
)
def test_a_fault_says_what_to_do_and_where(fault: AnswerFault, words: str, field: str) -> None:
    everything = definition()
    assert message(fault, everything, "en") == words
    assert field_id(fault, everything) == field


def test_a_rule_of_the_definition_speaks_in_its_own_words() -> None:
    everything = definition()
    texts = {"en": {**everything.texts["en"], "question.born_on.must.1.otherwise": "Check the year."}}
    fault = AnswerFault("born_on", "must", None, {}, "question.born_on.must.1.otherwise")
    assert message(fault, replace(everything, texts=texts), "en") == "Check the year."


def test_the_summary_leads_to_every_field() -> None:
    entries = summary(FAULTS, definition(), "en")
    assert [entry["href"] for entry in entries][:4] == ["#full_name", "#story", "#distance", "#born_on-day"]
    assert all(entry["text"] for entry in entries)


def test_words_are_in_the_active_language() -> None:
    with translation.override("es"):
        assert message(FAULTS[0], definition(), "es") == "Escriba una respuesta a «What is your full name?»"


def test_a_label_keeps_its_own_direction_in_a_sentence_of_the_other() -> None:
    with translation.override("ar"):
        assert "\u2068What is your full name?\u2069" in message(FAULTS[0], definition(), "ar")


def test_a_percent_sign_in_a_label_breaks_nothing() -> None:
    everything = definition()
    texts = {"en": {**everything.texts["en"], "question.full_name.label": "How many % (per cent)?"}}
    assert "How many % (per cent)?" in message(
        AnswerFault("full_name", "missing"), replace(everything, texts=texts), "en"
    )
