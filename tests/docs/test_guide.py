"""The guide for public servants says what is true: its services check, no key is left out."""

import re
from pathlib import Path
from typing import get_args

import pytest

from servewell.core.definition import keys, parse
from servewell.core.definition.model import QuestionType
from servewell.core.definition.tree import read_tree

DOCS = Path(__file__).parents[2] / "docs"
WRITE = (DOCS / "guide/write-a-service.md").read_text(encoding="utf-8")
RULES = (DOCS / "guide/writing-rules.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def blocks(text: str) -> list[str]:
    return BLOCK.findall(text)


@pytest.mark.parametrize("text", blocks(WRITE) + blocks(RULES), ids=lambda text: text.split("\n")[0].strip())
def test_every_piece_of_a_definition_can_be_read(text: str) -> None:
    assert read_tree(text, file="guide").problems == ()


def test_the_first_lines_are_a_whole_service() -> None:
    first = blocks(WRITE)[0]
    assert len(first.splitlines()) <= 10
    assert parse(first).problems == ()


def test_every_key_is_in_a_table_of_the_guide() -> None:
    tables = WRITE[WRITE.index("## All keys") :]
    parts = (keys.TOP, keys.TABLE, keys.CRITERION, keys.PAGE, keys.END, keys.QUESTION, keys.STAGE, keys.DECISION)
    known = {key.name for part in parts for key in part}
    told = set(re.findall(r"^\| `([^`]+)` \|", tables, re.MULTILINE))
    assert known - told == set()
    assert told - known - set(get_args(QuestionType)) - {"decide within"} == set()


def test_the_table_of_the_guide_is_complete_and_a_missing_row_is_named_as_it_says() -> None:
    table = next(block for block in blocks(WRITE) if "tables:" in block)
    head = "service: party\ntitle: Party\nagency: riverton\n"
    asks = "pages:\n  - page: all\n    title: All\n    ask:\n      guests: {type: number, label: G}\n"
    asks += "      closes_road: {type: yes or no, label: C}\n"
    assert parse(head + table + asks).problems == ()
    row = next(line for line in table.splitlines() if "(100..300]" in line)
    (problem,) = parse(head + table.replace(row + "\n", "") + asks).problems
    assert f"`{problem.found}`" in WRITE


def test_every_type_of_question_is_in_the_guide() -> None:
    types = WRITE[WRITE.index("### Types of questions") : WRITE.index("### A stage")]
    assert re.findall(r"^\| `([^`]+)` \|", types, re.MULTILINE) == list(get_args(QuestionType))


def test_the_glossary_is_in_order() -> None:
    words = re.findall(r"^\| \*\*(.+?)\*\* \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert words == sorted(words)
    assert {"agency", "case", "draft", "promise", "reason", "stage", "resident"} <= set(words)
