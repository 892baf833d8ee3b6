"""Criteria in words: what decided, with the person's values; what would have to differ; the rule without her data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from servewell.core.definition import Definition, load_folder, parse
from servewell.core.definition.explaining import Explained, Formats, RuleNames, explain_case, general_rule, named_in
from servewell.core.definition.journey import journey_of
from servewell.core.definition.model import Decision
from servewell.core.definition.rule_uses import rule_uses
from servewell.core.rules import compile_rule, nodes
from servewell.core.rules.say import say, say_false

EXAMPLES: Final = Path(__file__).resolve().parents[4] / "examples"
NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)


def said_date(day: date, is_month: bool) -> str:
    return f"{day:%Y-%m}" if is_month else f"{day}"


def said_number(value: str, currency: str) -> str:
    return f"{Decimal(value):,} {currency}".strip()


FORMATS: Final = Formats(said_date, said_number, lambda count, unit: f"{count} {unit}")
SERVICE: Final = """
service: grant
title: Grant
agency: riverton
languages: [en, es]
values: {low: 20000, towns: [North, South]}
criteria:
  poor:
    rule: income < low
    title: You have little
  able:
    rule: not(blind) and walk >= 10 and walk <= 90
    title: You can walk
  near:
    rule: town in towns or kind = "local"
    title: You live near
  grown:
    rule: born <= today() - duration("P18Y")
    title: You are grown up
  alone:
    rule: count(people) = 0 or count(people[age >= 18]) = 0
    title: No adult lives with you
  sums:
    rule: income + rent * 2 < 1000
    title: All together
  both:
    rule: poor and grown
    title: Both
  clash:
    rule: walk > 100 and walk < 50
    title: Never
pages:
  - page: one
    title: One
    ask:
      income: {type: money, label: What do you earn?, as: your yearly income}
      rent: {type: money, label: What is your rent?, as: your rent}
      blind: {type: yes or no, label: Are you blind?}
      walk: {type: number, unit: m, label: How far can you walk?}
      town: {type: text, label: Where do you live?, as: your town}
      kind: {type: choice, label: What are you?, choices: {local: From here, other: From elsewhere}}
      born: {type: date, label: When were you born?, as: your date of birth}
      people: {type: group, label: Who lives with you?, each: person, ask: {age: {type: number, label: Age}}}
stages: [received, decided]
decisions: {approve: {title: Yes}}
"""
SPANISH: Final = """
language: es
title: Ayuda
criteria:
  poor: {title: Tiene poco}
  able: {title: Puede andar}
  near: {title: Vive cerca}
  grown: {title: Es mayor de edad}
  alone: {title: No vive con adultos}
  sums: {title: Todo junto}
  both: {title: Ambas}
  clash: {title: Nunca}
pages: {one: {title: Uno}}
ask:
  income: {label: ¿Cuánto gana?, as: su ingreso anual}
  rent: {label: ¿Cuánto paga?, as: su alquiler}
  blind: {label: ¿Es ciego?}
  walk: {label: ¿Cuánto puede andar?}
  town: {label: ¿Dónde vive?, as: su ciudad}
  kind: {label: ¿De dónde es?, choices: {local: De aquí, other: De fuera}}
  born: {label: ¿Cuándo nació?, as: su fecha de nacimiento}
  people: {label: ¿Quién vive con usted?, each: persona}
  people.age: {label: Edad}
