"""What a rule's names are called: given by whoever knows the questions, the values and the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from servewell.core.rules.nodes import Node
from servewell.core.rules.say.written import written_value
from servewell.core.rules.values import Value

# answer: has a value of its own; yes or no: a question with these answers; condition: another rule's outcome;
# value: a constant with a name; field: part of an entry, as `age` of a person.
Kind = Literal["answer", "yes or no", "condition", "value"]


@dataclass(frozen=True, slots=True)
class Thing:
    """What a name stands for. `phrase`: a noun phrase if there is one, else the question `label` is quoted."""

    kind: Kind
    label: str
    phrase: str = ""
    is_date: bool = False
    is_many: bool = False  # a list: several answers
    value: Value = None  # of kind `value`


class Naming(Protocol):
    """Names and values in one language, for one reader."""

    def thing(self, path: str) -> Thing | None:
        """Return what a name, or a field of one (`address.postcode`, `household.age`), stands for."""

    def said(self, value: Value, terms: str) -> str:
        """Return a value as the language writes it, in terms (unit, currency, choices) of the path; '' for none."""

    def unit(self, terms: str) -> str:
        """Return the unit or currency of a path, '' when it has none."""

    def table(self, node: Node) -> str:
        """Return the name of a decision table, '' when it has none."""

    def worth(self, node: Node, terms: str) -> str:
        """Return what a part of the rule comes to for the person, '' for readers without a person."""

    def truth(self, node: Node) -> bool | None:
        """Return what a condition comes to for the person, None for readers without a person."""


class Plain:
    """Names as the rule has them."""

    def thing(self, path: str) -> Thing | None:
        """Return the path itself."""
        return Thing("answer", path, path)

    def said(self, value: Value, terms: str) -> str:
        """Return a value as a rule writes it."""
        return written_value(value)

    def unit(self, terms: str) -> str:
        """Return no unit."""
        return ""

    def table(self, node: Node) -> str:
        """Return no name."""
        return ""

    def worth(self, node: Node, terms: str) -> str:
        """Return nothing: there is no person."""
        return ""

    def truth(self, node: Node) -> bool | None:
        """Return None: there is no person."""
        return None
