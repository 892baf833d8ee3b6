"""`sort` puts in order as its function tells, within the budget; null when the function tells nothing."""

import time

import pytest
from tests.core.rules.test_decide import NOW, decide

from servewell.core.rules import BudgetError, check_rule, compile_rule


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"),
        ("sort(precedes: function(x, y) x > y, list: [3, 1, 2])", "[3, 2, 1]"),
        ('sort(["b", "a", "b"], function(x, y) x < y)', '["a", "b", "b"]'),
        ("sort([], function(x, y) x < y)", "[]"),
        ("sort(7, function(x, y) x < y)", "[7]"),
        ("sort([{a: 2, b: 1}, {a: 1, b: 2}, {a: 2, b: 3}], function(x, y) x.a < y.a).b", "[2, 1, 3]"),
        ("count(sort([2, 1, 3], function(x, y) true))", "3"),
        ('sort([3, "a"], function(x, y) x < y)', "null"),
        ("sort([2, 1], function(x) x)", "null"),
        ("sort(null, function(x, y) x < y)", "null"),
    ],
)
def test_it_orders_as_the_function_tells(text: str, result: str) -> None:
    assert decide(text) == decide(result)


def test_a_list_too_long_to_sort_meets_its_budget() -> None:
    rule = compile_rule("sort(for i in 1..20000 return modulo(i * 7919, 20011), function(x, y) x < y)", {})
    begun = time.monotonic()
    with pytest.raises(BudgetError):
        rule.decide({}, now=NOW)
    assert time.monotonic() - begun < 8


def test_what_is_no_function_is_a_fault() -> None:
    assert [fault.code for fault in check_rule("sort([1], 2)", {})] == ["wrong-type"]
