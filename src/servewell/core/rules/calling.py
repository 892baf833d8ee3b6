"""Call the built-in functions: within the budget, and null where a function cannot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from servewell.core.rules.faults import BudgetError
from servewell.core.rules.frame import ITEMS_A_STEP, LONGEST_VALUE, Frame
from servewell.core.rules.functions import Builtin
from servewell.core.rules.types import BOOLEAN, DATE, NUMBER, STRING, TIME

SINGLE = frozenset({BOOLEAN, DATE, NUMBER, STRING, TIME})


def called(frame: Frame, fitting: Sequence[Builtin], values: Sequence[Any]) -> Any:
    """Call a built-in function, of several signatures the first that can take these values; null when none can."""
    for one in fitting:
        value = _called(frame, one, values)
        if value is not None:
            return value
    return None


def _called(frame: Frame, one: Builtin, values: Sequence[Any]) -> Any:
    """Call one signature; what it is given, does and makes is paid for."""
    frame.step(one.cost)
    values = [_item(value, one, at) if isinstance(value, (list, tuple)) else value for at, value in enumerate(values)]
    count = frame.weigh(*values)
    if one.cost_a_character and isinstance(values[0], str):
        frame.step(one.cost_a_character * len(values[0]))
    if one.is_quadratic:
        frame.step(count * count // 16)
    try:
        value = short(one.call(*([frame.now] if one.reads_clock else []), *values))
    except (ArithmeticError, ValueError, TypeError, AttributeError, IndexError):
        return None  # FEEL: a function that cannot is null
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    if isinstance(value, list):
        frame.step(len(value) // ITEMS_A_STEP)
    return value


def _item(value: Sequence[Any], one: Builtin, at: int) -> Any:
    """Return the item of a list of one where a single value is wanted: FEEL's implicit conversion."""
    is_single = at < len(one.parameters) and one.parameters[at][1] in SINGLE
    return value[0] if is_single and len(value) == 1 else value


def short(value: Any) -> Any:
    """Return a value that is no endless text."""
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        raise BudgetError(f"The rule made a text of more than {LONGEST_VALUE} characters.")
    return value
