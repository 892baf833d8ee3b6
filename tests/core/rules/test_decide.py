"""What rules come to: FEEL's values, three-valued logic, and null wherever the standard says null."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from servewell.core.rules import (
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    BudgetError,
    ContextOf,
    ListOf,
    RuleError,
    YearsMonths,
    can_be_true,
    compile_rule,
)  # fmt: skip

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SCOPE = {
    "blind": BOOLEAN, "deaf": BOOLEAN, "age": NUMBER, "walking distance": NUMBER, "town": STRING, "born_on": DATE,
    "served": ListOf(STRING), "address": ContextOf({"postcode": STRING}),
    "household": ListOf(ContextOf({"name": STRING, "income": NUMBER, "born_on": DATE})),
}  # fmt: skip
HOME = [
    {"name": "Ana", "income": Decimal(900), "born_on": date(1980, 5, 1)},
    {"name": "Rui", "income": Decimal(100), "born_on": date(2015, 2, 28)},
]


def decide(text: str, **values: object) -> object:
    named = {
        name.replace("_distance", " distance") if name.startswith("walking") else name: value
        for name, value in values.items()
    }
    return compile_rule(text, SCOPE).decide(named, now=NOW)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2 ** 3 ** 2", 64), ("-2 ** 2", 4), ("10 - 2 - 3", 5), ("7 / 2", "3.5"),
        ("1 / 3", "0.3333333333333333333333333333333333"), ("0.1 + 0.2", "0.3"),
        ("string length(\"naïve👍\")", 6), ("count([1, [2, 3]])", 2), ("sum([1, 2, 3])", 6), ("sum(1, 2)", 3),
        ("max(3, 9, 4)", 9), ("mean([1, 2])", "1.5"), ("modulo(-7, 3)", 2), ("floor(-1.5)", -2), ("abs(-4)", 4),
        ("decimal(2.345, 2)", "2.34"), ("round half up(2.345, 2)", "2.35"), ("[1, 2, 3][2]", 2), ("[1, 2, 3][-1]", 3),
        ("{a: 1, b: a + 1}.b", 2), ("(function(x, y) x + y)(1, 2)", 3), ("count(for x in 1..4 return x * x)", 4),
        ("index of([1, 2, 1], 1)[2]", 3), ("number(\"1.000,50\", \".\", \",\")", "1000.50"),
    ],
)  # fmt: skip
def test_numbers_are_exact_decimals(text: str, value: object) -> None:
    assert decide(text) == Decimal(str(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true and null", None), ("false and null", False), ("true or null", True), ("false or null", None),
        ("null and null", None), ("not(null)", None), ("1 = null", False), ("null = null", True), ("1 < null", None),
        ("null in [1, 2]", None), ("2 in [1..3)", True), ("3 in [1..3)", False), ("1 in (1..3]", False),
        ("3 in (< 2, > 2)", True), ("2 between 1 and 3", True), ("\"b\" in [\"a\", \"b\"] and true", True),
        ("some x in [1, 2] satisfies x > 1", True), ("every x in [1, 2] satisfies x > 1", False),
        ("every x in [] satisfies x > 1", True), ("if null then 1 = 1 else 1 = 2", False),
        ("1 instance of number", True),
        ("\"a\" instance of number", False), ("[1, 2] = [1, 2]", True), ("{a: 1} = {a: 1}", True),
        ("matches(\"4011\", \"^[0-9]{4}$\")", True), ("starts with(\"Ana\", \"A\")", True),
        ("list contains([1], 1)", True),
        ("all([true, null])", None), ("any([true, null])", True),
    ],
)  # fmt: skip
def test_unknown_is_a_third_value(text: str, value: object) -> None:
    assert decide(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)), ('date("2024-02-29") + @"P1Y"', date(2025, 2, 28)),
        ('@"2026-11-23" - @"2026-11-20"', timedelta(days=3)), ("today()", date(2026, 11, 23)), ("now()", NOW),
        ('years and months duration(@"2020-05-01", @"2026-11-23")', YearsMonths(78)),
        ('date(string("2026-02-30"))', None),
        ('@"2026-11-23".weekday', Decimal(1)),
        ('duration("P1DT2H").hours', Decimal(2)), ("date(2026, 13 + 0, 1)", None),
        ('@"P1D" * 2', timedelta(days=2)), ("upper case(\"é\")", "É"), ('substring("abc", -2)', "bc"),
        ('string join(["a", null, "b"], "-")', "a-b"), ('split("a;b", ";")', ["a", "b"]), ("string(1.50)", "1.5"),
        ('replace("a1", "([a-z])", "$1$1")', "aa1"), ("distinct values([1, 2, 1])", [Decimal(1), Decimal(2)]),
    ],
)  # fmt: skip
def test_dates_texts_and_lists(text: str, value: object) -> None:
    assert decide(text) == value


def test_names_may_hold_spaces_and_fields_reach_into_lists() -> None:
    assert decide("walking distance < 80 or blind", walking_distance=Decimal(70)) is True
    assert decide("address.postcode in served", address={"postcode": "4011"}, served=["4011"]) is True
    assert decide("sum(household.income)", household=HOME) == 1000
    assert decide("count(household[income > 500])", household=HOME) == 1
    assert decide('household[name = "Rui"][1].income', household=HOME) == 100
    adult = 'some one in household satisfies one.born_on <= today() - duration("P18Y")'
    assert decide(adult, household=HOME) is True
    assert decide(adult, household=HOME[1:]) is False
    assert decide(adult) is None


def test_an_evaluation_that_never_ends_meets_its_budget() -> None:
    with pytest.raises(BudgetError):
        decide("count(for x in 1..1000000000000 return x)")
    with pytest.raises(BudgetError):
        decide("count(for x in 1..1000, y in 1..1000 return x)")


@pytest.mark.parametrize("text", ["exp(1000000)", "10 ** 99999", "1e6144 * 10"])
def test_numbers_beyond_the_standard_are_null(text: str) -> None:
    assert decide(text) is None


def test_no_rule_reaches_python() -> None:
    for text in ("age.__class__", "town.__class__.__mro__", "household.__len__", "address.get", "address.keys"):
        with pytest.raises(RuleError):
            compile_rule(text, SCOPE)
    with pytest.raises(RuleError):
        compile_rule("{a: 1}.keys", SCOPE)


def test_whether_a_condition_can_be_true_is_tried_where_values_are_few() -> None:
    rule = compile_rule("blind and not(blind)", SCOPE)
    assert can_be_true(rule, {"blind": (True, False, None)}) is False
    assert can_be_true(compile_rule("blind and deaf", SCOPE), {"blind": (True, False), "deaf": (True,)}) is True
    assert can_be_true(compile_rule("age > 3", SCOPE), {}) is None
