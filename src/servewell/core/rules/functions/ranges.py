"""How ranges and points lie to each other (DMN 1.5, 10.3.2.7 and table 78), and ranges read from text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from servewell.core.rules.functions import dates
from servewell.core.rules.functions.builtin import Builtin, builtin
from servewell.core.rules.functions.conversions import number
from servewell.core.rules.lex import string_value
from servewell.core.rules.operators import compare
from servewell.core.rules.temporal import read_at_literal
from servewell.core.rules.types import ANY, BOOLEAN, RangeOf
from servewell.core.rules.values import Range

LONGEST: Final = 200  # characters of a range in text: two dates with their time zones are far shorter


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a range begins or ends. An end that is left out lies a touch inside: `side` 1 at the low end, -1 at the
    high end; an unbounded end (`reach` -1 or 1) lies beyond every value."""

    value: Any
    side: int
    reach: int = 0

    def against(self, other: Edge) -> int:
        """Return -1, 0 or 1; raise TypeError when the two cannot be compared."""
        if self.reach or other.reach:
            return _sign(self.reach - other.reach)
        is_less, is_equal = compare("<", self.value, other.value), compare("=", self.value, other.value)
        if is_less is None or is_equal is None:
            raise TypeError
        return _sign(self.side - other.side) if is_equal else -1 if is_less else 1


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def edges(value: Any) -> tuple[Edge, Edge]:
    """Return the two edges of a range; a point is a range from itself to itself."""
    if not isinstance(value, Range):
        return Edge(value, 0), Edge(value, 0)
    low = Edge(value.low, 0 if value.includes_low else 1, -1 if value.low is None else 0)
    return low, Edge(value.high, 0 if value.includes_high else -1, 1 if value.high is None else 0)


def before(one: Any, other: Any) -> bool:
    return edges(one)[1].against(edges(other)[0]) < 0


def meets(one: Any, other: Any) -> bool:
    return edges(one)[1].against(edges(other)[0]) == 0


def overlaps(one: Any, other: Any) -> bool:
    (low, high), (other_low, other_high) = edges(one), edges(other)
    return high.against(other_low) >= 0 and low.against(other_high) <= 0


def overlaps_before(one: Any, other: Any) -> bool:
    (low, high), (other_low, other_high) = edges(one), edges(other)
    return low.against(other_low) < 0 <= high.against(other_low) and high.against(other_high) <= 0


def finishes(one: Any, other: Any) -> bool:
    (low, high), (other_low, other_high) = edges(one), edges(other)
    return high.against(other_high) == 0 and low.against(other_low) >= 0


def starts(one: Any, other: Any) -> bool:
    (low, high), (other_low, other_high) = edges(one), edges(other)
    return low.against(other_low) == 0 and high.against(other_high) <= 0


def includes(one: Any, other: Any) -> bool:
    (low, high), (other_low, other_high) = edges(one), edges(other)
    return low.against(other_low) <= 0 <= high.against(other_high)


def coincides(one: Any, other: Any) -> bool:
    return all(mine.against(its) == 0 for mine, its in zip(edges(one), edges(other), strict=True))


def read_range(text: Any) -> Range | None:
    """Read `[1..3]`; its ends are plain values or a date, time or duration made from a text, in rising order."""
    match = _RANGE.fullmatch(text) if isinstance(text, str) and len(text) <= LONGEST else None
    if match is None:
        return None
    low, high = _end(match["low"]), _end(match["high"])
    is_rising = compare("<=", low, high) if low is not None and high is not None else None
    return Range(low, high, match["begin"] == "[", match["end"] == "]") if is_rising else None


# Read here and not by the parser of rules: functions stand below it, and an end is no expression.
_END: Final = r'(?:-?[\d.eE+-]+?|(?:@|[a-z ]+\()?\s*"(?:[^"\\]|\\.)*"\s*\)?)'
_RANGE: Final = re.compile(rf"\s*(?P<begin>[\[\](])\s*(?P<low>{_END})\s*\.\.\s*(?P<high>{_END})\s*(?P<end>[\[\])])\s*")
_QUOTED: Final = re.compile(r'(?P<maker>@|[a-z ]+(?=\())?\(?\s*(?P<text>"(?:[^"\\]|\\.)*")\s*(?P<close>\))?')
_MAKERS: Final[dict[str, Callable[[Any], Any]]] = {
    "@": read_at_literal, "date": dates.to_date, "time": dates.to_time, "date and time": dates.to_moment,
    "duration": dates.duration,
}  # fmt: skip


def _end(text: str) -> Any:
    match = _QUOTED.fullmatch(text)
    if match is None:
        return number(text)
    maker, is_call = (match["maker"] or "").strip(), match["close"] is not None
    if not maker:
        return None if is_call else string_value(match["text"])
    make = _MAKERS.get(maker)
    return make(string_value(match["text"])) if make is not None and is_call == (maker != "@") else None


def _relation(name: str, call: Callable[[Any, Any], bool], *pairs: str) -> list[Builtin]:
    """Write a relation for what it may be given: `pairs` of p (point) and r (range), in this order."""
    labels = {"pp": "point1:any, point2:any", "pr": "point:any, range:any", "rp": "range:any, point:any",
              "rr": "range1:any, range2:any"}  # fmt: skip

    def related(one: Any, other: Any) -> bool | None:
        kinds = "".join("r" if isinstance(value, Range) else "p" for value in (one, other))
        if kinds not in pairs or one is None or other is None:
            return None
        try:
            return call(one, other)
        except TypeError:  # from Edge.against: these kinds of values have no order
            return None

    return [builtin(name, labels[pair], BOOLEAN, related) for pair in reversed(pairs)]


def _turned(call: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda one, other: call(other, one)


BUILTINS = (
    builtin("range", "from:text", RangeOf(ANY), read_range),
    *_relation("before", before, "pp", "pr", "rp", "rr"),
    *_relation("after", _turned(before), "pp", "pr", "rp", "rr"),
    *_relation("meets", meets, "rr"),
    *_relation("met by", _turned(meets), "rr"),
    *_relation("overlaps", overlaps, "rr"),
    *_relation("overlaps before", overlaps_before, "rr"),
    *_relation("overlaps after", _turned(overlaps_before), "rr"),
    *_relation("finishes", finishes, "pr", "rr"),
    *_relation("finished by", _turned(finishes), "rp", "rr"),
    *_relation("includes", includes, "rp", "rr"),
    *_relation("during", _turned(includes), "pr", "rr"),
    *_relation("starts", starts, "pr", "rr"),
    *_relation("started by", _turned(starts), "rp", "rr"),
    *_relation("coincides", coincides, "pp", "rr"),
)