decisions: {approve: {title: Sí}}
"""


@pytest.fixture(scope="module")
def service() -> Definition:
    parsed = parse(SERVICE, file="grant.yaml", translations={"es": ("texts.es.yaml", SPANISH)})
    assert parsed.definition is not None, parsed.problems
    return parsed.definition


def explained(service: Definition, name: str, answers: Mapping[str, object], language: str = "en") -> Explained:
    journey = journey_of(service)
    return next(one for one in explain_case(journey, answers, language, FORMATS, now=NOW) if one.name == name)


@pytest.mark.parametrize(
    ("name", "answers", "because", "needed"),
    [
        ("poor", {"income": "21400"}, "This is not met because your yearly income (21,400 EUR) is 20,000 EUR or more.",
         "You meet this condition if your yearly income is less than 20,000 EUR."),
        ("poor", {"income": "100"}, "This is met because your yearly income (100 EUR) is less than 20,000 EUR.", None),
        ("poor", {}, "We cannot tell yet. It depends on your yearly income.", None),
        ("able", {"blind": True}, "This is not met because your answer to “Are you blind?” is “Yes”.", None),
        ("near", {"town": "West", "kind": "other"},
         "This is not met because your town (West) is none of these: “North” or “South”, and your answer to “What are "
         "you?” (From elsewhere) is not “From here”.",
         "You meet this condition if your town is one of these: “North” or “South”, or your answer to “What are you?” "
         "is “From here”."),
        ("near", {"town": "South", "kind": "other"},
         "This is met because your town (South) is one of these: “North” or “South”.", None),
        ("grown", {"born": "2015-03-01"},
         "This is not met because your date of birth (2015-03-01) is less than 18 years ago.",
         "You meet this condition if your date of birth is 18 years ago or earlier."),
        ("sums", {"income": "900", "rent": "300"},
         "This is not met because your yearly income plus your rent times 2 (together 1,500 EUR) is 1,000 EUR or more.",
         None),
    ],
)  # fmt: skip
def test_only_the_clauses_that_decided_are_named_with_her_values(
    service: Definition, name: str, answers: dict[str, object], because: str, needed: str | None
) -> None:
    found = explained(service, name, answers)
    assert found.because is not None
    assert found.because.text == because
    if needed is not None or name != "able":
        assert (found.needed.text if found.needed else None) == needed


def test_what_holds_now_and_has_to_stay_so_belongs_to_what_is_needed(service: Definition) -> None:
    found = explained(service, "able", {"blind": False, "walk": "5"})
    assert found.because is not None
    assert found.because.text.endswith("your answer to “How far can you walk?” (5 m) is less than 10 m.")
    assert found.needed is not None
    assert found.needed.text == (
        "You meet this condition if your answer to “How far can you walk?” is 10 m or more, and your answer to “How "
        "far can you walk?” is 90 m or less."
    )


def test_two_demands_on_one_answer_are_no_advice(service: Definition) -> None:
    for metres in ("70", "20", "200"):
        assert explained(service, "clash", {"walk": metres}).outcome is False
        assert explained(service, "clash", {"walk": metres}).needed is None


def test_what_is_counted_is_not_advised_about(service: Definition) -> None:
    found = explained(service, "alone", {"people": [{"age": "30"}]})
    assert found.outcome is False
    assert found.needed is None


def test_an_open_criterion_names_a_group_with_entries_that_lack_an_answer(service: Definition) -> None:
    found = explained(service, "alone", {"people": [{"age": "30"}, {}]})
    assert found.outcome is None
    assert found.because is not None
    assert found.because.text == "We cannot tell yet. It depends on your answer to “Who lives with you?”."


def test_a_criterion_that_reads_others_names_them(service: Definition) -> None:
    found = explained(service, "both", {"income": "30000", "born": "1980-01-01"})
    assert found.because is not None
    assert found.because.text == "This is not met because the condition “You have little” is not met."


def test_a_threshold_that_is_named_is_the_exact_one(service: Definition) -> None:
    assert explained(service, "poor", {"income": "19999.99"}).outcome is True
    assert explained(service, "poor", {"income": "20000"}).outcome is False


def test_the_same_in_spanish(service: Definition) -> None:
    found = explained(service, "poor", {"income": "21400"}, "es")
    assert found.language == "es"
    assert list(found.lines()) == [
        "No se cumple porque su ingreso anual (21,400 EUR) es 20,000 EUR o más.",
        "Cumple esta condición si su ingreso anual es menos de 20,000 EUR.",
    ]


def test_a_language_without_phrases_is_told_as_english(service: Definition) -> None:
    assert explained(service, "poor", {"income": "1"}, "fr").language == "en"


SECRETS: Final = {
    "income": "98765", "rent": "54321", "blind": True, "walk": "7777", "town": "Xanadu-Secret", "kind": "other",
    "born": "1931-07-09", "people": [{"age": "97"}],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es", "ar", "cy"])
def test_no_answer_is_in_the_general_form(service: Definition, language: str) -> None:
    for name, compiled in journey_of(service).compiled.criteria.items():
        found = explained(service, name, SECRETS, language)
        assert found.rule == general_rule(service, compiled.rule, language, FORMATS)
        for said in (str(found.rule), str(found.needed)):
            assert not [secret for secret in _texts(SECRETS) if secret in said.replace(",", "")]


def _texts(answer: object) -> list[str]:
    if isinstance(answer, Mapping):
        return [text for one in answer.values() for text in _texts(one)]
    if isinstance(answer, list):
        return [text for one in answer for text in _texts(one)]
    return [answer] if isinstance(answer, str) and answer != "other" else []


@pytest.mark.parametrize("folder", sorted(path.name for path in EXAMPLES.iterdir()))
def test_every_rule_of_the_examples_is_said_without_names_of_the_file(folder: str) -> None:
    definition = load_folder(EXAMPLES / folder).definition
    assert definition is not None
    for use in rule_uses(definition):
        rule = compile_rule(use.rule.text, use.scope)
        for language in definition.languages:
            names = RuleNames(definition, language, FORMATS, use.group.name if use.group else "")
            for said in (say(rule.tree, names, language), say_false(rule.tree, names, language)):
                assert not [name for name in rule.names if "_" in name and name in said], (use.owner, said)
                assert "{a}" not in said


@pytest.mark.parametrize("folder", sorted(path.name for path in EXAMPLES.iterdir()))
def test_every_criterion_of_the_examples_is_explained_in_every_language(folder: str) -> None:
    definition = load_folder(EXAMPLES / folder).definition
    assert definition is not None
    for language in definition.languages:
        for criterion in definition.criteria:
            found = explained(definition, criterion.name, {}, language)
            assert found.language == language
            assert str(found.rule)


def test_a_refusal_names_what_is_not_met_and_what_its_reasons_name(service: Definition) -> None:
    all_of_them = explain_case(journey_of(service), {"income": "30000", "walk": "20"}, "en", FORMATS, now=NOW)
    refusal = Decision("refuse", reasons=("near", "other"))
    assert [one.name for one in named_in(refusal, ("near",), all_of_them)] == ["poor", "near", "both", "clash"]
    assert named_in(Decision("approve"), (), all_of_them) == ()


def test_a_decision_table_is_called_by_its_name(service: Definition) -> None:
    text = "small_fee < 10"
    table = nodes.Table(start=0, end=9, inputs=(), rows=(), outputs=("",), policy="U")
    ten = nodes.Literal(start=12, end=14, value=Decimal(10))
    rule = nodes.Comparison(start=0, end=14, operator="<", left=table, right=ten)
    said = say(rule, RuleNames(service, "en", FORMATS, text=text), "en")
    assert said == "“small fee” is less than 10"
