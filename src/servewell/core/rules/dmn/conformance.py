"""The official conformance suite of DMN: its cases read, evaluated and compared. Texts in, results out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias
from xml.etree.ElementTree import Element

from servewell.core.rules.dmn.model import Model, read_model
from servewell.core.rules.dmn.xml import KIND, NIL, ModelError, child, children, read_xml, text_of
from servewell.core.rules.faults import BudgetError
from servewell.core.rules.operators import equal
from servewell.core.rules.temporal import read_date, read_date_time, read_duration, read_time
from servewell.core.rules.values import CONTEXT

Outcome: TypeAlias = Literal["passed", "failed", "skipped"]
NOW: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CLOSE: Final = Decimal("1e-8")  # as the suite's own runner allows, for logarithms
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "decimal": CONTEXT.create_decimal, "double": CONTEXT.create_decimal, "float": CONTEXT.create_decimal,
    "integer": CONTEXT.create_decimal, "int": CONTEXT.create_decimal, "date": read_date, "time": read_time,
    "dateTime": read_date_time, "duration": read_duration, "boolean": lambda text: text == "true",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one expected result of one test case."""

    case: str  # folder/test case/result
    outcome: Outcome
    why: str = ""


def verdicts(folder: str, tests: str, models: Mapping[str, str]) -> Iterator[Verdict]:
    """Yield a verdict for each result that a file of tests expects; `models` are the folder's models by file name."""
    root = read_xml(tests, folder)
    name = text_of(root, "modelName")
    text = models.get(name, "")
    model: Model | None = None
    fault = f"There is no model '{name}' beside the tests."
    if text:
        try:
            model = read_model(text, {one: content for one, content in models.items() if one != name}, name=name)
        except ModelError as error:
            fault = str(error)
    for case in children(root, "testCase"):
        inputs = {one.get("name", ""): value_of(one) for one in children(case, "inputNode")}
        for result in children(case, "resultNode"):
            label = f"{folder}/{case.get('id')}/{result.get('name')}"
            if model is None:
                yield Verdict(label, "failed", fault)
            else:
                yield _judged(label, model, case, result, inputs)


def _judged(label: str, model: Model, case: Element, result: Element, inputs: Mapping[str, Any]) -> Verdict:
    wanted = child(result, "expected")
    expected = None if wanted is None else value_of(wanted)
    name = " ".join((result.get("name") or "").split())
    service = case.get("invocableName")
    try:
        if service:
            found = model.call(service, inputs, now=NOW)
            found = found[name] if isinstance(found, Mapping) and name in found else found
        else:
            found = model.evaluate(name, inputs, now=NOW)
    except (KeyError, BudgetError):
        found = None
    if same(found, expected):
        return Verdict(label, "passed")
    if model.needs_foreign(service or name):
        return Verdict(label, "skipped", "the decision calls Java, and rules reach nothing outside themselves")
    return Verdict(label, "failed", f"{found!r} instead of {expected!r}")


def value_of(holder: Element) -> Any:
    """Return the value that a test writes: a plain one, a list, or a context of components."""
    if holder.get(NIL) == "true":
        return None
    if (items := child(holder, "list")) is not None:
        return None if items.get(NIL) == "true" else [value_of(item) for item in children(items, "item")]
    if parts := list(children(holder, "component")):
        return {part.get("name", ""): value_of(part) for part in parts}
    value = child(holder, "value")
    if value is None or value.get(NIL) == "true":
        return None
    kind = (value.get(KIND) or "xsd:string").partition(":")[2]
    reader = _READERS.get(kind)
    return (value.text or "") if reader is None else reader((value.text or "").strip())


def same(value: Any, expected: Any) -> bool:
    """Compare as the suite does: exactly, but for the last digits of numbers."""
    if value is None or expected is None:
        return value is expected
    if isinstance(value, Decimal) and isinstance(expected, Decimal):
        return abs(value - expected) <= CLOSE * max(abs(expected), Decimal(1))
    if isinstance(value, (list, tuple)) and isinstance(expected, list):
        return len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(value, Mapping) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(same(value[key], expected[key]) for key in expected)
    return equal(value, expected) is True
