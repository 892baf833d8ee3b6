"""Where the outcome of a condition can turn as one number, date, text or count in it moves.

Between two such places nothing changes, so a few values stand for all. A form whose turning places are not known
here is refused with UndecidedError, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, TypeAlias

from servewell.core.rules import nodes
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame, Run
from servewell.core.rules.nodes import Node
from servewell.core.rules.operators import compare
from servewell.core.rules.reads import names_in
from servewell.core.rules.types import DATE, NUMBER, STRING, ListOf, Type
from servewell.core.rules.values import CONTEXT, Range

_NONE: Final = Decimal(0)
_ONE: Final = Decimal(1)
_FIRST_DAY: Final = date.min.toordinal()
_LAST_DAY: Final = date.max.toordinal()


class UndecidedError(Exception):
    """A form for which no few values stand for all."""


class Readings:
    """Closures and names of the nodes of one tree, made once each. The tree must outlive it."""

    def __init__(self) -> None:
        self._runs: dict[int, Run] = {}
        self._names: dict[int, frozenset[str]] = {}
        self._cells: dict[int, tuple[nodes.In, ...]] = {}

    def value(self, node: Node, frame: Frame) -> Any:
        """Return what a node comes to."""
        if isinstance(node, nodes.Literal):
            return node.value
        run = self._runs.get(id(node))
        if run is None:
            run = self._runs[id(node)] = compiled(node)
        return run(frame)

    def names(self, node: Node) -> frozenset[str]:
        """Return the names that a node reads."""
        if isinstance(node, nodes.Literal):
            return frozenset()
        found = self._names.get(id(node))
        if found is None:
            found = self._names[id(node)] = names_in(node)
        return found

    def cells(self, table: nodes.Table) -> tuple[nodes.In, ...]:
        """Return the cells of a decision table as conditions on its inputs."""
        found = self._cells.get(id(table))
        if found is None:
            found = self._cells[id(table)] = tuple(
                nodes.In(start=table.start, end=table.end, operand=operand, tests=tests)
                for row in table.rows
                for operand, tests in zip(table.inputs, row.tests, strict=True)
                if tests
            )
        return found


@dataclass(frozen=True, slots=True)
class Moving:
    """The one thing that moves: a name, or a field of it. A list moves by its count."""

    name: str
    field: str
    type: Type

    def is_at(self, node: Node) -> bool:
        """Tell whether a node is just this."""
        if self.field:
            return isinstance(node, nodes.Path) and node.field == self.field and self._is_name(node.source)
        if isinstance(self.type, ListOf):
            is_call = isinstance(node, nodes.Call) and len(node.positional) == 1
            return is_call and _calls(node, "count") and self._is_name(node.positional[0])  # type: ignore[attr-defined]
        return self._is_name(node)

    def _is_name(self, node: Node) -> bool:
        return isinstance(node, nodes.Name) and node.name == self.name


# The four numbers of a quotient of two lines: a times x plus b, over c times x plus d.
_Term: TypeAlias = tuple[Decimal, Decimal, Decimal, Decimal]


def points(readings: Readings, atoms: Sequence[tuple[Node, Frame]], moving: Moving) -> list[Any]:
    """Return values of which one lies in every region that these conditions can tell apart.

    Raises UndecidedError when a condition is of a form whose turning places are not known.
    """
    pairs = [(left, right, frame) for atom, frame in atoms for left, right in _pairs(readings, atom, frame, moving)]
    if moving.type == NUMBER:
        return _numbers([cut for pair in pairs for cut in _cuts(readings, *pair, moving)])
    if isinstance(moving.type, ListOf):
        return [cut for pair in pairs for cut in _cuts(readings, *pair, moving)]
    if moving.type == DATE:
        return _days({day for pair in pairs for day in _turns(readings, *pair, moving)})
    if moving.type == STRING:
        return _texts(readings, pairs, moving)
    raise UndecidedError


def _pairs(readings: Readings, atom: Node, frame: Frame, moving: Moving) -> Iterator[tuple[Node, Node]]:
    """Yield the two sides of every comparison that a condition makes."""
    if isinstance(atom, nodes.Comparison):
        if moving.type == STRING and atom.operator not in ("=", "!="):
            raise UndecidedError
        yield atom.left, atom.right
    elif isinstance(atom, nodes.Between):
        _ordered(moving)
        yield from ((atom.operand, atom.low), (atom.operand, atom.high))
    elif isinstance(atom, nodes.In):
        for test in atom.tests:
            yield from ((atom.operand, one) for one in _tested(readings, test, frame, moving))
    else:
        raise UndecidedError


def _ordered(moving: Moving) -> None:
    if moving.type == STRING:
        raise UndecidedError


def _tested(readings: Readings, test: Node, frame: Frame, moving: Moving) -> Iterator[Node]:
    if isinstance(test, nodes.Test):
        if test.operator not in ("=", "!="):
            _ordered(moving)
        yield test.right
    elif isinstance(test, nodes.Interval):
        _ordered(moving)
        yield from (test.low, test.high)
    elif moving.name in readings.names(test) or "?" in readings.names(test):
        raise UndecidedError
    else:
        for value in _flat(readings.value(test, frame)):
            if isinstance(value, Range):
                _ordered(moving)
                yield from (_literal(value.low, test), _literal(value.high, test))
            else:
                yield _literal(value, test)


def _flat(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _literal(value: object, at: Node) -> Node:
    return nodes.Literal(start=at.start, end=at.end, value=value)


def _cuts(readings: Readings, left: Node, right: Node, frame: Frame, moving: Moving) -> Iterator[Decimal]:
    one, other = (_term(readings, side, frame, moving) for side in (left, right))
    if one is None or other is None:
        return  # null on one side: the outcome is the same wherever the other moves
    if (one[2] or other[2]) and _moves(one) and _moves(other):
        raise UndecidedError
    if _moves(other):
        one, other = other, one
    a, b, c, d = one
    slope = _minus(_times(a, other[3]), _plus(_times(other[1], c), _times(other[0], d)))
    rest = _minus(_times(b, other[3]), _times(other[1], d))
    for above, below in ((rest, slope), (d, c)):
        if below:
            yield CONTEXT.divide(CONTEXT.minus(above), below)


def _term(readings: Readings, node: Node, frame: Frame, moving: Moving) -> _Term | None:
    """Return a number as a term of what moves; None for one that is null however that moves."""
    if moving.is_at(node):
        return _ONE, _NONE, _NONE, _ONE
    if moving.name not in readings.names(node):
        value = readings.value(node, frame)
        return (_NONE, value, _NONE, _ONE) if isinstance(value, Decimal) else None
    if isinstance(node, nodes.Unary):
        inner = _term(readings, node.operand, frame, moving)
        return None if inner is None else _product(inner, (_NONE, -_ONE, _NONE, _ONE))
    if not isinstance(node, nodes.Arithmetic) or node.operator == "**":
        raise UndecidedError
    left, right = (_term(readings, side, frame, moving) for side in (node.left, node.right))
    if left is None or right is None:
        return None
    if node.operator == "/":
        if not right[0] and not right[1]:
            return None
        right = (right[2], right[3], right[0], right[1])
    elif node.operator != "*":
        return _sum(left, right, _ONE if node.operator == "+" else -_ONE)
    return _product(left, right)


def _moves(term: _Term) -> bool:
    return bool(term[0] or term[2])


def _product(left: _Term, right: _Term) -> _Term:
    if _moves(left) and _moves(right):
        if left[2] or right[0] or not left[0]:
            raise UndecidedError
        (a, b, _, d), (_, f, g, h) = left, right
        return _times(a, f), _times(b, f), _times(d, g), _times(d, h)
    if _moves(right):
        left, right = right, left
    a, b, c, d = left
    return _times(a, right[1]), _times(b, right[1]), _times(c, right[3]), _times(d, right[3])


def _sum(left: _Term, right: _Term, sign: Decimal) -> _Term:
    if (left[2] and _moves(right)) or (right[2] and _moves(left)):
        raise UndecidedError
    (a, b, c, d), (e, f, g, h) = left, right
    return (
        _plus(_plus(_times(a, h), _times(b, g)), _times(sign, _plus(_times(e, d), _times(f, c)))),
        _plus(_times(b, h), _times(sign, _times(f, d))),
        _plus(_times(c, h), _times(d, g)),
        _times(d, h),
    )


_plus = CONTEXT.add
_minus = CONTEXT.subtract
_times = CONTEXT.multiply


def _numbers(cuts: Sequence[Decimal]) -> list[Decimal]:
    """Return each place, its nearest neighbours (for it may be rounded) and one number between any two."""
    places = sorted({place for place in cuts if place.is_finite()})
    if not places:
        return [_ONE]
    between = [CONTEXT.divide(_plus(one, other), Decimal(2)) for one, other in pairwise(places)]
    near = [place for cut in places for place in (CONTEXT.next_minus(cut), cut, CONTEXT.next_plus(cut))]
    return sorted({*near, *between, _minus(places[0], _ONE), _plus(places[-1], _ONE)})


def _turns(readings: Readings, left: Node, right: Node, frame: Frame, moving: Moving) -> Iterator[int]:
    """Yield the days from which on a comparison comes out otherwise than the day before."""
    if moving.name in readings.names(right):
        left, right = right, left
    if moving.name in readings.names(right):
        raise UndecidedError
    _steady(readings, left, moving)
    value = readings.value(right, frame)
    for operator in ("<", "<="):
        yield from _turn(
            lambda day, operator=operator: compare(  # type: ignore[misc]
                operator, readings.value(left, placed(frame, moving, date.fromordinal(day))), value
            )
        )


def _turn(at: Callable[[int], bool | None]) -> Iterator[int]:
    low, high = _FIRST_DAY, _LAST_DAY
    before, after = at(low), at(high)
    if before is after:
        return
    if before is None or after is None:
        raise UndecidedError
    while high - low > 1:
        middle = (low + high) // 2
        if at(middle) is before:
            low = middle
        else:
            high = middle
    yield high


def _steady(readings: Readings, node: Node, moving: Moving) -> None:
    """See that a term only grows, or only falls, as a day moves on."""
    while not moving.is_at(node):
        if isinstance(node, nodes.Arithmetic) and node.operator in ("+", "-"):
            parts: tuple[Node, ...] = (node.left, node.right)
        elif isinstance(node, nodes.Path) and node.field in ("year", "years", "days"):
            parts = (node.source,)
        elif _calls(node, "years and months duration"):
            parts = node.positional  # type: ignore[attr-defined]  # it is a call
        else:
            raise UndecidedError
        moved = [part for part in parts if moving.name in readings.names(part)]
        if len(moved) != 1:
            raise UndecidedError
        node = moved[0]


def _calls(node: Node, name: str) -> bool:
    is_named = isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name)
    return is_named and node.function.name == name  # type: ignore[attr-defined]  # a call by name


def placed(frame: Frame, moving: Moving, value: object) -> Frame:
    """Return a frame in which what moves stands at a value."""
    return frame.within({moving.name: {moving.field: value} if moving.field else value})


def _days(turns: set[int]) -> list[date]:
    days = {day for turn in turns for day in (turn - 1, turn)} or {date(2000, 1, 1).toordinal()}
    return [date.fromordinal(day) for day in sorted(days)]


def _texts(readings: Readings, pairs: Sequence[tuple[Node, Node, Frame]], moving: Moving) -> list[str]:
    """Return every text that the moving one is compared with, and one that is none of them."""
    found: set[str] = set()
    for left, right, frame in pairs:
        known = right if moving.is_at(left) else left
        if (not moving.is_at(left) and not moving.is_at(right)) or moving.name in readings.names(known):
            raise UndecidedError
        found |= {one for one in _flat(readings.value(known, frame)) if isinstance(one, str)}
    return [*sorted(found), "".join(sorted(found)) + "?"]
