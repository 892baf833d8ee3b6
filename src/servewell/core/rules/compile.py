"""Tree to closures, once for each rule. Only values flow: no attribute of a Python object is ever read by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from servewell.core.rules import nodes
from servewell.core.rules.calling import called, short
from servewell.core.rules.fields import field_of
from servewell.core.rules.frame import ITEMS_A_STEP, NESTING, Frame, Run
from servewell.core.rules.functions import BUILTINS, Builtin
from servewell.core.rules.loops import combinations, steppable
from servewell.core.rules.nodes import Node
from servewell.core.rules.operators import calculate, compare, includes, is_ordered, negate
from servewell.core.rules.reads import names_in, size_of
from servewell.core.rules.tables import Runs, decide_table
from servewell.core.rules.values import Function, Range, conforms

POWER = 50  # steps: a power with a fraction takes a hundred times as long as a sum


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
    labels = tuple(label for label, _ in builtins[0].parameters)

    def look_up(frame: Frame) -> Any:
        if name in frame.values:
            return frame.values[name]
        return Function(
            labels, lambda values: called(frame, [one for one in builtins if one.takes(len(values))], values)
        )

    return look_up


def _path(node: nodes.Path) -> Run:
    source, field = compiled(node.source), node.field

    def run(frame: Frame) -> Any:
        value = source(frame)
        if isinstance(value, (list, tuple)):
            frame.step(len(value) // ITEMS_A_STEP)
            return [field_of(item, field) for item in value]
        return field_of(value, field)

    return run


def _filter(node: nodes.Filter) -> Run:
    source, condition = compiled(node.source), compiled(node.condition)
    index_of = _index(node.condition)
    cost = _cost(node.condition)

    def run(frame: Frame) -> Any:
        value = source(frame)
        items = [] if value is None else value if isinstance(value, (list, tuple)) else [value]
        index = index_of
        kept: list[Any] = []
        for item in items if index is None else ():
            frame.step(cost)
            fields = item if isinstance(item, Mapping) else {}
            outcome = condition(frame.within({"item": item, **fields}))
            if isinstance(outcome, Decimal):
                index = outcome
                break
            if outcome is True:
                kept.append(item)
        if index is None:
            return kept
        return _item_at(items, index)

    return run


def _index(condition: Node) -> Decimal | None:
    """Return the number that a filter consists of, as in `list[2]` and `list[-1]`."""
    if isinstance(condition, nodes.Unary) and isinstance(condition.operand, nodes.Literal):
        value = negate(condition.operand.value)  # type: ignore[arg-type]
        return value if isinstance(value, Decimal) else None
    value = condition.value if isinstance(condition, nodes.Literal) else None  # type: ignore[assignment]
    return value if isinstance(value, Decimal) else None


def _item_at(items: Sequence[Any], index: Decimal) -> Any:
    if not index or abs(index) > len(items) or index != index.to_integral_value():
        return None
    return items[int(index) - 1 if index > 0 else len(items) + int(index)]


def _cost(body: Node) -> int:
    """Return the steps that one turn of a loop takes: a long body costs more than a short one."""
    return 1 + size_of(body) // 8


def _unary(node: nodes.Unary) -> Run:
    operand = compiled(node.operand)
    return lambda frame: negate(operand(frame))


def _arithmetic(node: nodes.Arithmetic) -> Run:
    operator, left, right = node.operator, compiled(node.left), compiled(node.right)
    cost = POWER if operator == "**" else 0

    def run(frame: Frame) -> Any:
        frame.step(cost)
        return short(calculate(operator, left(frame), right(frame)))

    return run


def _comparison(node: nodes.Comparison) -> Run:
    operator, left, right = node.operator, compiled(node.left), compiled(node.right)

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        if isinstance(one, NESTING) and isinstance(other, NESTING):
            frame.weigh(one, other)
        return compare(operator, one, other)

    return run


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
        if isinstance(against, NESTING):
            frame.weigh(against, value)
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

    def run(frame: Frame) -> Any:
        ends = low(frame), high(frame)
        if not all(map(is_ordered, ends)):
            return None
        return Range(*ends, node.includes_low, node.includes_high, node.by_comparison)

    return run


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


def _source(node: Node) -> Run:
    """Return what a loop goes over; null when that is a range without steps, or a range in brackets that falls."""
    run = compiled(node)
    may_fall = isinstance(node, nodes.Steps)
    return lambda frame: steppable(run(frame), may_fall=may_fall)


def _steps(node: nodes.Steps) -> Run:
    low, high = compiled(node.low), compiled(node.high)
    return lambda frame: Range(low(frame), high(frame))


def _for(node: nodes.For) -> Run:
    iterators = [(name, _source(source)) for name, source in node.iterators]
    first, rest = iterators[0], iterators[1:]
    result, cost = compiled(node.result), _cost(node.result)
    is_partial_read = "partial" in names_in(node.result)

    def run(frame: Frame) -> Any:
        found: list[Any] = []
        source = first[1](frame)
        if source is None:
            return None
        for inner in combinations(frame, (first[0], source), rest, cost):
            if is_partial_read:
                # A copy: what is read as `partial` must not change, and must not come to hold itself.
                frame.step(len(found) // ITEMS_A_STEP)
                inner = inner.within({"partial": list(found)})
            found.append(result(inner))
        return found

    return run


def _quantified(node: nodes.Quantified) -> Run:
    iterators = [(name, _source(source)) for name, source in node.iterators]
    first, rest = iterators[0], iterators[1:]
    condition, decisive = compiled(node.condition), node.quantifier == "some"
    cost = _cost(node.condition)

    def run(frame: Frame) -> Any:
        source = first[1](frame)
        if source is None:
            return None
        is_known = True
        for inner in combinations(frame, (first[0], source), rest, cost):
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
    if len(dict(entries)) < len(entries):
        return lambda frame: None  # one name twice: no context

    def run(frame: Frame) -> Any:
        found: dict[str, Any] = {}
        seen = dict(frame.values)
        inner = Frame(seen, frame.now, frame.budget)
        for name, value in entries:
            found[name] = seen[name] = value(inner)
        return found

    return run


def _function(node: nodes.FunctionNode) -> Run:
    body, parameters, cost = compiled(node.body), node.parameters, _cost(node.body)
    typed = [(at, kind) for at, kind in enumerate(node.types) if kind is not None]

    def run(frame: Frame) -> Any:
        def call(values: Sequence[Any]) -> Any:
            if any(
                at < len(values) and values[at] is not None and not conforms(values[at], kind) for at, kind in typed
            ):
                return None
            with frame.call():
                frame.step(cost)
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
        found = function(frame)
        if not isinstance(found, Function):
            return None
        by_name = {name: value(frame) for name, value in named}
        values = [by_name.get(name) for name in found.parameters] if named else [value(frame) for value in positional]
        return found.call(values)

    return run


def _builtin_call(builtins: Sequence[Builtin], positional: list[Run], named: list[tuple[str, Run]]) -> Run:
    if named:
        labels = {name for name, _ in named}
        one = next((one for one in builtins if labels <= {label for label, _ in one.parameters}), None)
        if one is None or len(labels) < len(named):
            return lambda frame: None
        runs = dict(named)
        order = [label for label, _ in one.parameters]
        while order and order[-1] not in runs:
            order.pop()
        positional = [runs.get(label, lambda frame: None) for label in order]
        builtins = (one,)
    fitting = [one for one in builtins if one.takes(len(positional))]
    return lambda frame: called(frame, fitting, [value(frame) for value in positional])


def _instance_of(node: nodes.InstanceOf) -> Run:
    operand, wanted = compiled(node.operand), node.type_name
    return lambda frame: conforms(operand(frame), wanted)


def _table(node: nodes.Table) -> Run:
    inputs = [compiled(one) for one in node.inputs]
    rows = [
        Runs([[_one_test(test) for test in cell] for cell in row.tests], [compiled(one) for one in row.outputs])
        for row in node.rows
    ]
    priorities = [[compiled(value) for value in values] for values in node.priorities]
    defaults = [None if one is None else compiled(one) for one in node.defaults]
    return lambda frame: decide_table(frame, node, inputs, rows, priorities, defaults)


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
    nodes.Steps: _steps,
    nodes.Logic: _logic,
    nodes.If: _if,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.ListNode: _list,
    nodes.ContextNode: _context,
    nodes.FunctionNode: _function,
    nodes.Call: _call,
    nodes.InstanceOf: _instance_of,
    nodes.Table: _table,
}
