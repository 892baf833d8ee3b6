"""Call the built-in functions: within the budget, and null where a function cannot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from servewell.core.rules.faults import BudgetError
from servewell.core.rules.frame import ITEMS_A_STEP, LONGEST_VALUE, Frame
from servewell.core.rules.functions import Builtin


def fitting(builtins: Sequence[Builtin], count: int) -> Builtin:
    """Return the signature that takes so many values."""
    return next((one for one in builtins if one.takes(count)), builtins[0])


def called(frame: Frame, one: Builtin, values: Sequence[Any]) -> Any:
    """Call a built-in function; what it is given, does and makes is paid for."""
    frame.step(one.cost)
    count = frame.weigh(*values)
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


def short(value: Any) -> Any:
    """Return a value that is no endless text."""
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        raise BudgetError(f"The rule made a text of more than {LONGEST_VALUE} characters.")
    return value
