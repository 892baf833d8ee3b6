"""Functions over numbers: rounding, parts, powers. Everything is decimal with 34 digits."""

from __future__ import annotations

import functools
from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.types import ANY, BOOLEAN, NUMBER
from servewell.core.rules.values import CONTEXT, YearsMonths


def numbers_only(call: Any) -> Any:
    """Let a function see numbers only; anything else, and results that are no number, give None."""

    @functools.wraps(call)
    def guarded(*values: Any) -> Any:
        if not all(isinstance(value, Decimal) for value in values):
            return None
        result = call(*values)
        return None if isinstance(result, Decimal) and not result.is_finite() else result

    return guarded


def rounded(mode: str) -> Any:
    """Return a function that rounds to a scale (digits after the point)."""

    def call(value: Decimal, scale: Decimal = Decimal(0)) -> Decimal | None:
        if not -6111 <= scale <= 6176:
            return None
        step = Decimal(1).scaleb(-int(scale))
        result = value.quantize(step, rounding=mode, context=CONTEXT)
        return result if result.is_finite() else value

    return numbers_only(call)


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """Return the rest with the sign of the divisor."""
    if not divisor:
        return None
    quotient = (CONTEXT.divide(dividend, divisor)).to_integral_value(rounding=ROUND_FLOOR)
    return CONTEXT.subtract(dividend, CONTEXT.multiply(divisor, quotient))


def absolute(value: Any) -> Any:
    """Return a number or duration without its sign."""

    if isinstance(value, YearsMonths):
        return YearsMonths(abs(value.months))
    return abs(value) if isinstance(value, (Decimal, timedelta)) else None


BUILTINS = (
    builtin("decimal", "n:number, scale:number", NUMBER, rounded(ROUND_HALF_EVEN)),
    builtin("floor", "n:number, scale:number?", NUMBER, rounded(ROUND_FLOOR)),
    builtin("ceiling", "n:number, scale:number?", NUMBER, rounded(ROUND_CEILING)),
    builtin("round up", "n:number, scale:number", NUMBER, rounded(ROUND_UP)),
    builtin("round down", "n:number, scale:number", NUMBER, rounded(ROUND_DOWN)),
    builtin("round half up", "n:number, scale:number", NUMBER, rounded(ROUND_HALF_UP)),
    builtin("round half down", "n:number, scale:number", NUMBER, rounded(ROUND_HALF_DOWN)),
    builtin("abs", "n:any", ANY, absolute),
    builtin("modulo", "dividend:number, divisor:number", NUMBER, numbers_only(modulo)),
    builtin("sqrt", "number:number", NUMBER, numbers_only(lambda n: n.sqrt(CONTEXT) if n >= 0 else None)),
    builtin("log", "number:number", NUMBER, numbers_only(lambda n: n.ln(CONTEXT) if n > 0 else None), cost=10),
    builtin("exp", "number:number", NUMBER, numbers_only(lambda n: n.exp(CONTEXT)), cost=10),
    builtin(
        "odd", "number:number", BOOLEAN, numbers_only(lambda n: n % 2 != 0 if n == n.to_integral_value() else None)
    ),
    builtin(
        "even", "number:number", BOOLEAN, numbers_only(lambda n: n % 2 == 0 if n == n.to_integral_value() else None)
    ),
)
