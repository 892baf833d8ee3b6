"""The functions that have a form over columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from servewell.core.rules import nodes
from servewell.core.rules.bulk.carried import Carried, NotCarried
from servewell.core.rules.bulk.digits import Digits
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.types import BOOLEAN, DATE, NUMBER, STRING, YEARS_MONTHS, ListOf


class Carrier(Protocol):
    """What carries the parts of a call."""

    now: datetime

    def carry(self, node: Node) -> Carried:
        """Return a part as an expression."""

    def boolean(self, node: Node) -> Any:
        """Return a condition as an expression."""

    def constant(self, value: Any, node: Node) -> Carried:
        """Return a value as an expression."""


def negation(carrier: Carrier, node: nodes.Call) -> Carried:
    return Carried(BOOLEAN, ~carrier.boolean(node.positional[0]))


def today(carrier: Carrier, node: nodes.Call) -> Carried:
    return carrier.constant(carrier.now.date(), node)


def constant_call(carrier: Carrier, node: nodes.Call) -> Carried:
    """Return what a function makes of constants, as the row engine does."""
    if not all(isinstance(one, nodes.Literal) for one in node.positional):
        raise NotCarried("only constants are read as dates over columns", node)
    return carrier.constant(compiled(node)(Frame({}, carrier.now)), node)


def count(carrier: Carrier, node: nodes.Call) -> Carried:
    found = carrier.carry(node.positional[0])
    if found.kind != ListOf(STRING):
        raise NotCarried("only lists of texts are counted over columns", node)
    return Carried(NUMBER, found.value.length().cast("int64"), Digits(9, 0))


def list_contains(carrier: Carrier, node: nodes.Call) -> Carried:
    found, wanted = (carrier.carry(one) for one in node.positional)
    if found.kind != ListOf(STRING) or not isinstance(wanted.item, str):
        raise NotCarried("only lists of texts are looked through over columns, for a constant", node)
    return Carried(BOOLEAN, found.value.contains(wanted.value))


def text_test(carrier: Carrier, node: nodes.Call) -> Carried:
    text, match = (carrier.carry(one) for one in node.positional)
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    if not text.kind == match.kind == STRING:
        raise NotCarried("only texts are searched over columns", node)
    method = {"contains": "contains", "starts with": "startswith", "ends with": "endswith"}[name]
    return Carried(BOOLEAN, getattr(text.value, method)(match.value))


def text_length(carrier: Carrier, node: nodes.Call) -> Carried:
    text = carrier.carry(node.positional[0])
    if text.kind != STRING:
        raise NotCarried("only texts have a length over columns", node)
    return Carried(NUMBER, text.value.length().cast("int64"), Digits(9, 0))


def months(carrier: Carrier, node: nodes.Call) -> Carried:
    """Return whole months from one date to another (`temporal.months_between`)."""
    start, end = (carrier.carry(one) for one in node.positional)
    if not start.kind == end.kind == DATE:
        raise NotCarried("only dates have months between them over columns", node)
    first, last = start.value, end.value
    months = ((last.year() - first.year()) * 12 + last.month() - first.month()).cast("int64")
    less = ((months > 0) & (last.day() < first.day())).ifelse(1, 0)
    more = ((months < 0) & (last.day() > first.day())).ifelse(1, 0)
    return Carried(YEARS_MONTHS, (months - less + more).cast("int64"))


FUNCTIONS: Final[Mapping[str, Callable[[Carrier, nodes.Call], Carried]]] = {
    "not": negation, "today": today, "date": constant_call,
    "duration": constant_call, "count": count, "list contains": list_contains,
    "contains": text_test, "starts with": text_test, "ends with": text_test,
    "string length": text_length, "years and months duration": months,
}  # fmt: skip
