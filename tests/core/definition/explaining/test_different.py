"""What is said to be enough is enough: followed on generated rules, it always makes the rule true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from servewell.core.definition.explaining.different import Different, leaves
from servewell.core.rules import nodes
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import inside_not
from servewell.core.rules.say import Outline, Plain

NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
SMALL: Final = st.integers(min_value=0, max_value=6).map(Decimal)
NAMES: Final = ("a", "b", "c", "d")
STATEMENTS: Final = (
    (re.compile(r"(\w) is less than (\d+)"), lambda x, y: x < y),
    (re.compile(r"(\w) is more than (\d+)"), lambda x, y: x > y),
    (re.compile(r"(\w) is (\d+) or less"), lambda x, y: x <= y),
    (re.compile(r"(\w) is (\d+) or more"), lambda x, y: x >= y),
    (re.compile(r"(\w) is not (\d+)"), lambda x, y: x != y),
    (re.compile(r"(\w) is (\d+)"), lambda x, y: x == y),
)  # fmt: skip


def name(text: str) -> Node:
    return nodes.Name(start=0, end=0, name=text)


def comparison(operator: str, left: str, right: Decimal) -> Node:
    constant = nodes.Literal(start=0, end=0, value=right)
    return nodes.Comparison(start=0, end=0, operator=operator, left=name(left), right=constant)  # type: ignore[arg-type]


def negation(inner: Node) -> Node:
    return nodes.Call(start=0, end=0, function=name("not"), positional=(inner,), named=())


COMPARISONS: Final = st.builds(
    comparison, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.sampled_from(NAMES), SMALL
)  # fmt: skip
TREES: Final = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        inner.map(negation),
        st.builds(
            lambda operator, parts: nodes.Logic(start=0, end=0, operator=operator, parts=tuple(parts)),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=6,
)


def decided(tree: Node, values: Mapping[str, Decimal]) -> bool | None:
    found = compiled(tree)(Frame(values, NOW))
    return found if isinstance(found, bool) else None


def ways(said: Outline) -> Iterator[tuple[str, ...]]:
    """Yield each way to fulfil what is said, as the statements that have to be so together."""
    parts = said.parts or tuple(Outline(text) for text in said.text.split(f", {said.joins} ")) if said.joins else ()
    if said.joins == "or":
        for part in parts:
            yield from ways(part)
    elif said.joins == "and":
        for chosen in product(*(tuple(ways(part)) for part in parts)):
            yield tuple(statement for one in chosen for statement in one)
    else:
        yield (said.text,)


def is_so(statement: str, values: Mapping[str, Decimal]) -> bool:
    for form, holds in STATEMENTS:
        if (match := form.fullmatch(statement)) is not None:
            return bool(holds(values[match[1]], Decimal(match[2])))
    raise AssertionError(statement)


def can_be_followed(way: tuple[str, ...]) -> bool:
    """Tell whether for each name some number fulfils all that is said about it."""
    tried = [Decimal(half) / 2 for half in range(-4, 18)]
    about = {one[0]: [other for other in way if other[0] == one[0]] for one in way}
    return all(any(all(is_so(one, {name: value}) for one in said) for value in tried) for name, said in about.items())


@given(TREES, st.fixed_dictionaries(dict.fromkeys(NAMES, SMALL)), st.fixed_dictionaries(dict.fromkeys(NAMES, SMALL)))
def test_whoever_follows_one_way_and_keeps_the_rest_fulfils_the_rule(
    tree: Node, now: dict[str, Decimal], other: dict[str, Decimal]
) -> None:
    if decided(tree, now) is not False:
        return
    outcomes = {leaf: decided(leaf, now) for leaf in leaves(tree)}
    needed = Different(Plain(), "en", outcomes, {}, NOW).needed(tree)
    assert needed is None or any(can_be_followed(way) for way in ways(needed)), (tree, needed)
    for way in ways(needed) if needed else ():
        changed = {**now, **{statement[0]: other[statement[0]] for statement in way}}
        if all(is_so(statement, changed) for statement in way):
            assert decided(tree, changed) is True, (tree, way)


def test_a_negation_is_taken_apart() -> None:
    assert leaves(negation(negation(comparison("<", "a", Decimal(1))))) == [comparison("<", "a", Decimal(1))]
    assert inside_not(negation(name("a"))) == name("a")
