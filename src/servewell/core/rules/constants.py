"""Dates and durations that a rule writes down: whether there is such a day, and what two kinds of time come to."""

from __future__ import annotations

from typing import Final

from servewell.core.rules import nodes
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.types import DATE, DATE_TIME, DAYS_TIME, NUMBER, TIME, YEARS_MONTHS, Type

EXPECTED: Final = {
    "date": 'a day of the calendar: date("2026-11-23")',
    "time": 'a time of day: time("22:30:00")',
    "date and time": 'a date, T and a time: date and time("2026-11-23T22:30:00")',
    "duration": '"P18Y" (years), "P6M" (months), "P28D" (days) or "PT36H" (hours)',
}
MOMENTS: Final = frozenset({DATE, TIME, DATE_TIME})
LENGTHS: Final = frozenset({DAYS_TIME, YEARS_MONTHS})


def is_nothing(name: str, node: nodes.Call) -> bool:
    """Tell whether a call makes null of what is written in it, as `date("2026-02-31")` does."""
    values = [part.value for part in node.positional if isinstance(part, nodes.Literal) and part.value is not None]
    if name not in EXPECTED or not values or len(values) != len(node.positional) or node.named:
        return False
    return all(one.call(*values) is None for one in BUILTINS[name] if one.takes(len(values)))


def temporal(operator: str, left: Type, right: Type) -> Type | None:
    """Return what an operator makes of two kinds, one of them of time; None when it makes nothing of them."""
    if left in MOMENTS and right in MOMENTS:
        return DAYS_TIME if operator == "-" else None
    if left in MOMENTS and right in LENGTHS:
        return left if operator in ("+", "-") else None
    if left in LENGTHS and right in MOMENTS:
        return right if operator == "+" else None
    if left == right:
        return {"+": left, "-": left, "/": NUMBER}.get(operator)
    if right == NUMBER and left in LENGTHS:
        return left if operator in ("*", "/") else None
    return right if left == NUMBER and right in LENGTHS and operator == "*" else None
