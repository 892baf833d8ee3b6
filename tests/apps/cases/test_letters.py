"""The letter of a decision says who, what, why and what next, with every placeholder filled."""

from datetime import date

from tests.cast import NOW, PERMIT, PERMIT_ES

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
        answers=answers, submitted_at=NOW, channel="online", language="en", agency=AGENCY, now=NOW,
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


def refusal(language: str, reasons: tuple[str, ...] = ("no_proof",), **answers: object) -> str:
    parsed = parse(PERMIT, translations={"es": ("texts.es.yaml", PERMIT_ES)})
    assert parsed.definition is not None, parsed.problems
    return decision_letter(
        definition=parsed.definition, decision="refuse", reasons=reasons, explanation="", reference="ABC-123",
        answers=answers, submitted_at=NOW, channel="online", language=language, agency=AGENCY, now=NOW,
    ).text  # fmt: skip


def test_a_refusal_explains_the_condition_that_is_not_met() -> None:
    assert (
        "You live in Riverton.\n"
        "This is not met because your answer to “What is your postcode?” (5000) is not 4011.\n"
        "You meet this condition if your answer to “What is your postcode?” is 4011."
    ) in refusal("en", postcode="5000")


def test_a_refusal_explains_it_in_the_residents_language() -> None:
    text = refusal("es", postcode="5000")
    assert "No se cumple porque su respuesta a «¿Cuál es su código postal?» (5000) no es 4011." in text
    assert "Cumple esta condición si su respuesta a «¿Cuál es su código postal?» es 4011." in text


def test_a_reason_that_names_a_criterion_brings_its_rule() -> None:
    text = refusal("en", ("lives_here",), postcode="4011")
    assert "You live in Riverton.\nThe rule in plain words: Your answer to “What is your postcode?” is 4011." in text
    assert "not met" not in text


def test_a_refusal_that_rests_on_no_condition_names_none() -> None:
    assert "condition" not in refusal("en", postcode="4011")


def test_an_approval_names_no_condition() -> None:
    assert "condition" not in letter(PERMIT.replace("languages: [en, es]", "languages: [en]"), postcode="5000")
