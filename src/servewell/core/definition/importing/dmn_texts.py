"""FEEL texts of decision models in our names: what a model calls `household income` is `household_income` here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from servewell.core.rules import RuleError, nodes, parse, parse_tests
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import walk


class NotCarriedError(Exception):
    """A text that has no form in a definition; says why."""


@dataclass(slots=True)
class Renaming:
    """Our name for each name of the model, for fields of contexts as `name.field`, and our keys for its choices."""

    names: dict[str, str] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)  # of a context -> field -> our name
    keys: dict[str, str] = field(default_factory=dict)  # of a text that is a choice

    def expression(self, text: str) -> str:
        """Return an expression in our names. Raises NotCarriedError."""
        try:
            tree = parse(text, self._known(), BUILTINS)
        except RuleError as error:
            raise NotCarriedError(f"it cannot be read: {error}") from error
        return self._renamed(text, (tree,))

    def cell(self, text: str) -> str:
        """Return the unary tests of a cell in our names; an empty cell holds for anything."""
        if text.strip() in ("", "-"):
            return "-"
        try:
            tests = parse_tests(text, self._known(), BUILTINS)
        except RuleError as error:
            raise NotCarriedError(f"it cannot be read: {error}") from error
        return self._renamed(text, tests)

    def _known(self) -> list[str]:
        return [*self.names, *self.fields, *(name for inner in self.fields.values() for name in inner)]

    def _renamed(self, text: str, trees: tuple[Node, ...]) -> str:
        changes = sorted({change for tree in trees for change in self._changes(tree)}, reverse=True)
        for start, end, new in changes:
            text = text[:start] + new + text[end:]
        return " ".join(text.split())

    def _changes(self, tree: Node) -> Iterator[tuple[int, int, str]]:
        inside: set[int] = set()
        for node, _ in walk(tree):
            if isinstance(node, nodes.Path) and isinstance(node.source, nodes.Name):
                found = self.fields.get(node.source.name, {}).get(node.field)
                if found is not None:
                    inside.add(node.source.start)
                    yield node.start, node.end, found
            elif isinstance(node, nodes.Name) and node.start not in inside and node.end > node.start:
                yield from self._name(node)
            elif isinstance(node, nodes.Literal) and isinstance(node.value, str) and node.value in self.keys:
                yield node.start, node.end, f'"{self.keys[node.value]}"'

    def _name(self, node: nodes.Name) -> Iterator[tuple[int, int, str]]:
        if node.name in self.names:
            yield node.start, node.end, self.names[node.name]
        elif node.name in self.fields:
            raise NotCarriedError(f"it reads all of '{node.name}' at once")
        elif node.name not in BUILTINS and node.name != "?":
            raise NotCarriedError(f"it reads '{node.name}', which is not carried")


def choices_of(text: str) -> tuple[str, ...]:
    """Return the texts that allowed values list; none when they are anything else."""
    try:
        tests = parse_tests(text, (), BUILTINS)
    except RuleError:
        return ()
    values = [test.value for test in tests if isinstance(test, nodes.Literal)]
    return tuple(str(value) for value in values) if len(values) == len(tests) and _are_texts(values) else ()


def _are_texts(values: list[object]) -> bool:
    return bool(values) and all(isinstance(value, str) for value in values)
