"""Contexts made and changed by rules, and values that cannot be told apart."""

from decimal import Decimal

import pytest
from tests.core.rules.test_decide import decide


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('context([{key: "a", value: 1}, {key: "b", value: 2}])', {"a": 1, "b": 2}),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None), ('context({key: "a"})', None),
        ('context put({}, "a", 1)', {"a": 1}), ('context put({a: 1}, "a", 2)', {"a": 2}),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
        ('context put({a: 1}, ["a", "c"], 2)', None), ("context put({}, [], 2)", None),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}), ("context merge([{a: 1}, 3])", None),
    ],
)  # fmt: skip
def test_a_context_is_made_from_entries(text: str, value: object) -> None:
    assert decide(text) == value


def test_putting_into_a_context_leaves_what_was_given() -> None:
    address = {"postcode": "4011"}
    assert decide('context put(address, "postcode", "4012").postcode', address=address) == "4012"
    assert address == {"postcode": "4011"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]), ("list replace([1, 2, 3], -1, 9)", [1, 2, 9]),
        ("list replace([1, 2, 3], 4, 9)", None), ("list replace([1, 2, 3], 0, 9)", None),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", [5, 5, 7, 8]),
        ("list replace([1, 2], function(item, newItem) null, 5)", None),
    ],
)  # fmt: skip
def test_items_are_replaced_by_place_or_by_condition(text: str, value: object) -> None:
    assert decide(text) == (None if value is None else [Decimal(item) for item in value])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("is(1, 1.0)", True), ('is(@"2026-11-23", @"2026-11-23T00:00:00")', False),
        ('is(@"23:00:00Z", @"23:00:00+00:00")', True), ('is(@"20:00:00+00:00", @"21:00:00+01:00")', False),
        ('is(@"20:00:00@Europe/Lisbon", @"20:00:00+00:00")', False), ("is(null, null)", True), ("is(1, null)", False),
    ],
)  # fmt: skip
def test_the_same_value_is_the_same_in_kind_and_zone(text: str, value: bool) -> None:
    assert decide(text) is value
