"""The values of a table's column that stand for all others: the points that its cells name, and one of each stretch
between them. Refuses what cannot be told apart so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, Decimal
from itertools import combinations, pairwise
from typing import Any, Final

from servewell.core.definition.model import Question
from servewell.core.rules import BOOLEAN, DATE, NUMBER, STRING, Range, Rule, Type, Value, nodes
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import names_in, walk

MOST_CHOICES: Final = 8  # of a question with several choices: their combinations are walked
TESTED: Final = nodes.Name("?", start=0, end=0)
CLOCK: Final = frozenset({"today", "now"})
CENT: Final = Decimal("0.01")
ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)  # nothing that is evaluated here reads the clock
Cell = tuple[Node, ...]


class NotCheckableError(Exception):
    """A cell whose values cannot be told apart; says why, and what to do."""

    def __init__(self, found: str, fix: str) -> None:
        super().__init__(found)
        self.found, self.fix = found, fix


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is about, and the rules that its answers fulfil before they count."""

    type: Type
    question: Question | None
    constants: Mapping[str, Value]
    must: tuple[Rule, ...] = ()

    def bounds(self, cell: Cell) -> list[Any]:
        """Return the values at which a cell's outcome can change. Raises NotCheckableError."""
        for test in cell:
            others = sorted(names_in(test) - {"?"} - self.constants.keys())
            if others:
                fix = "Put it into a column of its own, such as 'income - rent'."
                raise NotCheckableError(f"This cell reads '{others[0]}', not only its column.", fix)
            if _reads_clock(test):
                fix = "Put it into a column of its own, such as 'born_on > today() - duration(\"P18Y\")'."
                raise NotCheckableError("This cell reads the present day.", fix)
        if self._finite() is not None:
            return [None for test in cell for one, _ in walk(test) if _is_null(one)]
        return [one for test in cell for value in self._named(test) for one in _flat(value)]

    def samples(self, bounds: Sequence[Any]) -> list[Value]:
        """Return values that stand for all that the column can have."""
        nothing = [None] if None in bounds else []
        finite = self._finite()
        if finite is not None:
            return [*finite, *nothing]
        if self.type == NUMBER:
            return [*self._numbers({one for one in bounds if isinstance(one, Decimal)}), *nothing]
        if self.type == DATE:
            return [*self._dates({one for one in bounds if type(one) is date}), *nothing]
        texts = sorted({one for one in bounds if isinstance(one, str)})
        return [*texts, "".join(texts) + "?", *nothing]

    def fits(self, cell: Cell) -> Callable[[Value], bool]:
        """Return what tells whether a cell holds for a value."""
        if not cell:
            return lambda value: True
        run = compiled(nodes.In(TESTED, cell, start=0, end=0))
        return lambda value: run(Frame({**self.constants, "?": value}, ANY_TIME)) is True

    def constant(self, node: Node) -> Any:
        """Return the value of a tree that reads only constants."""
        return compiled(node)(Frame(self.constants, ANY_TIME))

    def _finite(self) -> list[Value] | None:
        if self.type == BOOLEAN:
            return [True, False]
        if self.question is not None and self.question.type == "choice":
            return list(self.question.choices)
        if self.question is not None and self.question.type == "choices":
            keys = self.question.choices
            if len(keys) <= MOST_CHOICES:
                return [list(some) for count in range(len(keys) + 1) for some in combinations(keys, count)]
        return None

    def _named(self, test: Node) -> Iterator[Any]:
        """Yield the values that a test compares its column with."""
        if self.type not in (NUMBER, DATE, STRING):
            found = f"The column is {self.type.describe()}: its cells cannot be checked."
            raise NotCheckableError(found, "Use a column with a number, a date, a text or yes and no.")
        if "?" not in names_in(test) and not isinstance(test, nodes.Test):
            yield self.constant(test)
        elif isinstance(test, nodes.Test):
            yield self._compared(test.right, test.operator)
        elif isinstance(test, nodes.Logic) or _is_not(test):
            for part in test.parts if isinstance(test, nodes.Logic) else test.positional:  # type: ignore[attr-defined]
                yield from self._named(part)
        elif isinstance(test, nodes.Comparison) and TESTED.name in (_name(test.left), _name(test.right)):
            yield self._compared(test.right if _name(test.left) == "?" else test.left, test.operator)
        elif isinstance(test, nodes.Between) and _name(test.operand) == "?":
            yield from (self._compared(end, "<") for end in (test.low, test.high))
        elif isinstance(test, nodes.In) and _name(test.operand) == "?":
            for one in test.tests:
                yield from self._named(one)
        else:
            raise NotCheckableError("This cell does more than compare its column.", "Compute it in the column.")

    def _compared(self, node: Node, operator: str) -> Any:
        if "?" in names_in(node):
            raise NotCheckableError("This cell compares its column with itself.", "Compute it in the column.")
        if self.type == STRING and operator not in ("=", "!="):
            raise NotCheckableError("This cell asks which text comes first.", "Name the texts.")
        return self.constant(node)

    def _numbers(self, bounds: set[Decimal]) -> Iterator[Decimal]:
        """Yield each point and one number of each stretch, of those that the question accepts."""
        for must in self.must:
            bounds |= {
                one.value
                for one, _ in walk(must.tree)
                if isinstance(one, nodes.Literal) and isinstance(one.value, Decimal)
            }
        points = sorted(bounds)
        if not points:
            points = [Decimal(0)]
        yield from self._accepted([points[0] - 1, _whole(points[0]) - 2])
        for low, high in pairwise(points):
            yield from self._accepted([low])
            yield from self._accepted([one for one in self._between(low, high) if low < one < high])
        yield from self._accepted([points[-1]])
        yield from self._accepted([points[-1] + 1, _whole(points[-1]) + 1])

    def _between(self, low: Decimal, high: Decimal) -> list[Decimal]:
        return [_whole(low) + 1, low.quantize(CENT, ROUND_FLOOR) + CENT, (low + high) / 2]

    def _accepted(self, candidates: Sequence[Decimal]) -> Iterator[Decimal]:
        """Yield the first number that the question and its own rules accept."""
        name = self.question.name if self.question is not None else ""
        is_money = self.question is not None and self.question.type == "money"
        for one in candidates:
            if is_money and one != one.quantize(CENT, ROUND_FLOOR):
                continue
            if all(must.decide({**self.constants, name: one}, now=ANY_TIME) is not False for must in self.must):
                yield one
                return

    def _dates(self, bounds: set[date]) -> list[Value]:
        if not bounds:
            return [date(2000, 1, 1)]
        days = {one.toordinal() + step for one in bounds for step in (-1, 0, 1)}
        return [date.fromordinal(day) for day in sorted(days) if 1 <= day <= date.max.toordinal()]


def reads_only(rule: Rule, names: frozenset[str]) -> bool:
    """Tell whether a rule reads these names and nothing else, not even the clock."""
    return rule.names <= names and not _reads_clock(rule.tree)


def _reads_clock(node: Node) -> bool:
    return any(isinstance(one, nodes.Call) and _name(one.function) in CLOCK for one, _ in walk(node))


def _is_not(node: Node) -> bool:
    return isinstance(node, nodes.Call) and _name(node.function) == "not" and not node.named


def _is_null(node: Node) -> bool:
    return isinstance(node, nodes.Literal) and node.value is None


def _name(node: Node) -> str:
    return node.name if isinstance(node, nodes.Name) else ""


def _whole(number: Decimal) -> Decimal:
    return number.to_integral_value(ROUND_FLOOR)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, Range):
        yield from (value.low, value.high)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _flat(item)
    else:
        yield value
