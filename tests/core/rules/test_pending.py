"""What a rule comes to while answers are to come, and which of them can still change it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from math import prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.thorough import examples

from servewell.core.rules import (
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    ContextOf,
    Domain,
    Domains,
    ListOf,
    Rule,
    Value,
    all_of,
    compile_rule,
    explained,
    nodes,
    open_names,
    outcome_of,
    taken_apart,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

ALL = {
    "blind": Domain(BOOLEAN, (True, False), may_lack=False),
    "deaf": Domain(BOOLEAN, (True, False)),
    "age": Domain(NUMBER, may_lack=False),
    "walk": Domain(NUMBER),
    "town": Domain(STRING, ("north", "south"), may_lack=False),
    "street": Domain(STRING, may_lack=False),
    "born": Domain(DATE, may_lack=False),
    "home": Domain(ContextOf({"postcode": STRING, "town": STRING}), may_lack=False),
    "household": Domain(ListOf(ContextOf({"age": NUMBER})), may_lack=False, least=1, most=9),
    "ticked": Domain(ListOf(STRING), (["a"], ["b"], ["a", "b"]), may_lack=False),
}


def to_come(*names: str) -> Domains:
    return {name: ALL[name] for name in names}


def rule(text: str) -> Rule:
    return compile_rule(text, {name: domain.type for name, domain in ALL.items()})


def test_the_clauses_that_decided_are_told_and_the_others_not() -> None:
    values: dict[str, Value] = {"blind": False, "age": Decimal(20), "walk": Decimal(90)}
    told = explained(taken_apart(rule("blind or (age >= 18 and walk < 80)")), values, {}, NOW)
    assert told.outcome is False
    assert [(clause.text, clause.outcome, clause.decisive) for clause in told.clauses] == [
        ("blind", False, True), ("age >= 18", True, False), ("walk < 80", False, True),
    ]  # fmt: skip


def test_only_names_that_can_still_change_the_outcome_are_open() -> None:
    part = taken_apart(rule("blind or (age >= 18 and walk < 80)"))
    assert open_names(part, {}, ALL, NOW) == {"blind", "age", "walk"}
    assert open_names(part, {"age": Decimal(3)}, to_come("blind", "walk"), NOW) == {"blind"}
    assert open_names(part, {"blind": True}, to_come("age", "walk"), NOW) == frozenset()


@pytest.mark.parametrize(
    ("text", "known", "outcome", "left"),
    [
        ("age < 20 or age >= 20", {}, True, ""),
        ("walk < 20 or walk >= 20", {}, None, "walk"),  # which may stay unanswered: then neither is known
        ("blind and not(blind)", {}, False, ""),
        ("if blind then walk < 80 else walk < 50", {"blind": True}, None, "walk"),
        ("if blind then walk < 80 else walk < 50", {"walk": Decimal(40)}, True, ""),
        ("if blind then walk < 80 else walk < 50", {"walk": Decimal(60)}, None, "blind"),
        ("walk < (if blind then 80 else 50)", {"walk": Decimal(60)}, None, "blind"),
        ("age < (if blind then 80 else 50) or age > 70", {"blind": True}, True, ""),
        ("age < (if blind then 80 else 50) or age > 70", {}, None, "age blind"),
        ('town in ("north", "south")', {}, True, ""),
        ('town in ("north", "south") and age > 3', {}, None, "age"),
        ('town = "west"', {}, False, ""),
        ('street = "a" and street = "b"', {}, False, ""),
        ('street in ("a", "b") and street != "a"', {}, None, "street"),
        ("age * 2 + 1 > 10 or age < 5", {}, True, ""),
        ("age * 2 + 1 > 10 or age < 4", {}, None, "age"),
        ("(if age != 0 then 100 / age > 50 else false) and age > 2", {}, False, ""),
        ("if walk != 0 then age / walk < 3 else false", {"walk": Decimal(0)}, False, ""),
        ("age between 3 and 5 and age in [6..9]", {}, False, ""),
        ("count(household) > 0", {}, True, ""),
        ("count(household) > 3", {}, None, "household"),
        ("count(household) > 9", {}, False, ""),
        ('list contains(ticked, "a") or list contains(ticked, "b")', {}, True, ""),
        ('born < date("2000-01-01") or born >= date("2000-01-01")', {}, True, ""),
        ('born + duration("P18Y") <= today() or born > date("2008-11-23")', {}, True, ""),
        ('born + duration("P18Y") <= today() or born > date("2008-11-24")', {}, None, "born"),
        ("years and months duration(born, today()).years >= 18 and born > today()", {}, False, ""),
        ('home.postcode = "1" and home.postcode = "2"', {}, False, ""),
        ('home.postcode = "1" and home.town = "a"', {}, None, "home"),
        ("every one in household satisfies one.age > 3", {}, None, "household"),  # beyond what is looked into
        ("age < walk and age >= walk", {"walk": Decimal(5)}, False, ""),
        ("blind and age > 3 and walk < 3", {"age": Decimal(1)}, False, ""),
    ],
)
def test_outcome_and_open_names_are_exact(
    text: str, known: Mapping[str, Value], outcome: bool | None, left: str
) -> None:
    part = taken_apart(rule(text))
    waits = to_come(*(rule(text).names - known.keys()))
    assert outcome_of(part, known, waits, NOW) is outcome
    assert open_names(part, known, waits, NOW) == set(left.split())


def table() -> nodes.Table:
    """Return a table of what a town gives by age: in the north from 18, in the south to everybody."""
    at = {"start": 0, "end": 0}
    north, south = (nodes.Literal(value=town, **at) for town in ("north", "south"))
    grown_up = nodes.Test(operator=">=", right=nodes.Literal(value=Decimal(18), **at), **at)
    yes, no = (nodes.Literal(value=word, **at) for word in ("yes", "no"))
    return nodes.Table(
        inputs=(nodes.Name(name="town", **at), nodes.Name(name="age", **at)),
        rows=(
            nodes.Row(tests=((north,), (grown_up,)), outputs=(yes,), **at),
            nodes.Row(tests=((north,), ()), outputs=(no,), **at),
            nodes.Row(tests=((south,), ()), outputs=(yes,), **at),
        ),
        outputs=("",), policy="F", priorities=(), defaults=(), **at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("known", "outcome", "left"),
    [
        ({}, None, {"town", "age"}),
        ({"town": "north"}, None, {"age"}),
        ({"town": "south"}, True, set()),
        ({"age": Decimal(20)}, True, set()),
        ({"age": Decimal(3)}, None, {"town"}),
    ],
)
def test_a_decision_table_is_looked_into(known: Mapping[str, Value], outcome: bool | None, left: set[str]) -> None:
    yes = nodes.Literal(start=0, end=0, value="yes")
    part = taken_apart(
        replace(rule("blind"), tree=nodes.Comparison(start=0, end=0, operator="=", left=table(), right=yes))
    )
    waits = to_come(*({"town", "age"} - known.keys()))
    assert outcome_of(part, known, waits, NOW) is outcome
    assert open_names(part, known, waits, NOW) == left


def test_a_rule_is_looked_into_through_the_rules_that_it_reads() -> None:
    young = taken_apart(rule("age < 20"))
    part = taken_apart(compile_rule("young or age >= 20", {"young": BOOLEAN, "age": NUMBER}), {"young": young})
    waits = {**to_come("age"), "young": Domain(BOOLEAN, (True, False))}
    assert outcome_of(part, {}, waits, NOW) is True
    assert [clause.text for clause in explained(part, {}, waits, NOW).clauses] == ["young", "age >= 20"]


def test_rules_that_contradict_each_other_are_told_together() -> None:
    part = all_of({"young": taken_apart(rule("age < 20")), "old": taken_apart(rule("age >= 20 and blind"))})
    waits = {**to_come("age", "blind"), "young": Domain(BOOLEAN, (True, False)), "old": Domain(BOOLEAN, (True, False))}
    assert outcome_of(part, {}, waits, NOW) is False
    assert open_names(part, {}, waits, NOW) == frozenset()


def test_many_open_names_that_are_read_once_stay_exact() -> None:
    text = " and ".join(f"(n{at} < 3 or b{at})" for at in range(30)) + " and (b0 or not(b0))"
    scope = {f"n{at}": NUMBER for at in range(30)} | {f"b{at}": BOOLEAN for at in range(30)}
    waits = {
        name: Domain(kind, None if kind == NUMBER else (True, False), may_lack=False) for name, kind in scope.items()
    }
    part = taken_apart(compile_rule(text, scope))
    assert open_names(part, {}, waits, NOW) == scope.keys()
    known: dict[str, Value] = {"b0": True, "n1": Decimal(9)}
    rest = {name: domain for name, domain in waits.items() if name not in known}
    assert open_names(part, known, rest, NOW) == scope.keys() - {"b0", "n0", "n1"}


NUMBERS = [Decimal(-9), *(Decimal(at) / 4 for at in range(-17, 18)), Decimal(5), Decimal(6), Decimal(9)]
GRID: Mapping[str, list[Value]] = {
    "blind": [True, False],
    "deaf": [True, False, None],
    "age": [*NUMBERS],
    "walk": [*NUMBERS, None],
    "town": ["north", "south"],
    "street": ["a", "b", "c", "elsewhere"],
    "born": [date(2000, 1, 1) + timedelta(days=days) for days in range(-3, 7)],
}
TERMS = ["{}", "{} * 2", "{} + 1", "{} * 2 + 1", "-{}", "3 - {}", "{} / 2"]
sizes = st.sampled_from(["0", "1", "2", "3"])
signs = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
numbers = st.builds(str.format, st.sampled_from(TERMS), st.sampled_from(["age", "walk"]))
atoms = st.one_of(
    st.sampled_from(["blind", "deaf", 'town = "north"', 'town in ("south", "west")', "deaf = null", "walk = null"]),
    st.builds("{} {} {}".format, numbers, signs, sizes),
    st.builds("{} in [{}..3[".format, st.sampled_from(["age", "walk"]), sizes),
    st.builds('street {} "{}"'.format, st.sampled_from(["=", "!="]), st.sampled_from(["a", "b", "c"])),
    st.builds('born {} date("2000-01-0{}")'.format, signs, st.sampled_from(["1", "2", "3"])),
    st.builds("age {} (if blind then {} else {})".format, signs, sizes, sizes),
)
BEYOND = st.sampled_from(
    ["age < walk", "age + walk > 3", "age * age > 2", "modulo(age, 2) = 1", 'street < "b"', "string length(street) > 2",
     "some n in [1, 2] satisfies n = age", "walk between age and 3", "born.day = 2", "[age, 1][1] = 1"]
)  # fmt: skip


def joined_of(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        parts,
        lambda inner: st.one_of(
            st.builds("({} and {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("not({})".format, inner),
            st.builds("(if {} then {} else {})".format, inner, inner, inner),
        ),
        max_leaves=5,
    )


def completions(names: list[str]) -> Iterator[dict[str, Value]]:
    for chosen in product(*(GRID[name] for name in names)):
        yield dict(zip(names, chosen, strict=True))


def by_trying(one: Rule, known: Mapping[str, Value], names: list[str]) -> tuple[set[bool | None], set[str]]:
    """Return all outcomes of a rule, and the names that change it while the others stand still."""
    found: dict[tuple[Value, ...], bool | None] = {}
    for answers in completions(names):
        decided = one.decide({**known, **answers}, now=NOW)
        found[tuple(answers.values())] = decided if isinstance(decided, bool) else None
    changing = set()
    for at, name in enumerate(names):
        lines: dict[tuple[Value, ...], set[bool | None]] = {}
        for values, outcome in found.items():
            lines.setdefault(values[:at] + values[at + 1 :], set()).add(outcome)
        if any(len(line) > 1 for line in lines.values()):
            changing.add(name)
    return set(found.values()), changing


def drawn(text: str, data: st.DataObject) -> tuple[Rule, dict[str, Value], list[str]]:
    one = rule(text)
    known = {name: data.draw(st.sampled_from(GRID[name])) for name in sorted(one.names) if data.draw(st.booleans())}
    names = sorted(one.names - known.keys())
    assume(names and prod(len(GRID[name]) for name in names) <= 8_000)
    return one, known, names


@examples(80)
@given(joined_of(atoms), st.data())
def test_outcome_and_open_names_are_what_trying_every_answer_gives(text: str, data: st.DataObject) -> None:
    """No name outside the open ones changes the outcome, and each of these does for some answers to the others."""
    one, known, names = drawn(text, data)
    part, waits = taken_apart(one), to_come(*names)
    outcomes, changing = by_trying(one, known, names)
    assert outcome_of(part, known, waits, NOW) is (outcomes.pop() if len(outcomes) == 1 else None)
    assert open_names(part, known, waits, NOW) == changing


@examples(80)
@given(joined_of(st.one_of(atoms, BEYOND)), st.data())
def test_beyond_what_is_looked_into_no_name_that_matters_is_left_out(text: str, data: st.DataObject) -> None:
    one, known, names = drawn(text, data)
    part, waits = taken_apart(one), to_come(*names)
    outcomes, changing = by_trying(one, known, names)
    outcome = outcome_of(part, known, waits, NOW)
    assert outcome is None or outcomes == {outcome}
    assert open_names(part, known, waits, NOW) >= changing
