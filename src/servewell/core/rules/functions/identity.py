"""`is`: whether two values are the same in kind, value and, for times, zone (DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.operators import equal
from servewell.core.rules.types import BOOLEAN
from servewell.core.rules.values import kind_of


def same(one: Any = None, other: Any = None) -> bool:
    """Tell whether two values cannot be told apart: 22:00 in Lisbon is not 23:00 in Berlin."""
    if kind_of(one) != kind_of(other):
        return False
    if isinstance(one, (datetime, time)):
        return one.replace(tzinfo=None) == other.replace(tzinfo=None) and zone_of(one) == zone_of(other)
    return equal(one, other) is True


def zone_of(value: datetime | time) -> tuple[str, object]:
    """Return the zone by name, or the offset: `Z` and `+00:00` are one."""
    name = getattr(value.tzinfo, "key", None)
    if name is not None:
        return "zone", name
    moment = value if isinstance(value, datetime) else datetime.combine(date(2000, 1, 1), value)
    return "offset", moment.utcoffset()


BUILTINS = (builtin("is", "value1:any?, value2:any?", BOOLEAN, same),)
