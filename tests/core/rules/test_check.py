"""Every fault of a rule at once, at its characters, with what to do; and no text that breaks the reader."""

import contextlib
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.rules.test_decide import NOW, SCOPE
from tests.thorough import examples

from servewell.core.rules import BOOLEAN, NUMBER, STRING, BudgetError, RuleError, check_rule, compile_rule, parse

TCK = Path(__file__).parents[4] / "shared" / "data" / "dmn-tck" / "TestCases" / "compliance-level-3"
WORDS = [
    "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "not", "between", "1",
    "2.5",     '"a"', "(", ")", "[", "]", "{", "}", ",", ":", "..", ".", "+", "-", "*", "/", "**", "<", "=", "!=",
    "age", "blind",
    "walking", "distance", "town", "household", "null", "true", "?", "@", "function", "instance", "of", "item",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "at", "fix"),
    [
        ("agee > 18", "unknown-name", "agee", "age"),
        ("address.postcod = town", "unknown-name", "address.postcod", "postcode"),
        ("cuont(household) > 1", "unknown-function", "cuont", "count"),
        ("age + blind", "wrong-type", "age + blind", ""),
        ("age = town", "wrong-type", "age = town", ""),
        ("blind and age", "wrong-type", "age", ""),
        ("blind > deaf", "wrong-type", "blind", ""),
        ("count(1, 2, 3) > 1", "wrong-parameters", "count(1, 2, 3)", ""),
        ("10 / age > 1", "divide-by-zero", "age", "then"),
        ("10 / 0 > 1", "divide-by-zero", "0", ""),
        ("age >", "rule-syntax", "", ""),
        ("age > 18 and", "rule-syntax", "", ""),
        ("if blind then true", "rule-syntax", "", ""),
        ('town = "a', "rule-syntax", '"a', ""),
        ("town = “a”", "rule-syntax", "“", "straight"),
        ("", "rule-syntax", "", ""),
        ("age", "wrong-type", "age", ""),
    ],
)
def test_a_fault_has_its_code_its_place_and_what_to_do(text: str, code: str, at: str, fix: str) -> None:
    faults = check_rule(text, SCOPE, BOOLEAN)
    assert code in [fault.code for fault in faults], faults
    fault = next(fault for fault in faults if fault.code == code)
    assert not at or text[fault.offset : fault.offset + fault.length] == at
    assert fix in fault.fix


def test_all_faults_come_at_once() -> None:
    assert [fault.code for fault in check_rule("agee > 1 and twon = 2 or 1 / age > 0", SCOPE)] == [
        "unknown-name", "unknown-name", "divide-by-zero",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "if age > 0 then 10 / age > 1 else false",
        "age != 0 and 10 / age > 1",
        "if age = 0 then false else 10 / age > 1",
        "age <= 0 or 10 / age > 1",
        "10 / (1 + count(household)) > 1",
    ],
)
def test_a_guarded_division_is_fine(text: str) -> None:
    assert check_rule(text, SCOPE, BOOLEAN) == ()


def test_a_fee_gives_a_number() -> None:
    assert check_rule("if blind then 0 else 10", SCOPE, NUMBER) == ()
    assert [fault.code for fault in check_rule("if blind then 0 else true", SCOPE, NUMBER)] == ["wrong-type"]


@pytest.mark.parametrize("opening", ["(", "[", "not(", "{a: ", "if true then ", "-", "some x in ", "function() "])
def test_endless_nesting_is_refused_quickly(opening: str) -> None:
    begun = time.monotonic()
    with pytest.raises(RuleError):
        parse(opening * 3_000)
    assert time.monotonic() - begun < 5


def test_a_rule_of_a_megabyte_is_refused() -> None:
    assert [fault.code for fault in check_rule("1 + " * 100_000 + "1", SCOPE)] == ["rule-too-large"]


@examples(200)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(RuleError):
        parse(text, SCOPE)


