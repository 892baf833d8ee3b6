"""The guide for public servants says what is true: its services check, its rules give that, no key is left out."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from servewell.core.definition import keys, parse, scope_of
from servewell.core.definition.model import Definition, QuestionType
from servewell.core.definition.tree import read_tree
from servewell.core.rules import compile_rule

DOCS = Path(__file__).parents[2] / "docs"
WRITE = (DOCS / "guide/write-a-service.md").read_text(encoding="utf-8")
RULES = (DOCS / "guide/rules.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
# A row of a table with four columns: a rule, what it says, the answers, the result.
ROW = re.compile(r"^\| `(.+?)` \| (.+?) \| `(.+?)` \| `(.+?)` \|$", re.MULTILINE)


def blocks(text: str) -> list[str]:
    return BLOCK.findall(text)


@cache
def garden() -> Definition:
    (text,) = (block for block in blocks(RULES) if block.startswith("service:"))
    parsed = parse(text)
    assert parsed.problems == ()
    assert parsed.definition is not None
    return parsed.definition


@pytest.mark.parametrize("text", blocks(WRITE) + blocks(RULES), ids=lambda text: text.split("\n")[0].strip())
def test_every_piece_of_a_definition_can_be_read(text: str) -> None:
    assert read_tree(text, file="guide").problems == ()


def test_the_first_lines_are_a_whole_service() -> None:
    first = blocks(WRITE)[0]
    assert len(first.splitlines()) <= 10
    assert parse(first).problems == ()


def test_every_key_is_in_a_table_of_the_guide() -> None:
    tables = WRITE[WRITE.index("## All keys") :]
    parts = (keys.TOP, keys.CRITERION, keys.PAGE, keys.END, keys.QUESTION, keys.STAGE, keys.DECISION)
    known = {key.name for part in parts for key in part}
    told = set(re.findall(r"^\| `([^`]+)` \|", tables, re.MULTILINE))
    assert known - told == set()
    assert told - known - set(get_args(QuestionType)) - {"decide within"} == set()


def test_every_type_of_question_is_in_the_guide() -> None:
    types = WRITE[WRITE.index("### Types of questions") : WRITE.index("### A stage")]
    assert re.findall(r"^\| `([^`]+)` \|", types, re.MULTILINE) == list(get_args(QuestionType))


@pytest.mark.parametrize(("rule", "answers", "result"), [(row[0], row[2], row[3]) for row in ROW.findall(RULES)])
def test_a_rule_of_the_guide_gives_what_it_says(rule: str, answers: str, result: str) -> None:
    values = compile_rule(answers, {}).decide({}, now=NOW)
    assert isinstance(values, dict)
    given = compile_rule(rule, scope_of(garden())).decide(values, now=NOW)
    assert given == compile_rule(result, {}).decide({}, now=NOW)


def test_the_guide_has_rules_of_every_kind() -> None:
    assert len(ROW.findall(RULES)) >= 40


def test_the_glossary_is_in_order() -> None:
    words = re.findall(r"^\| \*\*(.+?)\*\* \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert words == sorted(words)
    assert {"agency", "case", "draft", "promise", "reason", "stage", "resident"} <= set(words)
