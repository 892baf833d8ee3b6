"""What is carried over columns, and what is not since it would not be exact."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import ibis
import pyarrow as pa
import pytest

from servewell.core.rules import (
    BOOLEAN,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    ListOf,
    Scope,
    compile_rule,
    nodes,
    parse,
    parse_tests,
)
from servewell.core.rules.bulk import NotCarried, expression

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SCOPE: Scope = {
    "a": NUMBER, "b": NUMBER, "town": STRING, "blind": BOOLEAN, "towns": ListOf(STRING), "ages": ListOf(NUMBER),
    "span": YEARS_MONTHS,
}  # fmt: skip
COLUMNS = {
    "a": "decimal(18, 6)", "b": "decimal(18, 6)", "town": "string", "blind": "boolean", "towns": "array<string>",
    "ages": "array<int64>", "span": "int64",
}  # fmt: skip


@cache
def engine() -> Any:
    return ibis.duckdb.connect()


def judged(tree: nodes.Node, case: dict[str, Any]) -> Any:
    table = ibis.memtable(pa.Table.from_pylist([dict.fromkeys(COLUMNS) | case], ibis.schema(COLUMNS).to_pyarrow()))
    found = expression(tree, {name: table[name] for name in COLUMNS}, SCOPE, NOW)
    return engine().to_pyarrow(table.select(value=found))["value"][0].as_py()


@pytest.mark.parametrize(
    ("text", "case", "value"),
    [
        ("a + 0.1 = 0.3", {"a": Decimal("0.2")}, True), ("a = null", {}, True), ("a = 1", {}, False),
        ("a < 1", {}, None), ("a < 1 or blind", {"blind": True}, True), ("a < 1 and blind", {"blind": False}, False),
        ("if a < 1 then 1 else 2", {}, 2), ('town in ("x", "y")', {}, None), ("town in towns", {"towns": []}, None),
        ("town in towns", {"town": "x", "towns": ["x"]}, True),
        ("a * 2 * 3", {"a": Decimal("0.5")}, 3),
        ('string length(town) = 1', {"town": "𝒩"}, True),
    ],
)  # fmt: skip
def test_what_is_carried_comes_to_what_rules_come_to(text: str, case: dict[str, Any], value: Any) -> None:
    rule = compile_rule(text, SCOPE)
    assert judged(rule.tree, case) == value
    assert rule.decide(case, now=NOW) == value


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("1", "3", True), ("-1", "-3", True), ("1", "-3", True), ("-1", "3", True), ("1", "2", False), ("1", "0", None),
     ("-0.000001", "-0.000002", False), ("999999999999.999999", "0.000001", False)],
)  # fmt: skip
def test_a_quotient_is_compared_exactly_whatever_the_signs(a: str, b: str, expected: bool | None) -> None:
    tree = parse("a / b < 0.5", SCOPE)
    assert judged(tree, {"a": Decimal(a), "b": Decimal(b)}) is expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a * a * a", "34 digits"), ("a / 3", "no exact form"), ("a ** 2", "no exact form"),
        ("upper case(town)", "upper"),
        ("some x in ages satisfies x > 3", "no form over columns"), ("sum(ages) > 3", "'sum'"), ("ages[1]", "no form"),
        ("span", "no form"), ('today() + duration("P999999999D") > today()', "no form"),
        ('today() - duration("P9999Y") < today()', "no form"), ('matches(town, "a")', "'matches'"),
        ("unknown = 1", "no column"),
    ],
)  # fmt: skip
def test_what_would_not_be_exact_is_not_carried_and_the_place_is_told(text: str, why: str) -> None:
    table = ibis.table(COLUMNS, name="cases")
    tree = parse(text, {*SCOPE, "unknown"}, ["upper case", "matches", "sum", "today", "duration"])
    with pytest.raises(NotCarried, match=why) as caught:
        expression(tree, {name: table[name] for name in COLUMNS}, SCOPE, NOW)
    assert text[caught.value.node.start : caught.value.node.end]


def test_a_decision_table_is_carried_row_by_row() -> None:
    place = {"start": 0, "end": 0}
    rows = tuple(
        nodes.Row((parse_tests(cell),), (parse(output),), **place)
        for cell, output in (("< 10", "5"), ("[10..20]", "7.5"), ("20", "9"))
    )
    for policy, value, expected in (("U", 3, 5), ("U", 12, Decimal("7.5")), ("U", 20, None), ("F", 20, Decimal("7.5")),
                                    ("U", 30, None), ("U", None, None), ("C#", 20, 2)):  # fmt: skip
        table = nodes.Table((parse("a", ["a"]),), rows, ("",), policy, (), (None,), **place)  # type: ignore[arg-type]
        assert judged(table, {"a": None if value is None else Decimal(value)}) == expected
