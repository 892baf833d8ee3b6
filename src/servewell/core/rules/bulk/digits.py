"""How many digits a number can have. As long as no result needs more than 34, decimals of an engine are exact."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import ibis.expr.datatypes as dt

MOST = 34  # DMN's decimals; the engines have 38


class Digits(NamedTuple):
    """Digits before and after the point, at most."""

    whole: int
    scale: int

    @property
    def total(self) -> int:
        return self.whole + self.scale

    @property
    def type(self) -> dt.Decimal:
        return dt.Decimal(max(self.total, 1), self.scale)

    def plus(self, other: Digits) -> Digits:
        return Digits(max(self.whole, other.whole) + 1, max(self.scale, other.scale))

    def times(self, other: Digits) -> Digits:
        return Digits(self.whole + other.whole, self.scale + other.scale)

    def beside(self, other: Digits) -> Digits:
        """Return the digits of either of two numbers."""
        return Digits(max(self.whole, other.whole), max(self.scale, other.scale))


def of_type(kind: dt.DataType) -> Digits | None:
    """Return the digits of a column; None when it is not exact."""
    if isinstance(kind, dt.Decimal) and kind.precision is not None and kind.scale is not None:
        return Digits(kind.precision - kind.scale, kind.scale)
    if isinstance(kind, dt.Integer):
        return Digits(len(str(kind.bounds.upper)), 0)
    return None


def of_value(value: Decimal) -> Digits:
    """Return the digits of one number."""
    _, figures, exponent = value.as_tuple()
    places = int(exponent)
    return Digits(max(len(figures) + places, 1), max(-places, 0))
