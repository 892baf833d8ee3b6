"""What a part of a rule is over columns: an expression with its type in rules, or the reason why it has none."""

from __future__ import annotations

from typing import Any, NamedTuple

from servewell.core.rules.bulk.digits import Digits
from servewell.core.rules.nodes import Node
from servewell.core.rules.types import Type
from servewell.core.rules.values import Value


class NotCarried(Exception):  # noqa: N818  # not a fault: the row engine judges it
    """A part of a rule has no exact form over columns; `node` is that part."""

    def __init__(self, reason: str, node: Node) -> None:
        super().__init__(reason)
        self.reason = reason
        self.node = node


class Carried(NamedTuple):
    """An expression with its type in rules. Days are microseconds, years and months are months, both integers."""

    kind: Type
    value: Any
    digits: Digits = Digits(0, 0)
    item: Value = None  # of a constant: its plain value
