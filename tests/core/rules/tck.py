"""The official conformance suite of DMN, read as far as expressions go: a FEEL text and what it must come to.

Only decisions that need nothing but themselves are taken: one literal expression, no input, no other decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from servewell.core.rules import BudgetError, RuleError, parse
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.operators import equal
from servewell.core.rules.temporal import read_date, read_date_time, read_duration, read_time

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
KIND = "{http://www.w3.org/2001/XMLSchema-instance}type"
READERS = {
    "string": str, "decimal": Decimal, "double": Decimal, "integer": Decimal, "date": read_date, "time": read_time,
    "dateTime": read_date_time, "duration": read_duration, "boolean": lambda text: text == "true",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the suite."""

    folder: str
    name: str
    text: str
    expected: Any


def cases(level: Path) -> Iterator[Case]:
    """Yield the tests of every folder of a level."""
    for tests in sorted(level.glob("*/*.xml")):
        root = ElementTree.parse(tests).getroot()
        model = tests.with_name((root.findtext("{*}modelName") or "").strip())
        texts = _texts(model) if model.is_file() else {}
        for test in root.iterfind("{*}testCase"):
            for result in test.iterfind("{*}resultNode"):
                text = texts.get(result.get("name", ""))
                expected = result.find("{*}expected")
                if text is not None and expected is not None and not test.findall("{*}inputNode"):
                    yield Case(tests.parent.name, f"{test.get('id')} {result.get('name')}", text, _value(expected))


def _texts(model: Path) -> dict[str, str]:
    found = {}
    for decision in ElementTree.parse(model).getroot().iterfind("{*}decision"):
        if not any(part.tag.endswith("Requirement") for part in decision):
            text = decision.findtext("{*}literalExpression/{*}text")
            if text:
                found[decision.get("name", "")] = text
    return found


def _value(holder: Element) -> Any:
    if holder.get(NIL) == "true":
        return None
    if (items := holder.find("{*}list")) is not None:
        return None if items.get(NIL) == "true" else [_value(item) for item in items]
    if parts := holder.findall("{*}component"):
        return {part.get("name", ""): _value(part) for part in parts}
    value = holder.find("{*}value")
    if value is None or value.get(NIL) == "true":
        return None
    kind = value.get(KIND, "xsd:string").partition(":")[2]
    return READERS[kind](value.text or "" if kind == "string" else (value.text or "").strip())


def outcome(case: Case) -> str:
    """Return '' when a test passes, else what came out."""
    # Without the type checker: the suite asks what wrong types come to, which our authors are told before.
    try:
        value = compiled(parse(case.text, (), BUILTINS))(Frame({}, NOW))
    except (RuleError, BudgetError) as error:
        return f"{type(error).__name__}: {error}"
    return "" if same(value, case.expected) else f"{value!r} instead of {case.expected!r}"


def same(value: Any, expected: Any) -> bool:
    """Compare as the suite does: numbers to about eight digits, as its runner allows for logarithms."""
    if value is None or expected is None:
        return value is expected
    if isinstance(value, Decimal) and isinstance(expected, Decimal):
        return abs(value - expected) <= Decimal("1e-8") * max(abs(expected), Decimal(1))
    if isinstance(value, (list, tuple)) and isinstance(expected, list):
        return len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(same(value[key], expected[key]) for key in expected)
    return equal(value, expected) is True
