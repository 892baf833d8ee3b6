"""Tree to closures, once for each rule. Only values flow: no attribute of a Python object is ever read by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from servewell.core.rules import nodes
from servewell.core.rules.faults import STEPS, BudgetError
from servewell.core.rules.fields import field_of
from servewell.core.rules.functions import BUILTINS, Builtin
from servewell.core.rules.nodes import Node
from servewell.core.rules.operators import calculate, compare, includes, negate
from servewell.core.rules.reads import names_in
from servewell.core.rules.values import Function, Range, kind_of


class Frame:
    """What an evaluation sees: values by name, the present moment, the steps that are left."""

    __slots__ = ("left", "now", "values")

    def __init__(self, values: Mapping[str, Any], now: datetime) -> None:
        self.values = values
        self.now = now
        self.left = [STEPS]

    def within(self, more: Mapping[str, Any]) -> Frame:
        """Return a frame that sees these values too, with the same budget."""
        inner = Frame.__new__(Frame)
        inner.values = {**self.values, **more}
        inner.now = self.now
        inner.left = self.left
        return inner

    def step(self) -> None:
        """Count one step of a loop or call."""
        self.left[0] -= 1
        if self.left[0] < 0:
            raise BudgetError(f"The rule took more than {STEPS} steps.")


Run: TypeAlias = Callable[[Frame], Any]


def compiled(node: Node) -> Run:
    """Return the closure of a node."""
    return _COMPILERS[type(node)](node)


def _literal(node: nodes.Literal) -> Run:
    value = node.value
    return lambda frame: value


def _name(node: nodes.Name) -> Run:
    name = node.name
    builtins = BUILTINS.get(name)
    if builtins is None:
        return lambda frame: frame.values.get(name)
    one = builtins[0]

    def look_up(frame: Frame) -> Any:
        if name in frame.values:
            return frame.values[name]
        labels = tuple(label for label, _ in one.parameters)
        return Function(labels, lambda values: one.call(*([frame.now] if one.reads_clock else []), *values))

    return look_up


def _path(node: nodes.Path) -> Run:
    source, field = compiled(node.source), node.field

    def run(frame: Frame) -> Any:
        value = source(frame)
        if isinstance(value, (list, tuple)):
            return [field_of(item, field) for item in value]
        return field_of(value, field)

    return run


def _filter(node: nodes.Filter) -> Run:
    source, condition = compiled(node.source), compiled(node.condition)
    literal = node.condition.value if isinstance(node.condition, nodes.Literal) else None

    def run(frame: Frame) -> Any:
        value = source(frame)
        items = [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]
        index = literal if isinstance(literal, Decimal) else None
        kept: list[Any] = []
        for item in items if index is None else ():
            frame.step()
            fields = item if isinstance(item, Mapping) else {}
            outcome = condition(frame.within({**fields, "item": item}))
            if isinstance(outcome, Decimal):
                index = outcome
                break
            if outcome is True:
                kept.append(item)
        if index is None:
            return kept
        at = int(index) - 1 if index > 0 else len(items) + int(index)
        return items[at] if index and 0 <= at < len(items) else None

    return run


def _unary(node: nodes.Unary) -> Run:
    operand = compiled(node.operand)
    return lambda frame: negate(operand(frame))


def _arithmetic(node: nodes.Arithmetic) -> Run:
    operator, left, right = node.operator, compiled(node.left), compiled(node.right)
    return lambda frame: calculate(operator, single(left(frame)), single(right(frame)))


def single(value: Any) -> Any:
    """Return the item of a list of one: FEEL's implicit conversion."""
    return value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value


def _comparison(node: nodes.Comparison) -> Run:
    operator, left, right = node.operator, compiled(node.left), compiled(node.right)
    return lambda frame: compare(operator, left(frame), right(frame))


def _between(node: nodes.Between) -> Run:
    operand, low, high = compiled(node.operand), compiled(node.low), compiled(node.high)

    def run(frame: Frame) -> Any:
        value = operand(frame)
        above, below = compare(">=", value, low(frame)), compare("<=", value, high(frame))
        return False if above is False or below is False else None if above is None or below is None else True

    return run


def _in(node: nodes.In) -> Run:
    operand = compiled(node.operand)
    tests = [_one_test(test) for test in node.tests]

    def run(frame: Frame) -> Any:
        value = operand(frame)
        inner = frame.within({"?": value})
        outcomes = [test(inner, value) for test in tests]
        return True if True in outcomes else None if None in outcomes else False

    return run


def _one_test(node: Node) -> Callable[[Frame, Any], Any]:
    run = compiled(node)
    if isinstance(node, nodes.Test) or "?" in names_in(node):
        return lambda frame, value: run(frame)

    def test(frame: Frame, value: Any) -> Any:
        against = run(frame)
        if value is None and against is not None:
            return includes(against, value) if isinstance(against, (list, tuple)) else None
        outcome = includes(against, value)
        return None if against is None and value is not None else outcome

    return test


def _test(node: nodes.Test) -> Run:
    operator, right = node.operator, compiled(node.right)
    return lambda frame: compare(operator, frame.values.get("?"), right(frame))


def _interval(node: nodes.Interval) -> Run:
    low, high = compiled(node.low), compiled(node.high)
    return lambda frame: Range(low(frame), high(frame), node.includes_low, node.includes_high)


