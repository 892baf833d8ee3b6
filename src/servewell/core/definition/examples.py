"""The owner's own tests: `examples.yaml` with answers and what must come out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from servewell.core.definition.answers import feel_value
from servewell.core.definition.journey import Journey, JourneyState, journey_of
from servewell.core.definition.model import Definition, Question
from servewell.core.definition.scalars import TRUTH
from servewell.core.definition.tree import Entries, Items, Node, Scalar, read_tree
from servewell.core.problem import Place, Problem, nearest

_KEYS: Final = ("example", "today", "answers", "expect")
_MAPPINGS: Final = ("address", "place", "file")


def run_examples(definition: Definition, examples_text: str | bytes, file: str, now: datetime) -> tuple[Problem, ...]:
    """Return what is wrong with the examples, and each that does not come out as it says."""
    tree = read_tree(examples_text, file=file)
    if tree.root is None or tree.problems:
        return tuple(tree.problems)
    if not isinstance(tree.root, Items):
        found = "Examples are a list."
        return (Problem("wrong-shape", Place(file, tree.root.line), found, "- example: ... with answers and expect"),)
    runner = _Runner(definition, file, now)
    for item in tree.root.items:
        runner.example(item)
    return tuple(runner.problems)


def count_examples(examples_text: str | bytes) -> int:
    """Return how many examples a file has, as far as it can be read."""
    root = read_tree(examples_text, file="").root
    return len(root.items) if isinstance(root, Items) else 0


class _WrongError(ValueError):
    """What is wrong, and the node where it stands."""

    def __init__(self, node: Node, found: str, expected: str = "") -> None:
        super().__init__(found)
        self.node = node
        self.found = found
        self.expected = expected


@dataclass(frozen=True, slots=True)
class _Example:
    name: str
    line: int
    state: JourneyState


class _Runner:
    def __init__(self, definition: Definition, file: str, now: datetime) -> None:
        self.problems: list[Problem] = []
        self._definition = definition
        self._journey: Journey = journey_of(definition)
        self._questions = {question.name: question for page in definition.pages for question in page.questions}
        self._file = file
        self._now = now

    def example(self, node: Node) -> None:
        """Run one example; note what differs."""
        try:
            parts = dict(_parts(node, _KEYS))
            name = _scalar(parts.get("example", node)).text
            now = self._moment(parts.get("today"))
            answers = {key.text: self._answer(key, value) for key, value in _entries(parts.get("answers"))}
            state = self._journey.state(answers, now=now)
            self._left_over(name, node.line, answers, state)
            example = _Example(name, node.line, state)
            for key, expected in _entries(parts.get("expect")):
                self._expect(example, key, expected)
        except _WrongError as error:
            where = Place(self._file, error.node.line, error.node.column)
            self.problems.append(Problem("bad-example", where, error.found, error.expected))

    def _moment(self, node: Node | None) -> datetime:
        if node is None:
            return self._now
        try:
            day = date.fromisoformat(_scalar(node).text)
        except ValueError:
            raise _WrongError(node, "'today' is not a date.", "a date such as 2026-11-23") from None
        return self._now.replace(year=day.year, month=day.month, day=day.day)

    def _answer(self, key: Scalar, node: Node) -> object:
        question = self._questions.get(key.text)
        if question is None:
            close = nearest(key.text, self._questions)
            hint = f" Did you mean '{close}'?" if close else ""
            raise _WrongError(key, f"There is no question '{key.text[:60]}'.{hint}")
        return _canonical(question, node)

    def _left_over(self, name: str, line: int, answers: Mapping[str, object], state: JourneyState) -> None:
        """Note answers to questions that the example's journey does not ask."""
        for question in answers:
            if question not in state.answers and answers[question] is not None:
                found = f"Example '{name}': '{question}' is not asked with these answers, so its answer has no effect."
                self._differs(line, found)

    def _expect(self, example: _Example, key: Scalar, expected: Node) -> None:
        check: dict[str, Callable[[_Example, Node], Iterator[str]]] = {
            "criteria": self._criteria,
            "fee": _fee,
            "pages": _pages,
            "end": _end,
            "complete": _complete,
        }
        if key.text not in check:
            close = nearest(key.text, check)
            hint = f" Did you mean '{close}'?" if close else f" Known: {', '.join(check)}."
            raise _WrongError(key, f"'expect' has no key '{key.text[:60]}'.{hint}")
        for found in check[key.text](example, expected):
            self._differs(key.line, f"Example '{example.name}': {found}")

    def _criteria(self, example: _Example, node: Node) -> Iterator[str]:
        outcomes = {criterion.name: criterion.outcome for criterion in example.state.criteria}
        for key, value in _entries(node):
            if key.text not in outcomes:
                close = nearest(key.text, outcomes)
                hint = f" Did you mean '{close}'?" if close else ""
                raise _WrongError(key, f"There is no criterion '{key.text[:60]}'.{hint}")
            expected = _truth(value)
            if outcomes[key.text] is not expected:
                yield f"criterion '{key.text}' is {_said(outcomes[key.text])}, expected {_said(expected)}."

    def _differs(self, line: int, found: str) -> None:
        self.problems.append(Problem("example-failed", Place(self._file, line), found))


