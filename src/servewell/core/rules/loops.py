"""What a loop goes over: the items of lists, the steps of ranges, and the combinations of several sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from servewell.core.rules.frame import Frame, Run
from servewell.core.rules.operators import calculate, compare
from servewell.core.rules.values import Range


def steppable(value: Any, *, may_fall: bool) -> Any:
    """Return a value that a loop can go over, else None: a range needs whole steps, and rises unless it may fall."""
    if not isinstance(value, Range):
        return value
    low, high = value.low, value.high
    has_steps = type(low) is type(high) and type(low) in (Decimal, date)
    return value if has_steps and (may_fall or compare("<=", low, high)) else None


def combinations(frame: Frame, first: tuple[str, Any], rest: Sequence[tuple[str, Run]], cost: int) -> Iterator[Frame]:
    """Yield a frame for each combination of items: of `first`, whose source is known, and of the sources after it."""
    name, source = first
    for item in _items(source):
        frame.step(cost)
        inner = frame.within({name: item})
        if rest:
            yield from combinations(inner, (rest[0][0], rest[0][1](inner)), rest[1:], cost)
        else:
            yield inner


def _items(value: Any) -> Iterator[Any]:
    if isinstance(value, Range):
        yield from _counted(value)
    elif isinstance(value, (list, tuple)):
        yield from value
    elif value is not None:
        yield value


def _counted(ends: Range) -> Iterator[Any]:
    low, high = ends.low, ends.high
    step: Any = timedelta(days=1) if isinstance(low, date) else Decimal(1)
    operator, onwards = (">", "-") if compare(">", low, high) else ("<", "+")
    if not ends.includes_low:
        low = calculate(onwards, low, step)
    while compare(operator, low, high):
        yield low
        low = calculate(onwards, low, step)
    if ends.includes_high and compare("=", low, high):
        yield low