@examples(300)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_whatever_is_accepted_can_be_decided(words: list[str]) -> None:
    text = " ".join(words)
    if not check_rule(text, SCOPE):
        try:
            compile_rule(text, SCOPE).decide({}, now=NOW)
        except BudgetError:
            assert ".." in text


def literal_expressions() -> list[str]:
    found = []
    for path in sorted(TCK.glob("*/*.dmn")):
        for decision in ElementTree.parse(path).getroot().iter():
            if decision.tag.endswith("}decision") and not any(part.tag.endswith("Requirement") for part in decision):
                for part in decision:
                    if part.tag.endswith("}literalExpression"):
                        found += [text.text for text in part if text.tag.endswith("}text") and text.text]
    return found


def test_most_expressions_of_the_conformance_suite_are_read() -> None:
    """Reading only: the whole of the language and its results are judged when the suite is run in full."""
    if not TCK.is_dir():
        pytest.skip("the conformance suite is not beside this checkout (../shared/data/dmn-tck)")
    texts = literal_expressions()
    names = ("x", "y", "item", "partial")
    read = 0
    for text in texts:
        try:
            parse(text, names)
        except RuleError:
            continue
        read += 1
    print(f"{read} of {len(texts)} expressions of the suite are read")
    assert len(texts) > 500
    assert read / len(texts) > 0.9


@pytest.mark.parametrize(
    "text",
    [
        'date("2026-02-31") = date("2026-11-23")', 'duration("18Y") = duration("P1D")', 'time("25:00:00") = null',
        "date(2026, 2, 31) = null", 'date and time("2026-11-23 at noon") = null',
    ],
)  # fmt: skip
def test_a_written_date_or_duration_that_is_none_is_told_with_one_that_is(text: str) -> None:
    (fault,) = check_rule(text, {})
    assert fault.code == "wrong-type"
    assert (fault.offset, text[fault.offset + fault.length - 1]) == (0, ")")
    assert "makes nothing of what it is given" in fault.found
    assert fault.expected


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("today() - 18", None), ("18 + today()", None), ("today() + today()", None), ("today() * 2", None),
        ('duration("P1D") + duration("P1Y")', None), ('duration("P1D") + 1', None), ('1 / duration("P1D")', None),
        ('today() - duration("P1Y")', "a date"), ('duration("P1Y") + today()', "a date"),
        ("today() - today()", "a duration of days and time"),
        ('2 * duration("P1Y")', "a duration of years and months"),
        ('duration("P4D") / 2', "a duration of days and time"),
        ('duration("P1D") - duration("PT1H") > duration("P0D")', "yes or no"),
    ],
)  # fmt: skip
def test_dates_and_durations_are_added_only_where_that_makes_sense(text: str, given: str | None) -> None:
    if given is None:
        assert [fault.code for fault in check_rule(text, {})] == ["wrong-type"]
    else:
        assert compile_rule(text, {}).type.describe() == given


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("age == 65", "Write = once."), ("age => 65", "Write >=."), ("age <> 65", "Write !=."),
        ("age ≥ 65", "Write >=."),
        ("blind && deaf", "Write 'and'."), ("blind || deaf", "Write 'or'."), ("!blind", "Write not(…)"),
        ("not blind", "brackets"), ("age > 65 years", "without a unit"), ("age > 65 €", "without a unit"),
        ("age > 1,500", "nothing between the thousands"), ("age > 15%", "0.15"), ("town = 'Ulm'", "double quotes"),
        ("town = “Ulm”", "double quotes"), ("age between 50, 200", ""),
    ],
)  # fmt: skip
def test_what_people_write_at_first_is_answered_with_what_to_write(text: str, fix: str) -> None:
    (fault,) = check_rule(text, {"age": NUMBER, "blind": BOOLEAN, "deaf": BOOLEAN, "town": STRING})
    assert fault.code == "rule-syntax"
    assert fix in fault.fix
    assert bool(fix) == bool(fault.fix)
