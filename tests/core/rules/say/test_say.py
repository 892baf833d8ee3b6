"""Rules in plain words over names that are given phrases, without any service around them."""

from __future__ import annotations

import re
from dataclasses import fields
from decimal import Decimal
from typing import Final

import pytest

from servewell.core.rules import nodes
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.nodes import Node
from servewell.core.rules.parse import parse
from servewell.core.rules.reads import walk
from servewell.core.rules.say import LANGUAGES, Plain, Thing, say, say_false, spoken_language

WALK: Final = "how far you can walk (in metres)"
PEOPLE: Final = "the people who live with you"
THINGS: Final = {
    "walk": Thing("answer", "How far?", WALK),
    "blind": Thing("yes or no", "Are you blind?"),
    "short": Thing("value", "short", value=Decimal(80)),
    "lives_here": Thing("condition", "You live here"),
    "born": Thing("answer", "When were you born?", is_date=True),
    "people": Thing("answer", "Who lives with you?", PEOPLE),
    "people.age": Thing("answer", "Age", "the age"),
    "town": Thing("answer", "Where do you live?"),
}
NAMES: Final = frozenset({*THINGS, "unknown", "a", "b"})


class Named(Plain):
    """The names of a small service."""

    def thing(self, path: str) -> Thing | None:
        return THINGS.get(path)


def tree(text: str) -> Node:
    return parse(text, NAMES, BUILTINS)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("walk < 80", f"{WALK} is less than 80"),
        ("80 > walk", f"{WALK} is less than 80"),
        ("walk < short", f"{WALK} is less than 80"),
        ("blind", "your answer to “Are you blind?” is “Yes”"),
        ("not(blind)", "your answer to “Are you blind?” is “No”"),
        ("blind = false", "your answer to “Are you blind?” is “No”"),
        ("lives_here != false", "the condition “You live here” is met"),
        ("walk = null", f"{WALK} is not given"),
        ("walk between 1 and 5", f"{WALK} is between 1 and 5, these two included"),
        ("walk in [1..5]", f"{WALK} is between 1 and 5, these two included"),
        ("walk in (1..5]", f"both {WALK} is more than 1 and {WALK} is 5 or less"),
        ("walk in (<3, 7)", f"{WALK} is 7, or {WALK} is less than 3"),
        ("walk in [1, 2, 3]", f"{WALK} is one of these: 1, 2 or 3"),
        ("walk in [1]", f"{WALK} is 1"),
        ("floor(walk) = walk", f"{WALK} is a whole number"),
        ('town = "North"', 'your answer to “Where do you live?” is "North"'),
        ('contains(town, "N")', 'your answer to “Where do you live?” contains "N"'),
        ("born <= today()", "your answer to “When were you born?” is today or earlier"),
        ("born > today() - duration(\"P18Y\")", 'your answer to “When were you born?” is less than @"P18Y" ago'),
        ("count(people[age >= 18]) > 2", f"the number of {PEOPLE} (only where the age is 18 or more) is more than 2"),
        ("some p in people satisfies p.age < 18", f"for at least one of {PEOPLE}: the age is less than 18"),
        ("every p in people satisfies p.age < 18", f"for each of {PEOPLE}: the age is less than 18"),
        ("sum(for p in people return p.age) > 9", f"the sum of the age for each of {PEOPLE} is more than 9"),
        ("walk * 2 + 1 > 10", f"{WALK} times 2 plus 1 is more than 10"),
        ("(walk + 2) * 3 > 10", f"({WALK} plus 2) times 3 is more than 10"),
        ("walk < 80 or blind", f"{WALK} is less than 80, or your answer to “Are you blind?” is “Yes”"),
        ("sqrt(unknown) > 2", "the square root of unknown is more than 2"),
        ("walk instance of number", f"{WALK} is of the kind “number”"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(rule: str, words: str) -> None:
    assert say(tree(rule), Named(), "en") == words[:1].upper() + words[1:]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("walk < 80", f"{WALK} is 80 or more"),
        ("walk >= 80", f"{WALK} is less than 80"),
        ("blind", "your answer to “Are you blind?” is “No”"),
        ("walk in [1, 2]", f"{WALK} is none of these: 1 or 2"),
        ("walk between 1 and 5", f"{WALK} is less than 1 or more than 5"),
        ("walk < 80 or blind", f"{WALK} is 80 or more, and your answer to “Are you blind?” is “No”"),
        ("some p in people satisfies p.age < 18", f"for none of {PEOPLE}: the age is less than 18"),
        ("every p in people satisfies p.age < 18", f"for at least one of {PEOPLE}: the age is 18 or more"),
        ('starts with(town, "N")', 'your answer to “Where do you live?” does not start with "N"'),
        ("lives_here", "the condition “You live here” is not met"),
    ],
)  # fmt: skip
def test_what_is_so_when_it_is_false_reads_as_a_sentence(rule: str, words: str) -> None:
    assert say_false(tree(rule), Named(), "en") == words[:1].upper() + words[1:]


