"""Values of rules: None, bool, Decimal, str, date, time, datetime, timedelta, list, dict, and the two kinds below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, TypeAlias

# 34 significant digits: IEEE 754 decimal128, as DMN 1.5, 10.3.2.3.1 demands. Nothing traps: faults become null.
CONTEXT: Final = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration of years and months, as a count of months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; `low` or `high` None means unbounded."""

    low: Value
    high: Value
    includes_low: bool = True
    includes_high: bool = True


@dataclass(frozen=True, slots=True)
class Function:
    """A function as a value."""

    parameters: tuple[str, ...]
    call: Callable[[Sequence[Value]], Value]


Value: TypeAlias = (
    bool | Decimal | str | date | time | datetime | timedelta | YearsMonths | Range | Function
    | Sequence["Value"] | Mapping[str, "Value"] | None
)  # fmt: skip

_KINDS: Final = (
    (bool, "boolean"), (Decimal, "number"), (str, "string"), (datetime, "date and time"), (date, "date"),
    (time, "time"), (timedelta, "days and time duration"), (YearsMonths, "years and months duration"),
    (Range, "range"), (Function, "function"), (list, "list"), (tuple, "list"), (dict, "context"),
)  # fmt: skip


def kind_of(value: Value) -> str:
    """Return the FEEL name of a value's type."""
    if value is None:
        return "Any"
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "Any")