def _fee(example: _Example, node: Node) -> Iterator[str]:
    text = _scalar(node).text
    try:
        expected = None if text in ("", "null", "unknown") else Decimal(text)
    except InvalidOperation:
        raise _WrongError(node, f"'{text[:40]}' is not a fee.", "a number") from None
    if example.state.fee != expected:
        yield f"the fee is {_said(example.state.fee)}, expected {_said(expected)}."


def _pages(example: _Example, node: Node) -> Iterator[str]:
    if not isinstance(node, Items):
        raise _WrongError(node, "'pages' is a list.", "[about-you, walking]")
    expected = [_scalar(item).text for item in node.items]
    found = [page.id for page in example.state.pages]
    if found != expected:
        yield f"the pages are {', '.join(found) or 'none'}; expected {', '.join(expected) or 'none'}."


def _end(example: _Example, node: Node) -> Iterator[str]:
    expected = _scalar(node).text
    expected = "" if expected in ("none", "null") else expected
    if (example.state.end_page or "") != expected:
        yield f"it ends at {example.state.end_page or 'no end page'}, expected {expected or 'no end page'}."


def _complete(example: _Example, node: Node) -> Iterator[str]:
    expected = _truth(node)
    state = example.state
    if state.is_complete is not expected:
        lacking = f"; still missing: {', '.join(state.missing)}" if state.missing else ""
        yield f"it is {'complete' if state.is_complete else 'not complete'}{lacking}."


def _canonical(question: Question, node: Node) -> object:
    """Return an answer as drafts hold it. Raises _WrongError when the question cannot have it."""
    if isinstance(node, Scalar) and node.text in ("", "null"):
        return None
    value = _shaped(question, node)
    if question.type != "group" and feel_value(question, value) is None:
        text = node.text if isinstance(node, Scalar) else "this"
        kinds = f"one of {', '.join(question.choices)}" if question.choices else f"an answer of type {question.type}"
        raise _WrongError(node, f"'{question.name}' cannot be answered with '{text[:60]}'.", kinds)
    return value


def _shaped(question: Question, node: Node) -> object:
    if question.type in ("yes or no", "declaration"):
        return _truth(node)
    if question.type == "choices":
        items = node.items if isinstance(node, Items) else (node,)
        keys = [_scalar(item).text for item in items]
        unknown = [key for key in keys if key not in question.choices]
        if unknown:
            raise _WrongError(
                node, f"'{question.name}' has no choice '{unknown[0][:60]}'.", ", ".join(question.choices)
            )
        return keys
    if question.type == "group":
        return _group(question, node)
    if question.type == "file":
        return _file(node)
    if question.type in _MAPPINGS:
        return {key.text: _scalar(value).text for key, value in _entries(node)}
    return _scalar(node).text


def _group(group: Question, node: Node) -> list[dict[str, object]]:
    if not isinstance(node, Items):
        raise _WrongError(node, f"'{group.name}' is a list of entries.")
    inner = {question.name: question for question in group.questions}
    found: list[dict[str, object]] = []
    for item in node.items:
        entry: dict[str, object] = {}
        for key, value in _entries(item):
            if key.text not in inner:
                raise _WrongError(key, f"'{group.name}' does not ask '{key.text[:60]}'.", ", ".join(inner))
            answer = _canonical(inner[key.text], value)
            if answer is not None:
                entry[key.text] = answer
        found.append(entry)
    return found


def _file(node: Node) -> dict[str, object]:
    """Return documents named in an example, or `later`."""
    if isinstance(node, Scalar) and node.text == "later":
        return {"files": [], "later": True}
    items = node.items if isinstance(node, Items) else (node,)
    names = [_scalar(item).text for item in items]
    files = [
        {"id": str(number), "name": name, "size": 1000, "type": name.rpartition(".")[2]}
        for number, name in enumerate(names, 1)
    ]
    return {"files": files, "later": False}


def _truth(node: Node) -> bool | None:
    text = _scalar(node).text
    if text in ("unknown", "null"):
        return None
    if text not in TRUTH:
        raise _WrongError(node, f"'{text[:40]}' is neither yes nor no.", "yes, no, true or false")
    return TRUTH[text]


def _said(value: object) -> str:
    return "unknown" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _scalar(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise _WrongError(node, "One value is expected here, not several.")
    return node


def _entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    if node is None or (isinstance(node, Scalar) and not node.text):
        return ()
    if not isinstance(node, Entries):
        raise _WrongError(node, "Keys with values are expected here.")
    return node.entries


def _parts(node: Node, known: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    for key, value in _entries(node):
        if key.text not in known:
            close = nearest(key.text, known)
            raise _WrongError(key, f"An example has no key '{key.text[:60]}'.", close or ", ".join(known))
        yield key.text, value