def test_three_parts_or_nested_ones_are_a_list() -> None:
    said = say(tree("walk < 1 and (blind or lives_here or walk > 9) and walk != 5"), Named(), "en")
    assert said.splitlines() == [
        "All of these:",
        f"- {WALK} is less than 1",
        "- at least one of these:",
        "  - your answer to “Are you blind?” is “Yes”",
        "  - the condition “You live here” is met",
        f"  - {WALK} is more than 9",
        f"- {WALK} is not 5",
    ]


def test_a_choice_of_amounts_is_a_list_of_cases() -> None:
    said = say(tree("if blind then 0 else if walk < 3 then 5 else 10"), Named(), "en", terms="fee")
    assert said.splitlines() == [
        "The first of these that fits:",
        "- 0, if your answer to “Are you blind?” is “Yes”",
        f"- 5, if {WALK} is less than 3",
        "- otherwise 10",
    ]


def test_other_languages_have_their_own_words() -> None:
    rule = tree("walk < 80 or blind")
    assert say(rule, Named(), "es").endswith("es menos de 80, o bien su respuesta a «Are you blind?» es «Sí»")
    assert "أقل من \u206880\u2069" in say(rule, Named(), "ar")  # the number keeps its direction
    assert "yn llai na 80" in say(rule, Named(), "cy")


def test_a_language_without_a_book_speaks_english_and_says_so() -> None:
    assert spoken_language("fr") == "en"
    assert spoken_language("es-MX") == "es"
    assert say(tree("blind"), Named(), "fr") == say(tree("blind"), Named(), "en")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_book_has_every_phrase_with_the_same_places(language: str) -> None:
    english, own = LANGUAGES["en"], LANGUAGES[language]
    assert set(own) == set(english)
    for key, phrase in own.items():
        assert set(re.findall(r"\{(\w)\}", phrase)) == set(re.findall(r"\{(\w)\}", english[key])), key


EVERY_KIND: Final = (
    "null", "true", '"text"', "-walk", "a.b.c", "a[1]", "a[-1]", "a[item > 3]", "[1, walk]", "[1..3]", "{x: 1, y: x}",
    "function(x) x + 1", "(function(x) x + 1)(3)", "for x in a, y in b return x + y", "if blind then walk else 0",
    "walk in a", "walk in (> 3, [1..2))", "b instance of list<number>", 'replace(town, "a", "b")', "walk ** 2 / 3 - 1",
    'substring(string: town, start position: 1)', "is(a, b)", '@"2026-01-01" + @"P1Y2M"', '@"PT36H10M" > b',
    "for x in 1..3 return x", "some x in a, y in b satisfies x < y", "today() - born > b", "born.year = 2000",
    "not(a)", "unknown.field = 3",
    "sort(a, function(x, y) x < y)", "date and time(town)", "min(1, walk)", "all(a)", "get value(a, \"b\")",
)  # fmt: skip


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("rule", EVERY_KIND)
def test_every_kind_of_node_is_said_in_every_language(rule: str, language: str) -> None:
    for said in (say(tree(rule), Named(), language), say_false(tree(rule), Named(), language)):
        assert said.strip()
        assert "{a}" not in said


def test_the_rules_above_have_every_kind_of_node() -> None:
    trees = [tree(rule) for rule in (*EVERY_KIND, "a and b", "walk between 1 and 2")]
    found = {type(node) for one in trees for node, _ in walk(one)}
    kinds = {kind for kind in vars(nodes).values() if isinstance(kind, type) and issubclass(kind, nodes.Node)}
    assert kinds - found <= {nodes.Node, nodes.Table, nodes.Row}


def test_a_table_is_said_by_its_name_or_as_written() -> None:
    table = nodes.Table(start=0, end=0, inputs=(tree("walk"),), rows=(), outputs=("",), policy="U")
    is_five = nodes.Comparison(start=0, end=0, operator="=", left=table, right=tree("5"))

    class WithTable(Named):
        def table(self, node: Node) -> str:
            return "Fees"

    assert say(is_five, WithTable(), "en") == "“Fees” is 5"
    assert say(is_five, Named(), "en") == "Table(walk) is 5"


def test_a_rule_of_any_depth_is_said() -> None:
    deep: Node = tree("walk")
    for _ in range(5000):
        deep = nodes.Unary(start=0, end=0, operand=deep)
    assert say(deep, Named(), "en")
    assert fields(deep)


def test_braces_in_a_label_stay() -> None:
    class Braces(Plain):
        def thing(self, path: str) -> Thing | None:
            return Thing("answer", "What is {b}?")

    assert say(tree("walk < 3"), Braces(), "en") == "Your answer to “What is {b}?” is less than 3"
