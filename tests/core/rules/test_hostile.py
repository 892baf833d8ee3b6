"""Rules from people who mean harm: nothing breaks the reader, nothing outlives its budget, nothing reaches Python.

Every text here once raised, hung or filled the memory.
"""

import contextlib
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.rules.test_decide import NOW, SCOPE, decide
from tests.thorough import examples

from servewell.core.rules import (
    ANY,
    DATE_TIME,
    BudgetError,
    Domain,
    RuleError,
    YearsMonths,
    check_rule,
    compile_rule,
    open_names,
    taken_apart,
)

PATIENCE = 8  # seconds, on a machine that has much else to do; each takes about one alone
DOUBLED = "for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])"
NESTED = "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]"
LONGER = 'for i in 1..60 return if i = 1 then "a" else partial[-1] + partial[-1]'
MANY = "for i in 1..20000 return i"
WORDS = [
    "for x in", "[1, 2]", "1..3", "return", "partial", "some x in", "satisfies", "household", "[", "]", "(", ")",
    "item", "x", ".", "income", "[-1]", "in", "and", "or", "not(", ">", "=", "+", "*", "/", "**", "9", "0.5", "null",
    "true", "{a:", "}", ".a", "count(", "string(", "flatten(", "distinct values(", "sum(", "date(", "duration(",
    '"P1Y"', '@"9999-12-31"', '@"P1D"', "function(x)", "(x)", "if", "then", "else", ",", "between", "born_on", "age",
    "address", "today()", "now()", "matches(", '"a"', "min(", "]1..", "instance of", "number",
]  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.decimals(allow_nan=False, allow_infinity=False), st.text(max_size=5), st.dates(),
    st.times(), st.datetimes(), st.timedeltas(), st.integers(-(10**9), 10**9).map(YearsMonths),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "income", "a"]), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "text",
    [
        "1+" * 9000 + "1", "{}" + ".a" * 9000, "[1]" + "[1]" * 6000, "(function() 1)" + "()" * 8000,
        "1=1" + "=true" * 3000, "1 in 1" + " in 1" * 3500, "1" + " instance of number" * 900, "(" * 9000,
        "([" * 5000, "1 in " + "(" * 9000, "/*" * 9000, '"' * 9001, "for " + "a " * 4000 + "in [1] return a",
        "1 instance of " + "function<a>->" * 1400 + "a",
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_what_is_too_deep_or_long_is_a_fault_and_not_a_traceback(text: str) -> None:
    begun = time.monotonic()
    assert check_rule(text, SCOPE)
    assert time.monotonic() - begun < PATIENCE


@pytest.mark.parametrize(
    "text",
    [
        "min(" * 22 + "1" + ")" * 22, "-" * 18_000 + "1", "true" + " and true" * 2200, "[" + "1," * 9000 + "1]",
        "{" + ",".join(f"a{n}:1" for n in range(2200)) + "}",
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_long_rules_are_read_and_decided_in_time(text: str) -> None:
    begun = time.monotonic()
    decide(text)
    assert time.monotonic() - begun < PATIENCE


@pytest.mark.parametrize(
    "text",
    [
        "(function(f) f(f))(function(f) f(f))",
        f"string({{a: {NESTED}}}.a[-1])",
        f"count(flatten({NESTED}))",
        f"{{a: {NESTED}, b: {NESTED}, c: a = b}}.c",
        "string({a: for i in 1..3000 return [partial[-1]]}.a[-1])",
        f"string length({{a: {LONGER}}}.a[-1])",
        f"count({{a: {DOUBLED}}}.a[-1])",
        f"count(distinct values({MANY}))",
        "count(for i in 1..20000 return count(partial))",
        f"count({{a: {MANY}, b: for k in a return list contains(a, -1)}}.b)",
        f"count({{a: {MANY}, b: for k in a return a = a}}.b)",
        f"count({{a: {MANY}, b: for k in a return -1 in a}}.b)",
        f"count({{a: {MANY}, b: for k in a return count(a[1 = 2])}}.b)",
        "count(for i in 1..49000 return " + " and ".join(["true"] * 2000) + ")",
        "count(for i in 1..49000 return 1.000001 ** (i + 0.5))",
        "some i in 1..10**12 satisfies i < 0",
        "count(for " + ", ".join(f"a{n} in 1..2" for n in range(40)) + " return 1)",
        """replace(string join(for i in 1..20000 return "a"), "a", string join(for i in 1..5000 return "b"))""",
        'string join(for i in 1..40000 return "abcd")',
    ],
    ids=lambda text: text[:60],
)
def test_what_would_take_for_ever_or_all_the_memory_meets_its_budget(text: str) -> None:
    rule = compile_rule(text, SCOPE)
    begun = time.monotonic()
    with pytest.raises(BudgetError):
        rule.decide({}, now=NOW)
    assert time.monotonic() - begun < PATIENCE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9 ** 9 ** 9 ** 9 ** 9", None), ("product(1e6000, 1e6000)", None),
        ('for day in @"9999-12-30"..@"9999-12-31" return day', [date(9999, 12, 30), date(9999, 12, 31)]),
        ('for at in now()..date and time("2026-11-24T00:00:00") return at', None),
        ("for i in 3..1 return i", [Decimal(3), Decimal(2), Decimal(1)]),
        ('@"P1Y" * 1e6000', None), ('string(@"9999-12-31" + @"P1D")', "10000-01-01"),
            ('string(@"0001-01-01" - @"P1D")', "0000-12-31"),
            ('@"P999999999D" + @"P1D"', None),
        ("[1, 2, 3][1.5]", None), ("[1, 2, 3][1e6000]", None), ("{a: count}.a()", None),
        ("{a: date}.a(1, 2, 3, 4)", None),
        ('time(string("10:00:00@../../etc/passwd"))', None), ('matches("a", "a{1000}{1000}{1000}")', None),
        ('replace("abc", "b", "[$0]")', "a[b]c"), ('replace("abc", "b", "\\\\")', "a\\c"),
        ('get value({a: 1}, "__class__")', None), ("-" * 25 + "1", Decimal(-1)),
        ("for i in 1..3 return partial", [[], [[]], [[], [[]]]]),
        ("for i in 1..4 return if i = 1 then 1 else partial[-1] * 2", [Decimal(n) for n in (1, 2, 4, 8)]),
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
def test_what_cannot_be_is_null_and_what_can_is_right(text: str, value: object) -> None:
    assert decide(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "(some x in 1..3 satisfies x > 2) and true", "count([for i in 1..3 return i]) = 1", "2 in [1..3]",
        "(for i in 1..3 return i) = [1, 2, 3]", "2 in (1..3)", "not(1 in (1..3))", "not(3 in ]1..3[)",
        "1 in (< 2, > 5)",
        "5 in ([1..2], ]4..5])", "[[1, 2], [3]][1][2] = 2",
    ],
)  # fmt: skip
def test_brackets_and_ranges_are_told_apart(text: str) -> None:
    assert decide(text) is True


def test_contexts_with_what_they_cannot_do_are_faults() -> None:
    for text in ("address + 1", "address < address", "-address", "{a: 1} + {a: 1}"):
        assert [fault.code for fault in check_rule(text, SCOPE)][:1] == ["wrong-type"]


@examples(150)
@given(st.lists(st.sampled_from(WORDS), max_size=16), st.fixed_dictionaries({}, optional=dict.fromkeys(SCOPE, VALUES)))
def test_whatever_is_accepted_is_decided_and_explained_for_any_values(
    words: list[str], values: dict[str, object]
) -> None:
    text = " ".join(words)
    with contextlib.suppress(RuleError, BudgetError):
        rule = compile_rule(text, SCOPE)
        rule.decide(values, now=NOW)
        to_come = {name: Domain(SCOPE[name]) for name in rule.names - values.keys()}
        open_names(taken_apart(rule), values, to_come, NOW)


OPERATIONS = [
    "a + b", "a - b", "a * b", "if b != 0 then a / b else null", "a ** b",
    "a = b", "a < b", "a in b", "a in (< b)", "a between b and a",
    "[a..b]", "a in [a..b]", "for x in a..b return x", "some x in a satisfies x = b", "a[b]", "a[item = b]", "-a",
    "a.name", "a.year", "a(b)", "{c: a}.c = b", "if a then b else a", "a instance of number", "min(a, b)", "sum(a)",
    "mean(a, b)", "mode(a)", "stddev(a, b)", "all(a)", "list contains(a, b)", "sublist(a, b)", "insert before(a, b, a)",
    "union(a, b)", "distinct values(a)", "flatten(a)", "index of(a, b)", "string(a)", "number(a)", "date(a)",
    "date and time(a, b)", "duration(a)", "years and months duration(a, b)", "day of week(a)", "substring(a, b)",
    "string join(a, b)", "split(a, b)", "replace(a, b, a)", "matches(a, b)", "floor(a, b)", "modulo(a, b)", "log(a)",
    "exp(a)", "sqrt(a)", "odd(a)", "abs(a)", "get value(a, b)", "get entries(a)", "includes(a, b)", "not(a)", "time(a)",
]  # fmt: skip
UNTYPED = [compile_rule(text, {"a": ANY, "b": ANY}) for text in OPERATIONS]


@examples(150)
@given(VALUES, VALUES)
def test_no_operation_raises_for_any_two_values(one: object, other: object) -> None:
    for rule in UNTYPED:
        with contextlib.suppress(BudgetError):
            rule.decide({"a": one, "b": other}, now=NOW)


def test_moments_with_and_without_zone_do_not_compare() -> None:
    rule = compile_rule("at < now()", {"at": DATE_TIME})
    assert rule.decide({"at": NOW.replace(tzinfo=None)}, now=NOW) is None
    assert rule.decide({"at": NOW - timedelta(days=1)}, now=NOW) is True
