"""Values of rules: None, bool, Decimal, str, date, time, datetime, timedelta, list, dict, and the two kinds below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, TypeAlias

from servewell.core.rules.far import Far
from servewell.core.rules.nodes import TypeName

# 34 significant digits: IEEE 754 decimal128, as DMN 1.5, 10.3.2.3.1 demands. Nothing traps: faults become null.
CONTEXT: Final = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration of years and months, as a count of months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. In `by_comparison`, one like `(< 10)`, an end that is None is unbounded; else it is unknown."""

    low: Value
    high: Value
    includes_low: bool = True
    includes_high: bool = True
    by_comparison: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function as a value."""

    parameters: tuple[str, ...]
    call: Callable[[Sequence[Value]], Value]


Value: TypeAlias = (
    bool | Decimal | str | date | Far | time | datetime | timedelta | YearsMonths | Range | Function
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
    if isinstance(value, Far):
        value = value.value
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "Any")


def conforms(value: Value, wanted: TypeName) -> bool:
    """Tell whether a value is of a type (DMN 1.5, 10.3.2.9.2); null is of none."""
    if value is None:
        return False
    if wanted.name == "Any":
        return True
    if kind_of(value) != wanted.name:
        return False
    if isinstance(value, (list, tuple)):
        return all(item is None or conforms(item, wanted.arguments[0]) for item in value) if wanted.arguments else True
    if isinstance(value, Mapping):
        return all(name in value and _fits(value[name], inner) for name, inner in wanted.fields)
    if isinstance(value, Range) and wanted.arguments:
        return all(_fits(end, wanted.arguments[0]) for end in (value.low, value.high))
    return True


def _fits(value: Value, wanted: TypeName) -> bool:
    return value is None or conforms(value, wanted)
