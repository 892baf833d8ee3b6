"""What the operators do with values (DMN 1.5, tables 42 to 55). Wrong kinds give None, never an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from servewell.core.rules.far import Far, apart, is_moment, minus, plus, plus_months
from servewell.core.rules.temporal import at_time, duration_seconds
from servewell.core.rules.values import CONTEXT, Range, Value, YearsMonths

DATES = (date, Far)
PLAIN: Final = frozenset({Decimal, str, date, bool})  # of one of these, values compare as Python compares them
_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne}
MOST_MONTHS = 12 * 10**9  # as far as durations are read from text


def equal(left: Value, right: Value) -> bool | None:
    """Compare for equality: null equals only null, values of different kinds give null."""
    if type(left) is type(right) and type(left) in PLAIN:
        return left == right
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        return left == right if isinstance(left, bool) and isinstance(right, bool) else None
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return _all_equal(list(left), list(right))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if left.keys() != right.keys():
            return False
        return _all_equal([left[key] for key in left], [right[key] for key in left])
    if _kind(left) is not _kind(right):
        return None
    try:
        return bool(left == right)
    except TypeError:
        return None


def _all_equal(left: list[Any], right: list[Any]) -> bool | None:
    if len(left) != len(right):
        return False
    outcomes = [equal(one, other) for one, other in zip(left, right, strict=True)]
    return False if False in outcomes else None if None in outcomes else True


def _kind(value: Value) -> type:
    if isinstance(value, Far):
        value = value.value
    for kind in (Decimal, str, datetime, date, time, timedelta, YearsMonths, Range):
        if isinstance(value, kind):
            return kind
    return type(value)


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """Compare two ordered values of the same kind."""
    if type(left) is type(right) and type(left) in PLAIN and (type(left) is not bool or operator in ("=", "!=")):
        return _ORDERS[operator](left, right)
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        same = equal(left, right)
        return None if same is None else not same
    if not is_ordered(left) or isinstance(left, bool) or _kind(left) is not _kind(right):
        return None
    if isinstance(left, datetime) and isinstance(right, datetime) and (left.tzinfo is None) != (right.tzinfo is None):
        return None
    try:
        if isinstance(left, Far) or isinstance(right, Far):
            return _ORDERS[operator](apart(left), apart(right))  # type: ignore[arg-type]  # both of the kind of Far
        return _ORDERS[operator](left, right)
    except TypeError:
        return None


def is_ordered(value: Value) -> bool:
    """Tell whether a value is one that can be smaller or larger than another of its kind, or is unknown."""
    return value is None or isinstance(value, (Decimal, str, date, Far, time, timedelta, YearsMonths))


def in_range(value: Value, interval: Range) -> bool | None:
    """Tell whether a value lies in a range."""
    if not interval.by_comparison and (interval.low is None or interval.high is None):
        return None
    low = True if interval.low is None else compare(">=" if interval.includes_low else ">", value, interval.low)
    high = True if interval.high is None else compare("<=" if interval.includes_high else "<", value, interval.high)
    return False if low is False or high is False else None if low is None or high is None else True


def includes(test: Value, value: Value) -> bool | None:
    """Tell whether a value meets one test: a range holds it, a list has it, or it is equal."""
    if isinstance(test, Range):
        return in_range(value, test)
    if isinstance(test, (list, tuple)) and isinstance(value, (list, tuple)):
        return equal(test, value) is True or any(equal(item, value) is True for item in test)
    if isinstance(test, (list, tuple)):
        if value is None:
            return None if None not in test else True
        outcomes = [includes(item, value) if isinstance(item, Range) else equal(item, value) for item in test]
        return True in outcomes
    return equal(value, test)


def negate(value: Value) -> Value:
    """Return minus a number or duration."""
    if isinstance(value, Decimal):
        return CONTEXT.minus(value)
    if isinstance(value, timedelta):
        return -value
    return YearsMonths(-value.months) if isinstance(value, YearsMonths) else None


def calculate(operator: str, left: Value, right: Value) -> Value:
    """Return `left operator right`, or None when these kinds cannot be calculated with."""
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return None
    try:
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            return _numbers(operator, left, right)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return left + right
        return _temporal(operator, left, right)
    except (OverflowError, ValueError, TypeError, ZeroDivisionError):
        return None


def _numbers(operator: str, left: Decimal, right: Decimal) -> Value:
    if operator == "/" and not right:
        return None
    functions = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide}
    value = CONTEXT.power(left, right) if operator == "**" else functions[operator](left, right)
    return value if value.is_finite() else None


def _temporal(operator: str, left: Any, right: Any) -> Value:
    if operator == "+" and isinstance(left, (timedelta, YearsMonths)) and isinstance(right, (*DATES, time)):
        left, right = right, left
    if isinstance(left, timedelta) and isinstance(right, (timedelta, Decimal)):
        return _days_time(operator, left, right)
    if isinstance(left, YearsMonths) and isinstance(right, (YearsMonths, Decimal)):
        return _years_months(operator, left, right)
    if isinstance(left, Decimal) and operator == "*" and isinstance(right, (timedelta, YearsMonths)):
        return _temporal(operator, right, left)
    if operator not in "+-":
        return None
    if isinstance(left, DATES) and isinstance(right, YearsMonths):
        return plus_months(left, right.months if operator == "+" else -right.months)
    if isinstance(right, timedelta) and isinstance(left, (*DATES, time)):
        return _moved(left, right if operator == "+" else -right)
    if operator == "-" and isinstance(left, (*DATES, time)) and isinstance(right, (*DATES, time)):
        return _distance(left, right)
    return None


def _days_time(operator: str, left: timedelta, right: Any) -> Value:
    if isinstance(right, timedelta):
        if operator == "/":
            divisor = duration_seconds(right)
            return CONTEXT.divide(duration_seconds(left), divisor) if divisor else None
        return left + right if operator == "+" else left - right if operator == "-" else None
    seconds = calculate(operator, duration_seconds(left), right) if operator in "*/" else None
    return timedelta(seconds=float(seconds)) if isinstance(seconds, Decimal) else None


def _years_months(operator: str, left: YearsMonths, right: Any) -> Value:
    if isinstance(right, YearsMonths):
        if operator == "/":
            return CONTEXT.divide(Decimal(left.months), Decimal(right.months)) if right.months else None
        sums = {"+": left.months + right.months, "-": left.months - right.months}
        return YearsMonths(sums[operator]) if operator in sums else None
    months = calculate(operator, Decimal(left.months), right) if operator in "*/" else None
    return YearsMonths(int(months)) if isinstance(months, Decimal) and abs(months) <= MOST_MONTHS else None


def _moved(value: Any, by: timedelta) -> Value:
    if isinstance(value, DATES):
        return plus(value, by)
    moved = datetime.combine(date(2000, 1, 2), value) + by
    return moved.timetz()


def _distance(left: Any, right: Any) -> Value:
    if isinstance(left, time) and isinstance(right, time):
        day = date(2000, 1, 1)
        return datetime.combine(day, left) - datetime.combine(day, right)
    if isinstance(left, time) or isinstance(right, time):
        return None
    if is_moment(left) != is_moment(right):  # beside a moment a date is its midnight in UTC
        left, right = (value if is_moment(value) else at_time(value, time(tzinfo=UTC)) for value in (left, right))
    return minus(left, right)