def _logic(node: nodes.Logic) -> Run:
    parts = [compiled(part) for part in node.parts]
    decisive = node.operator == "or"

    def run(frame: Frame) -> Any:
        is_known = True
        for part in parts:
            value = part(frame)
            if value is decisive:
                return decisive
            is_known = is_known and value is (not decisive)
        return (not decisive) if is_known else None

    return run


def _if(node: nodes.If) -> Run:
    condition, then, otherwise = compiled(node.condition), compiled(node.then), compiled(node.otherwise)
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def _combinations(frame: Frame, iterators: Sequence[tuple[str, Run]]) -> Iterator[Frame]:
    if not iterators:
        yield frame
        return
    (name, source), rest = iterators[0], iterators[1:]
    for item in _items(source(frame)):
        frame.step()
        yield from _combinations(frame.within({name: item}), rest)


def _items(value: Any) -> Iterator[Any]:
    if isinstance(value, Range):
        yield from _counted(value.low, value.high)
    elif isinstance(value, (list, tuple)):
        yield from value
    elif value is not None:
        yield value


def _counted(low: Any, high: Any) -> Iterator[Any]:
    step: Any = timedelta(days=1) if isinstance(low, date) else Decimal(1)
    if type(low) is not type(high) or not isinstance(low, (Decimal, date)):
        return
    is_down = low > high
    while low >= high if is_down else low <= high:
        yield low
        low = low - step if is_down else low + step


def _for(node: nodes.For) -> Run:
    iterators = [(name, compiled(source)) for name, source in node.iterators]
    result = compiled(node.result)

    def run(frame: Frame) -> Any:
        found: list[Any] = []
        for inner in _combinations(frame, iterators):
            found.append(result(inner.within({"partial": found})))
        return found

    return run


def _quantified(node: nodes.Quantified) -> Run:
    iterators = [(name, compiled(source)) for name, source in node.iterators]
    condition, decisive = compiled(node.condition), node.quantifier == "some"
    first = iterators[0][1]

    def run(frame: Frame) -> Any:
        if first(frame) is None:
            return None
        is_known = True
        for inner in _combinations(frame, iterators):
            value = condition(inner)
            if value is decisive:
                return decisive
            is_known = is_known and value is (not decisive)
        return (not decisive) if is_known else None

    return run


def _list(node: nodes.ListNode) -> Run:
    items = [compiled(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def _context(node: nodes.ContextNode) -> Run:
    entries = [(name, compiled(value)) for name, value in node.entries]

    def run(frame: Frame) -> Any:
        found: dict[str, Any] = {}
        for name, value in entries:
            found[name] = value(frame.within(found))
        return found

    return run


def _function(node: nodes.FunctionNode) -> Run:
    body, parameters = compiled(node.body), node.parameters

    def run(frame: Frame) -> Any:
        def call(values: Sequence[Any]) -> Any:
            frame.step()
            return body(frame.within(dict(zip(parameters, values, strict=False))))

        return Function(parameters, call)

    return run


def _call(node: nodes.Call) -> Run:
    positional = [compiled(value) for value in node.positional]
    named = [(name, compiled(value)) for name, value in node.named]
    builtins = BUILTINS.get(node.function.name) if isinstance(node.function, nodes.Name) else None
    if builtins:
        return _builtin_call(builtins, positional, named)
    function = compiled(node.function)

    def run(frame: Frame) -> Any:
        called = function(frame)
        if not isinstance(called, Function):
            return None
        by_name = {name: value(frame) for name, value in named}
        values = [by_name.get(name) for name in called.parameters] if named else [value(frame) for value in positional]
        return called.call(values)

    return run


def _builtin_call(builtins: Sequence[Builtin], positional: list[Run], named: list[tuple[str, Run]]) -> Run:
    if named:
        labels = {name for name, _ in named}
        fitting = [one for one in builtins if labels <= {label for label, _ in one.parameters}] or list(builtins)
        runs = dict(named)
        order = [label for label, _ in fitting[0].parameters]
        while order and order[-1] not in runs:
            order.pop()
        positional = [runs.get(label, lambda frame: None) for label in order]
    else:
        fitting = [one for one in builtins if one.takes(len(positional))] or list(builtins)
    call, reads_clock = fitting[0].call, fitting[0].reads_clock

    def run(frame: Frame) -> Any:
        frame.step()
        values = [value(frame) for value in positional]
        try:
            return call(frame.now, *values) if reads_clock else call(*values)
        except (ArithmeticError, ValueError, TypeError, AttributeError, IndexError):
            return None  # FEEL: a function that cannot is null

    return run


def _instance_of(node: nodes.InstanceOf) -> Run:
    operand, wanted = compiled(node.operand), node.type_name
    return lambda frame: _is_of(operand(frame), wanted)


def _is_of(value: Any, wanted: str) -> bool:
    return value is not None and (wanted == "Any" or kind_of(value) == wanted)


_COMPILERS: dict[type, Callable[[Any], Run]] = {
    nodes.Literal: _literal,
    nodes.Name: _name,
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.Unary: _unary,
    nodes.Arithmetic: _arithmetic,
    nodes.Comparison: _comparison,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.Test: _test,
    nodes.Interval: _interval,
    nodes.Logic: _logic,
    nodes.If: _if,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.ListNode: _list,
    nodes.ContextNode: _context,
    nodes.FunctionNode: _function,
    nodes.Call: _call,
    nodes.InstanceOf: _instance_of,
}
