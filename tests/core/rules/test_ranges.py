"""How ranges and points lie to each other: the examples of DMN 1.5, table 78, and the edges between them."""

import pytest
from tests.core.rules.test_decide import decide


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("before(1, 10)", True), ("before(10, 1)", False), ("before(1, [1..10])", False), ("before(1, (1..10])", True),
        ("before(1, [5..10])", True), ("before([1..10], 10)", False), ("before([1..10), 10)", True),
        ("before([1..10], 15)", True), ("before([1..10], [15..20])", True), ("before([1..10], [10..20])", False),
        ("before([1..10), [10..20])", True), ("before([1..10], (10..20])", True),
        ("after(10, 5)", True), ("after(5, 10)", False), ("after(12, [1..10])", True), ("after(10, [1..10))", True),
        ("after(10, [1..10])", False), ("after([11..20], 12)", False), ("after([11..20], 10)", True),
        ("after((11..20], 11)", True), ("after([11..20], [1..10])", True), ("after([1..10], [11..20])", False),
        ("meets([1..5], [5..10])", True), ("meets([1..5), [5..10])", False), ("meets([1..5], (5..10])", False),
        ("met by([5..10], [1..5])", True), ("met by([5..10], [1..5))", False),
        ("overlaps([1..5], [3..8])", True), ("overlaps([3..8], [1..5])", True), ("overlaps([1..8], [3..5])", True),
        ("overlaps([1..5], [6..8])", False), ("overlaps([1..5], [5..8])", True), ("overlaps([1..5], (5..8])", False),
        ("overlaps([1..5), [5..8])", False),
        ("overlaps before([1..5], [3..8])", True), ("overlaps before([1..5], [6..8])", False),
        ("overlaps before([1..5], [5..8])", True), ("overlaps before([1..5), [5..8])", False),
        ("overlaps before([1..5), (1..5])", True), ("overlaps before([1..5], (1..5])", True),
        ("overlaps before([1..5], [1..5))", False), ("overlaps before([1..5], [1..5])", False),
        ("overlaps after([3..8], [1..5])", True), ("overlaps after([6..8], [1..5])", False),
        ("overlaps after([5..8], [1..5])", True), ("overlaps after((5..8], [1..5])", False),
        ("finishes(10, [1..10])", True), ("finishes(10, [1..10))", False), ("finishes([5..10], [1..10])", True),
        ("finishes([5..10), [1..10])", False), ("finishes([1..10], [1..10])", True),
        ("finished by([1..10], 10)", True), ("finished by([1..10], [5..10])", True),
        ("includes([1..10], 5)", True), ("includes([1..10], 12)", False), ("includes([1..10), 10)", False),
        ("includes([1..10], [4..6])", True), ("includes((1..10), [1..10])", False),
        ("includes([1..10], [1..10])", True),
        ("during(5, [1..10])", True), ("during(1, (1..10])", False), ("during([4..6], [1..10])", True),
        ("starts(1, [1..10])", True), ("starts(1, (1..10])", False), ("starts([1..5], [1..10])", True),
        ("starts((1..5], [1..10])", False), ("started by([1..10], 1)", True), ("started by([1..10], [1..5])", True),
        ("coincides([1..5], [1..5])", True), ("coincides([1..5), [1..5])", False), ("coincides(5, 5)", True),
        ("coincides(3, 4)", False),
        ('during(@"2026-11-23", [@"2026-01-01"..@"2026-12-31"])', True),
    ],
)  # fmt: skip
def test_relations_hold_as_the_standard_says(text: str, value: bool) -> None:
    assert decide(text) is value


@pytest.mark.parametrize("text", ["before(null, 1)", 'before(1, "a")', "meets(1, [1..2])", "overlaps([1..2], null)"])
def test_what_cannot_be_compared_is_unknown(text: str) -> None:
    assert decide(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('range("[1..3]") = [1..3]', True), ('range("(-3..1]") = (-3..1]', True), ('2 in range("[1..3]")', True),
        ('range("[date(\\"2026-01-01\\")..@\\"2026-02-01\\"]") = [@"2026-01-01"..@"2026-02-01"]', True),
        ('range("[3..1]") = null', True), ('range("[1..b]") = null', True), ('range("count([1])") = null', True),
        ('range("[1..\\"b\\"]") = null', True), ('range("") = null', True),
    ],
)  # fmt: skip
def test_a_range_is_read_from_text(text: str, value: bool) -> None:
    assert decide(text) is value
