"""Bad input ends: null where the standard says null, else a fault with its place, what was found and what was expected.

Every text in `corpus/` once broke something; whoever finds another puts it there.
"""

import contextlib
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.rules.fuzz import NOW, PATIENCE, SCOPE, is_helpful, survive
from tests.thorough import examples

from servewell.core.rules import (
    ANY,
    DATE_TIME,
    NUMBER,
    STRING,
    TIME,
    BudgetError,
    ListOf,
    Value,
    check_rule,
    compile_rule,
)
from servewell.core.rules.functions import BUILTINS

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.txt"))
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("text", "code", "at", "found", "expected"),
    [
        ("1+" * 499_999 + "1", "rule-too-large", 0, "999999 characters", "at most 20000"),
        ('"' + "a" * MILLION + '"', "rule-too-large", 0, "1000002 characters", "at most 20000"),
        ("[" + "1," * 999_999 + "1]", "rule-too-large", 0, "2000001 characters", "at most 20000"),
        ("(" * 10_000, "rule-too-deep", 24, "24 levels", "Split it"),
        ("(" * 9_999 + "1" + ")" * 9_999, "rule-too-deep", 24, "24 levels", "Split it"),
        ("[" * 10_000, "rule-too-deep", 24, "24 levels", "Split it"),
        ("{a: " * 4_000, "rule-too-deep", None, "24 levels", "Split it"),
        ("if true then " * 1_000, "rule-too-deep", None, "24 levels", "Split it"),
        ("not(" * 4_000, "rule-too-deep", None, "24 levels", "Split it"),
        ("9" * 20_000, "rule-syntax", 0, "too large", "6144"),
        ("age > 1e9999", "rule-syntax", 6, "too large", "6144"),
        ('age in [1.."z"]', "wrong-type", 7, "from a number to text", "a number"),
        ("age / 0", "divide-by-zero", 6, "divides by zero", "another number"),
        ('born_on < date("2026-02-31")', "wrong-type", 10, "makes nothing", 'date("2026-11-23")'),
        ('born_on < @"2026-02-31"', "rule-syntax", 11, "2026-02-31", '@"2026-11-23"'),
        ("", "rule-syntax", 0, "empty", "age >= 18"),
        ("  // nothing but a note", "rule-syntax", None, "empty", "age >= 18"),
        ("/* never closed", "rule-syntax", 0, "'/'", "a value"),
        ('town = "Ulm', "rule-syntax", 7, "never ends", 'Close it with "'),
        ("age > \x00", "rule-syntax", 6, "means nothing", "a value"),
        ("age > \u202e18", "rule-syntax", 6, "means nothing", "a value"),
        ("age > \ud800", "rule-syntax", 6, "means nothing", "a value"),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_what_cannot_be_a_rule_is_a_fault_with_its_place(
    text: str, code: str, at: int | None, found: str, expected: str
) -> None:
    begun = time.monotonic()
    fault = check_rule(text, SCOPE)[0]
    assert time.monotonic() - begun < PATIENCE
    assert fault.code == code
    assert at is None or fault.offset == at
    assert found in fault.found
    assert expected in f"{fault.expected} {fault.fix}"
    assert is_helpful(fault, text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("if b = 1 then 0 else if b != 1 then modulo(a, b) else 0", {"a": Decimal(1), "b": Decimal(0)}),
        ("10 ** a", {"a": Decimal(6145)}), ("-(10 ** a)", {"a": Decimal(9999)}),
        ("a * a", {"a": Decimal("1e4000")}), ("sum([a, a])", {"a": Decimal("9.9e6144")}),
        ("5 in [a..b]", {"a": Decimal(1), "b": "z"}), ("a < b", {"a": Decimal(1), "b": "z"}),
        ("date(a)", {"a": "2026-02-31"}), ("date(a)", {"a": "2026-02"}), ("date(2026, a, 31)", {"a": Decimal(2)}),
        ("date(a)", {"a": "9" * MILLION}), ("duration(a)", {"a": "P" + "9" * MILLION + "D"}),
        ("number(a)", {"a": "9" * MILLION}), ("time(a)", {"a": "25:00:00"}), ("date and time(a)", {"a": "2026-11-23T"}),
        ("number(a)", {"a": "١٢"}), ("date(a)", {"a": "٢٠٢٦-11-23"}), ("duration(a)", {"a": "P١D"}),
        ("at < now()", {"at": NOW.replace(tzinfo=None)}), ("clock < time(now())", {"clock": NOW.time()}),
        ("a.b.c", {"a": "z"}), ("a[b]", {"a": [Decimal(1)], "b": Decimal(10) ** 30}), ("a(b)", {"a": "z", "b": None}),
        ("matches(a, b)", {"a": "z", "b": "("}), ("replace(a, b, a)", {"a": "z", "b": "*"}),
        ("substring(a, b)", {"a": "z", "b": Decimal(0)}), ("string join(a)", {"a": [Decimal(1)]}),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_where_the_standard_says_null_it_is_null(text: str, values: dict[str, object]) -> None:
    scope = {"a": ANY, "b": ANY, "at": DATE_TIME, "clock": TIME}
    assert compile_rule(text, scope).decide(values, now=NOW) is None


def test_large_numbers_are_exact_as_far_as_the_standard_goes() -> None:
    assert compile_rule("10 ** 400 = 1e400 and 10 ** 400 + 1 = 10 ** 400", {}).decide({}, now=NOW) is True
    assert compile_rule("a > 10 ** 400", {"a": NUMBER}).decide({"a": Decimal("1e401")}, now=NOW) is True


@pytest.fixture(scope="module")
def large() -> dict[str, Value]:
    return {"many": [Decimal(at) for at in range(MILLION)], "long": "a" * MILLION}


@pytest.mark.parametrize(
    "text",
    [
        "count(many) = 3", "sum(many)", "many[item > 3]", "many[1] = 0", "distinct values(many)",
        "some i in many satisfies i < 0",
        "for i in many return i", "list contains(many, -1)", "many = many", "string(many)", "min(many)", "-1 in many",
        "string length(long)", 'matches(long, "(a+)+$")', 'replace(long, "a", "bb")', 'split(long, "")',
        "upper case(long)", "long + long", 'contains(long, "b")', "long = long", "substring(long, 2)",
    ],
)  # fmt: skip
def test_a_million_of_anything_is_decided_or_stopped_soon(text: str, large: dict[str, Value]) -> None:
    rule = compile_rule(text, {"many": ListOf(NUMBER), "long": STRING})
    begun = time.monotonic()
    with contextlib.suppress(BudgetError):
        rule.decide(large, now=NOW)
    assert time.monotonic() - begun < PATIENCE


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_what_broke_once_breaks_no_more(path: Path) -> None:
    survive(path.read_bytes().decode("utf-8", "ignore"))


LEAVES = st.sampled_from(
    [
        "age", "blind", "walking distance", "town", "born_on", "x", "wishes", "address", "household", "0", "1", "2.5",
        "10 ** 400", '""', '"a"', "true", "false", "null", '@"2026-02-28"', '@"P1M"', '@"PT1H"', "today()", "now()",
        "[]", "{}", "item", "?", "-1", "[1..3)", "household.income", "address.postcode", '"\\u00e9"',
        "function(y) y",
    ]
)  # fmt: skip
OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "..", ",", "between 1 and", "."]
)


