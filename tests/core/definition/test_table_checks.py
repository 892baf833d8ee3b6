"""Gaps, overlaps and rows that never count, each against brute force."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import examples

from servewell.core.definition import parse

SERVICE = """\
service: fees
title: Fees
agency: riverton
fee: t
values: {{limit: 10}}
tables:
  t:
    by: [{by}]
    hit: {hit}
    rows:
{rows}
pages:
  - page: all
    title: All
    ask:
      x: {{type: number, label: X}}
      y: {{type: number, label: Y}}
      people: {{type: number, label: P, must: {{rule: people >= 1 and people = floor(people), otherwise: W}}}}
      paid: {{type: money, label: M}}
      born: {{type: date, label: B}}
      colour: {{type: choice, label: C, choices: {{red: R, blue: B}}}}
      likes: {{type: choices, label: C, choices: {{red: R, blue: B}}}}
      old: {{type: yes or no, label: O}}
      name: {{type: text, label: N}}
"""


def flaws(by: str, rows: list[str], hit: str = "unique") -> list[tuple[str, str]]:
    lines = "\n".join(f"      - [{row}]" for row in rows)
    text = SERVICE.format(by=by, hit=hit, rows=lines)
    return [(one.code, one.found) for one in parse(text).problems if one.code != "unused"]


@pytest.mark.parametrize(
    ("by", "rows", "hit", "code", "found"),
    [
        ("x", ["< 1, 1", "'> 1', 2"], "unique", "table-gap", "Table 't' has no row for x 1."),
        ("x", ["< 1, 1", "'[1..5]', 2", "'> 6', 2"], "unique", "table-gap", "has no row for x 5.01."),
        ("x, y", ["< 1, '-', 1", "'>= 1', < limit, 2"], "first", "table-gap", "has no row for x 1 with y 10."),
        ("x", ["< 5, 1", "'>= 4', 2"], "unique", "table-overlap", "Rows 1 and 2 of table 't' both fit x 4."),
        ("x", ["< 5, 1", "'>= 4', 2"], "any", "table-overlap", "Rows 1 and 2"),
        ("x", ["< 5, 1", "< 3, 2", "'-', 3"], "first", "row-never-counts", "Row 2 of table 't' never counts: where"),
        ("x", ["< 5, 1", "'[3..2]', 2", "'>= 5', 3"], "unique", "row-never-counts", "never counts: no answers fit it."),
        ("people", ["'1', 1", "'2', 2", "'> 3', 3"], "unique", "table-gap", "no row for people 3."),
        (
            "born",
            ["'< date(\"2000-01-01\")', 1", "'> date(\"2000-01-01\")', 2"],
            "unique",
            "table-gap",
            "born 2000-01-01.",
        ),
        ("colour", ["'\"red\"', 1"], "unique", "table-gap", "no row for colour 'blue'."),
        ("likes", ["'list contains(?, \"red\")', 1"], "unique", "table-gap", "no row for likes nothing."),
        ("old", ["true, 1"], "unique", "table-gap", "no row for old no."),
        ("old", ["true, 1", "false, 1", "null, 2", "null, 3"], "unique", "table-overlap", "both fit old not answered."),
        ("name", ["'\"A\"', 1", "'\"B\"', 2"], "unique", "table-gap", "no row for name"),
        ("x", ["< y, 1", "'-', 2"], "first", "table-not-checkable", "This cell reads 'y', not only its column."),
        ("x", ["'? * ? > 4', 1", "'-', 2"], "first", "table-not-checkable", "more than compare its column"),
    ],
)
def test_a_flaw_is_shown_with_an_example(by: str, rows: list[str], hit: str, code: str, found: str) -> None:
    assert any(one == code and found in words for one, words in flaws(by, rows, hit)), flaws(by, rows, hit)


@pytest.mark.parametrize(
    ("by", "rows", "hit"),
    [
        ("people", ["'1', 1", "'2', 2", "'>= 3', 3"], "unique"),
        ("paid", ["'<= 19.99', 1", "'>= 20', 2"], "unique"),
        ("born", ["'<= date(\"2000-01-01\")', 1", "'>= date(\"2000-01-02\")', 2"], "unique"),
        ("x", ["< 5, 1", "'>= 4', 1"], "any"),
        ("x", ["< 5, 1", "'>= 4', 2"], "sum"),
        ("x", ["< 5, 1"], "count"),
        ("x", ["not(3), 1", "3, 2"], "unique"),
        ("x", ["'? > 3 and ? < limit', 1", "'not(? > 3 and ? < limit)', 2"], "unique"),
        ("colour, old", ["'\"red\"', '-', 1", "'\"blue\"', true, 2", "'\"blue\"', false, 3"], "unique"),
        ("name", ['\'"A", "B"\', 1', '\'not("A", "B")\', 2'], "unique"),
    ],
)
def test_a_complete_table_has_no_flaw(by: str, rows: list[str], hit: str) -> None:
    assert flaws(by, rows, hit) == []


def test_more_cases_than_can_be_walked_are_said() -> None:
    rows = [
        ", ".join("'-'" if at != column else str(value) for at in range(4)) + ", 1"
        for column in range(4)
        for value in range(49)
    ]
    columns = "x, y, x + y, x - y"
    assert ("table-not-checkable", "Table 't' has more cases than can be checked for gaps and overlaps.") in flaws(
        columns, rows, "collect"
    )


def test_a_cell_that_takes_too_long_is_said() -> None:
    assert [code for code, _ in flaws("x", ["'sum(for i in 1..100000 return i)', 1"])] == ["table-not-checkable"]


ENDS = st.integers(0, 4)
CELLS = st.one_of(
    st.just(("-", lambda value: True)),
    ENDS.map(lambda end: (f"< {end}", lambda value: value < end)),
    ENDS.map(lambda end: (f">= {end}", lambda value: value >= end)),
    ENDS.map(lambda end: (f"not({end})", lambda value: value != end)),
    st.tuples(ENDS, ENDS).map(lambda ends: (f"[{ends[0]}..{ends[1]})", lambda value: ends[0] <= value < ends[1])),
    st.tuples(ENDS, ENDS).map(
        lambda ends: (f"{ends[0]}, > {ends[1]}", lambda value: value == ends[0] or value > ends[1])
    ),
)
TABLES = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5)
# Every point that a cell can name, and one of each stretch between: nothing else can come out otherwise.
GRID = [Decimal(half) / 2 for half in range(-1, 11)]


@given(TABLES, st.sampled_from(["unique", "first"]))
@examples(150)
def test_what_is_said_agrees_with_trying_everything(rows: list, hit: str) -> None:
    fitting = {
        tuple(at for at, (one, other) in enumerate(rows) if one[1](x) and other[1](y)) for x, y in product(GRID, GRID)
    }
    wanted = {"table-gap"} if () in fitting else set()
    counted = {some[0] for some in fitting if some} if hit == "first" else {row for some in fitting for row in some}
    if hit == "unique" and any(len(some) > 1 for some in fitting):
        wanted.add("table-overlap")
    never = {f"Row {row + 1} of" for row in set(range(len(rows))) - counted}
    found = flaws("x, y", [f"'{one[0]}', '{other[0]}', 1" for one, other in rows], hit)
    assert {code for code, _ in found} - {"row-never-counts"} == wanted
    assert {words.partition(" table")[0] for code, words in found if code == "row-never-counts"} == never
