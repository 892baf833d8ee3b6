"""The guide to rules says what is true: each rule gives what stands beside it, each mistake is answered as it says,
and every function is in it, as generated from the examples in the code."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from servewell.cli.functions import markdown
from servewell.core.definition import parse, scope_of
from servewell.core.definition.model import Definition
from servewell.core.rules import Value, check_rule, compile_rule
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.functions.examples import FAMILIES
from servewell.core.rules.values import kind_of

PAGE = (Path(__file__).parents[2] / "docs/guide/writing-rules.md").read_text(encoding="utf-8")
PROSE, _, REST = PAGE.partition("## Every function")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# A row with a rule, what it says, the answers, the result; and one with a mistake, its message, what is right.
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)
MISTAKE = re.compile(r"^\| `([^`]+)` \| ([^|`]+) \| `([^`]+)` \|$", re.MULTILINE)
LESSONS = [(name, lesson) for lessons in FAMILIES.values() for name, lesson in lessons.items()]


@cache
def garden() -> Definition:
    (text,) = (block for block in re.findall(r"```yaml\n(.*?)```", PROSE, re.DOTALL))
    parsed = parse(text)
    assert parsed.problems == ()
    assert parsed.definition is not None
    return parsed.definition


def decided(text: str) -> Value:
    return compile_rule(text, {}).decide({}, now=NOW)


@pytest.mark.parametrize(("rule", "answers", "result"), [(row[0], row[2], row[3]) for row in ROW.findall(PROSE)])
def test_a_rule_gives_what_it_says(rule: str, answers: str, result: str) -> None:
    values = decided(answers)
    assert isinstance(values, dict)
    given = compile_rule(rule, scope_of(garden())).decide(values, now=NOW)
    assert (kind_of(given), given) == (kind_of(decided(result)), decided(result))


def test_rules_of_every_kind_are_shown() -> None:
    assert len(ROW.findall(PROSE)) >= 60
    rows = [line for line in PROSE.splitlines() if line.startswith("| `") and line.endswith("` |")]
    assert len(rows) == len(ROW.findall(PROSE)) + len(MISTAKE.findall(PROSE)), "a row is not read by the tests"


@pytest.mark.parametrize(("wrong", "told", "right"), MISTAKE.findall(PROSE))
def test_a_mistake_is_answered_as_the_guide_says(wrong: str, told: str, right: str) -> None:
    (fault,) = check_rule(wrong, scope_of(garden()))
    assert told == " ".join(f"{fault.found} {fault.fix}".split())
    assert check_rule(right, scope_of(garden())) == ()


def test_the_page_has_the_mistakes_that_people_make() -> None:
    assert len(MISTAKE.findall(PROSE)) >= 20


def test_every_function_has_its_lesson_and_every_lesson_its_function() -> None:
    names = [name for name, _ in LESSONS]
    assert sorted(names) == sorted(BUILTINS), "write a lesson in core/rules/functions/examples/, then: make guide"
    assert all(lesson.says.endswith(".") and 1 <= len(lesson.examples) <= 3 for _, lesson in LESSONS)


@pytest.mark.parametrize(
    ("name", "rule", "result"), [(name, rule, result) for name, lesson in LESSONS for rule, result in lesson.examples]
)
def test_an_example_of_a_function_gives_what_it_says(name: str, rule: str, result: str) -> None:
    assert name in rule
    assert (kind_of(decided(rule)), decided(rule)) == (kind_of(decided(result)), decided(result))


def test_the_functions_are_written_from_the_code() -> None:
    assert markdown().partition("## Every function")[2] == REST, "write it anew: make guide"