FORMS = st.sampled_from(
    [
        "if {0} then {1} else null", "for y in {0} return {1}", "some y in {0} satisfies {1}", "{0}[{1}]", "({0})",
        "{{a: {0}, b: {1}}}", "{0} in ({1}, < 3)", "({0})({1})", "-{0}", "{0} instance of list<number>", "({0}).a",
    ]
)  # fmt: skip


@st.composite
def larger(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """Write a rule from smaller ones."""
    one, other = draw(inner), draw(inner)
    match draw(st.integers(0, 2)):
        case 0:
            return f"{one} {draw(OPERATORS)} {other}"
        case 1:
            given = ", ".join([one, other, one][: draw(st.integers(0, 3))])
            return f"{draw(st.sampled_from(sorted(BUILTINS)))}({given})"
        case _:
            return draw(FORMS).format(one, other)


GRAMMAR = st.recursive(LEAVES, larger, max_leaves=8)


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """Cut, double or replace parts of a rule that was right."""
    text = draw(GRAMMAR)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        text = (
            text[:start]
            + draw(st.sampled_from(["", text[start:end] * 2]) | LEAVES | OPERATORS | st.text(max_size=2))
            + text[end:]
        )
    return text


@examples(750)
@given(GRAMMAR)
def test_rules_by_the_grammar_survive(text: str) -> None:
    survive(text)


@examples(750)
@given(spoiled())
def test_spoiled_rules_survive(text: str) -> None:
    survive(text)


@examples(400)
@given(st.text(max_size=40))
def test_texts_of_any_signs_survive(text: str) -> None:
    survive(text)
