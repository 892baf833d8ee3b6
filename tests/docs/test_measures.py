"""docs/measures.md explains every measure, with examples that are true and a source for each method."""

import doctest
import re
from pathlib import Path

from servewell.apps.cases.queries import promise
from servewell.core import measure
from servewell.core.small_numbers import SMALLEST

PATH = Path(__file__).parents[2] / "docs/measures.md"
TEXT = PATH.read_text(encoding="utf-8")


def test_every_measure_has_its_section_with_a_source_and_an_example() -> None:
    sections = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
    assert sorted(sections) == sorted(measure.__all__)
    for name, text in sections.items():
        assert f">>> {name}(" in text
        assert re.search(r"\b(19|20)\d\d\b|No \d+/\d+", text), f"{name}: where does the method come from?"


def test_the_examples_are_true() -> None:
    result = doctest.testfile(str(PATH), module_relative=False)
    assert result.attempted >= 6
    assert result.failed == 0


def test_the_limits_are_those_of_the_code() -> None:
    assert f"fewer than {SMALLEST} cases" in TEXT
    assert f"last {promise.LATELY.days} days" in TEXT
    assert f"latest {promise.MOST:,}" in TEXT
