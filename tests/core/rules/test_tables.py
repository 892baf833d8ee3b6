"""Decision tables as nodes: which rows hold, and what each hit policy makes of them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from servewell.core.rules import RuleError, nodes, parse, parse_tests
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.functions import BUILTINS

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PLACE = {"start": 0, "end": 0}


def table(policy: str, *rows: tuple[str, str], best: str = "", default: str = "") -> nodes.Table:
    made = [
        nodes.Row((parse_tests(cell, ("x",), BUILTINS),), (parse(output, ("x",), BUILTINS),), **PLACE)
        for cell, output in rows
    ]
    return nodes.Table(
        (parse("x", ("x",)),), tuple(made), ("",), policy,  # type: ignore[arg-type]
        (tuple(parse(one) for one in best.split()),), (parse(default) if default else None,), **PLACE,
    )  # fmt: skip


def decided(one: nodes.Table, x: Any) -> Any:
    return compiled(one)(Frame({"x": Decimal(x) if isinstance(x, int) else x}, NOW))


@pytest.mark.parametrize(
    ("cell", "holds"),
    [("-", [1, 2, 3, 4]), ("< 3", [1, 2]), ("2, > 3", [2, 4]), ("not(2, 3)", [1, 4]), ("]1..3[", [2]),
     ("[1..3]", [1, 2, 3]), ("? > 1 and ? < 4", [2, 3]), ("x - 1", [])],
)  # fmt: skip
def test_a_cell_holds_for_what_one_of_its_tests_holds_for(cell: str, holds: list[int]) -> None:
    one = table("U", (cell, '"hit"'))
    assert [x for x in (1, 2, 3, 4) if decided(one, x) == "hit"] == holds


ROWS = (("< 10", "3"), ("< 5", "1"), ("< 8", "2"))


@pytest.mark.parametrize(
    ("policy", "x", "expected"),
    [("U", 9, 3), ("U", 4, None), ("A", 9, 3), ("A", 4, None), ("F", 4, 3), ("P", 4, 2), ("R", 4, [3, 1, 2]),
     ("O", 4, [2, 1, 3]), ("C", 7, [3, 2]), ("C+", 4, 6), ("C<", 4, 1), ("C>", 4, 3), ("C#", 7, 2), ("C#", 11, 0),
     ("U", 11, None), ("F", None, None)],
)  # fmt: skip
def test_the_hit_policy_makes_one_result_of_the_rows_that_hold(policy: str, x: Any, expected: Any) -> None:
    assert decided(table(policy, *ROWS, best="2 1 3"), x) == expected


def test_without_a_row_that_holds_the_default_is_taken() -> None:
    assert decided(table("U", *ROWS, default='"none"'), 11) == "none"


@pytest.mark.parametrize("text", ["", "< ", "1,", "not(1", "1 2"])
def test_a_cell_that_cannot_be_read_is_a_fault_with_its_place(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_tests(text)
    assert caught.value.faults[0].expected
