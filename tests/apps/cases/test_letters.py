"""The letter of a decision says who, what, why and what next, with every placeholder filled."""

from datetime import date

from tests.cast import NOW, PERMIT

from servewell.apps.cases.letters import decision_letter
from servewell.apps.people.queries import AgencyView
from servewell.core.definition import parse

AGENCY = AgencyView(
    slug="riverton", name="City of Riverton", timezone="Europe/Lisbon", weekdays=frozenset(range(5)),
    holidays=frozenset({date(2026, 12, 1)}), currency="EUR", phone="", email="", office="",
)  # fmt: skip


def letter(definition_text: str, decision: str = "approve", **answers: object) -> str:
    parsed = parse(definition_text)
    assert parsed.definition is not None, parsed.problems
    return decision_letter(
        definition=parsed.definition, decision=decision, reasons=(), explanation="", reference="ABC-123",
        answers=answers, language="en", agency=AGENCY, now=NOW,
    ).text  # fmt: skip


def with_text(words: str) -> str:
    return PERMIT.replace("languages: [en, es]", "languages: [en]").replace("text: You can park.", f"text: '{words}'")


def test_names_dates_and_the_reference_are_filled_in() -> None:
    text = letter(
        with_text("{full_name}, born {born_on}, can park. Say {reference}."),
        full_name="Ana Silva",
        born_on="1950-02-28",
    )
    assert "Ana Silva, born 28 February 1950, can park. Say ABC-123." in text


def test_an_answer_that_looks_like_a_placeholder_fills_nothing() -> None:
    assert "Dear {reference}," in letter(with_text("Dear {full_name},"), full_name="{reference}")


def test_a_question_that_was_left_out_leaves_no_braces() -> None:
    assert "{" not in letter(with_text("Dear {full_name},"))
