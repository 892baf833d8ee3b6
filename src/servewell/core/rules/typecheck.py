"""Check a tree against the types of its names: every fault at once, in words that its author can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from servewell.core.problem import nearest
from servewell.core.rules import constants, nodes
from servewell.core.rules.divisors import never_zero, nonzero_when, shape
from servewell.core.rules.faults import Fault
from servewell.core.rules.fields import FIELD_NAMES
from servewell.core.rules.functions import BUILTINS, Builtin
from servewell.core.rules.nodes import Node
from servewell.core.rules.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Scope,
    Type,
    common,
    fits,
)  # fmt: skip
from servewell.core.rules.values import YearsMonths

TEMPORAL: Final = frozenset({DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS})
ORDERED: Final = frozenset({NUMBER, STRING, *TEMPORAL})


class Checker:
    """Walks one tree. `faults` grows; a part with a fault counts as ANY so that it is told once."""

    def __init__(self, scope: Scope, functions: Iterable[str] = BUILTINS) -> None:
        self.scope = dict(scope)
        self.functions = frozenset(functions)
        self.faults: list[Fault] = []
        self.nonzero: frozenset[Node | str] = frozenset()

    def fault(self, code: str, node: Node, found: str, expected: str = "", fix: str = "") -> Type:
        """Note a fault at a node."""
        self.faults.append(Fault(code, node.start, max(node.end - node.start, 1), found, expected, fix))
        return ANY

    def of(self, node: Node) -> Type:
        """Return the type of a node."""
        return _CHECKS[type(node)](self, node)

    def want(self, node: Node, wanted: Type, what: str) -> Type:
        """Return the type of a node; note a fault unless it is of the wanted type."""
        found = self.of(node)
        if not fits(found, wanted):
            self.fault("wrong-type", node, f"{what} is {found.describe()}.", wanted.describe())
        return found

    def inside(self, names: dict[str, Type], node: Node) -> Type:
        """Return the type of a node that sees more names."""
        outer = self.scope
        self.scope = {**outer, **names}
        found = self.of(node)
        self.scope = outer
        return found


def _literal(checker: Checker, node: nodes.Literal) -> Type:
    value = node.value
    if value is None:
        return NULL
    if isinstance(value, YearsMonths):
        return YEARS_MONTHS
    names: dict[str, Type] = {
        "bool": BOOLEAN, "Decimal": NUMBER, "str": STRING, "date": DATE, "time": TIME, "datetime": DATE_TIME,
        "timedelta": DAYS_TIME,
    }  # fmt: skip
    return names.get(type(value).__name__, ANY)


def _name(checker: Checker, node: nodes.Name) -> Type:
    if node.name in checker.scope:
        return checker.scope[node.name]
    if node.name in checker.functions:
        return FunctionOf(ANY)
    close = nearest(node.name, checker.scope)
    fix = f"Did you mean '{close}'?" if close else "Use the name of a question, a criterion or a value."
    return checker.fault("unknown-name", node, f"There is no '{node.name}'.", close or "", fix)


def _path(checker: Checker, node: nodes.Path) -> Type:
    source = checker.of(node.source)
    if isinstance(source, ListOf):
        return ListOf(_field(checker, node, source.item))
    return _field(checker, node, source)


def _field(checker: Checker, node: nodes.Path, source: Type) -> Type:
    if isinstance(source, ContextOf):
        if node.field in source.fields or not source.fields:
            return source.fields.get(node.field, ANY)
        close = nearest(node.field, source.fields)
        fix = f"Did you mean '{close}'?" if close else f"It has: {', '.join(source.fields)}."
        return checker.fault("unknown-name", node, f"There is no '{node.field}' here.", close or "", fix)
    if source in (ANY, NULL):
        return ANY
    if (source in TEMPORAL or isinstance(source, RangeOf)) and node.field in FIELD_NAMES:
        return NUMBER if source in TEMPORAL else ANY
    found = f"What stands before '.{node.field}' is {source.describe()}: no parts."
    return checker.fault("wrong-type", node, found, "an answer or entry with parts")


def _filter(checker: Checker, node: nodes.Filter) -> Type:
    source = checker.of(node.source)
    item = source.item if isinstance(source, ListOf) else source
    fields = dict(item.fields) if isinstance(item, ContextOf) else {}
    condition = checker.inside({**fields, "item": item}, node.condition)
    if condition == NUMBER:
        return item
    if not fits(condition, BOOLEAN):
        return checker.fault("wrong-type", node.condition, f"The filter is {condition.describe()}.", "yes or no")
    return ListOf(item) if condition == BOOLEAN else ANY


def _unary(checker: Checker, node: nodes.Unary) -> Type:
    found = checker.of(node.operand)
    if found in (NUMBER, ANY, NULL, DAYS_TIME, YEARS_MONTHS):
        return found
    return checker.fault("wrong-type", node.operand, f"Minus stands before {found.describe()}.", "a number")


def _arithmetic(checker: Checker, node: nodes.Arithmetic) -> Type:
    left, right = checker.of(node.left), checker.of(node.right)
    if node.operator == "/" and right in (NUMBER, ANY):
        _check_divisor(checker, node.right)
    if ANY in (left, right) or NULL in (left, right):
        return ANY
    if left == right == NUMBER:
        return NUMBER
    if node.operator == "+" and left == right == STRING:
        return STRING
    kinds = {left, right}
    is_temporal = bool(kinds & TEMPORAL) and kinds <= TEMPORAL | {NUMBER}
    if is_temporal and (result := constants.temporal(node.operator, left, right)):
        return result
    found = f"'{node.operator}' stands between {left.describe()} and {right.describe()}."
    expected = 'a length of time, for example duration("P18Y")' if is_temporal else "two numbers"
    return checker.fault("wrong-type", node, found, expected)


def _check_divisor(checker: Checker, divisor: Node) -> None:
    if isinstance(divisor, nodes.Literal):
        if divisor.value == 0:
            checker.fault("divide-by-zero", divisor, "This divides by zero.", "another number")
        return
    if shape(divisor) in checker.nonzero or never_zero(divisor):
        return
    fix = "Ask first: if it > 0 then ... / it else ..."
    checker.fault("divide-by-zero", divisor, "This can divide by zero.", "a number that is never 0", fix)


def _comparison(checker: Checker, node: nodes.Comparison) -> Type:
    left, right = checker.of(node.left), checker.of(node.right)
    if not (fits(left, right) or fits(right, left)):
        found = f"'{node.operator}' compares {left.describe()} with {right.describe()}."
        checker.fault("wrong-type", node, found, f"{left.describe()} on both sides")
    elif node.operator not in ("=", "!="):
        for part, kind in ((node.left, left), (node.right, right)):
            if kind not in ORDERED and kind not in (ANY, NULL):
                checker.fault(
                    "wrong-type", part, f"'{node.operator}' cannot order {kind.describe()}.", "a number or a date"
                )
    return BOOLEAN


def _between(checker: Checker, node: nodes.Between) -> Type:
    kind = checker.of(node.operand)
    for part in (node.low, node.high):
        checker.want(part, kind, "The end of 'between'")
    return BOOLEAN


def _in(checker: Checker, node: nodes.In) -> Type:
    _tests(checker, checker.of(node.operand), node.tests)
    return BOOLEAN


def _tests(checker: Checker, kind: Type, tests: Iterable[Node]) -> None:
    for test in tests:
        found = checker.inside({"?": kind}, test)
        item = found.item if isinstance(found, (ListOf, RangeOf)) else kind if isinstance(test, nodes.Test) else found
        if isinstance(kind, ListOf) and isinstance(found, ListOf):
            item = kind
        if found != BOOLEAN and not (fits(kind, item) or fits(item, kind)):
            checker.fault(
                "wrong-type", test, f"'in' looks for {kind.describe()} among {found.describe()}.", kind.describe()
            )


def _test(checker: Checker, node: nodes.Test) -> Type:
    checker.want(node.right, checker.scope.get("?", ANY), "This")
    return BOOLEAN


def _interval(checker: Checker, node: nodes.Interval | nodes.Steps) -> Type:
    low, high = checker.of(node.low), checker.of(node.high)
    if not fits(low, high):
        checker.fault("wrong-type", node, f"The range goes from {low.describe()} to {high.describe()}.", low.describe())
    return RangeOf(low)


def _logic(checker: Checker, node: nodes.Logic) -> Type:
    outer = checker.nonzero
    for part in node.parts:
        checker.want(part, BOOLEAN, f"What '{node.operator}' joins")
        checker.nonzero = checker.nonzero | nonzero_when(part, node.operator == "and")
    checker.nonzero = outer
    return BOOLEAN


def _if(checker: Checker, node: nodes.If) -> Type:
    checker.want(node.condition, BOOLEAN, "The condition of 'if'")
    outer = checker.nonzero
    kinds: list[Type] = []
    for part, outcome in ((node.then, True), (node.otherwise, False)):
        checker.nonzero = outer | nonzero_when(node.condition, outcome)
        kinds.append(checker.of(part))
    checker.nonzero = outer
    if not (fits(*kinds) or fits(*reversed(kinds))):
        found = f"'then' gives {kinds[0].describe()}, 'else' gives {kinds[1].describe()}."
        return checker.fault("wrong-type", node.otherwise, found, kinds[0].describe())
    return common(*kinds)


def _bound(checker: Checker, iterators: tuple[tuple[str, Node], ...]) -> dict[str, Type]:
    names: dict[str, Type] = {}
    for name, source in iterators:
        found = checker.inside(names, source)
        if isinstance(found, (ListOf, RangeOf)):
            names[name] = found.item
        else:
            names[name] = ANY if found in (ANY, NULL) else found
    return names


def _for(checker: Checker, node: nodes.For) -> Type:
    names = _bound(checker, node.iterators)
    return ListOf(checker.inside({**names, "partial": ListOf(ANY)}, node.result))


def _quantified(checker: Checker, node: nodes.Quantified) -> Type:
    found = checker.inside(_bound(checker, node.iterators), node.condition)
    if not fits(found, BOOLEAN):
        checker.fault(
            "wrong-type", node.condition, f"'satisfies' needs a condition; this is {found.describe()}.", "yes or no"
        )
    return BOOLEAN


def _list(checker: Checker, node: nodes.ListNode) -> Type:
    kinds = [checker.of(item) for item in node.items]
    item = kinds[0] if kinds else ANY
    for kind in kinds[1:]:
        item = common(item, kind)
    return ListOf(item)


def _context(checker: Checker, node: nodes.ContextNode) -> Type:
    fields: dict[str, Type] = {}
    for name, value in node.entries:
        fields[name] = checker.inside(fields, value)
    return ContextOf(fields)


def _function(checker: Checker, node: nodes.FunctionNode) -> Type:
    return FunctionOf(checker.inside(dict.fromkeys(node.parameters, ANY), node.body))


def _call(checker: Checker, node: nodes.Call) -> Type:
    values = [*node.positional, *(value for _, value in node.named)]
    if not isinstance(node.function, nodes.Name) or node.function.name not in BUILTINS:
        found = _called(checker, node)
        for value in values:
            checker.of(value)
        return found
    name = node.function.name
    signatures = [one for one in BUILTINS[name] if one.takes(len(values))]
    if not signatures:
        wanted = " or ".join(", ".join(label for label, _ in one.parameters) or "nothing" for one in BUILTINS[name])
        return checker.fault("wrong-parameters", node, f"{name}() got {len(values)} values.", f"{name}({wanted})")
    given = [checker.of(value) for value in values]
    candidates = [_wanted(one, node) for one in signatures]
    wanted_kinds = next((one for one in candidates if one is not None and all(map(fits, given, one))), candidates[0])
    if wanted_kinds is None:
        labels = ", ".join(label for label, _ in signatures[0].parameters)
        return checker.fault("wrong-parameters", node, f"{name}() has no parameters of these names.", labels)
    for value, kind, wanted_kind in zip(values, given, wanted_kinds, strict=True):
        if not fits(kind, wanted_kind):
            checker.fault("wrong-type", value, f"What {name}() is given is {kind.describe()}.", wanted_kind.describe())
    if constants.is_nothing(name, node):
        expected = constants.EXPECTED[name]
        return checker.fault("wrong-type", node, f"{name}() makes nothing of what it is given.", expected)
    return _result(name, signatures[candidates.index(wanted_kinds)].result, node, given)


def _wanted(signature: Builtin, node: nodes.Call) -> list[Type] | None:
    """Return the types that a signature wants at the places of a call; None when it has not all of its names."""
    if node.named:
        labels = dict(signature.parameters)
        return [labels[label] for label, _ in node.named] if all(label in labels for label, _ in node.named) else None
    kinds = [kind for _, kind in signature.parameters]
    found: list[Type] = []
    for at in range(len(node.positional)):
        kind = kinds[min(at, len(kinds) - 1)] if kinds else ANY
        if signature.is_variadic and at >= len(kinds) - 1 and len(node.positional) > 1 and isinstance(kind, ListOf):
            kind = kind.item
        found.append(kind)
    return found


def _result(name: str, result: Type, node: nodes.Call, given: list[Type]) -> Type:
    """Return a more exact type where the result follows the list that goes in."""
    if name in ("min", "max") and given:
        return given[0].item if isinstance(given[0], ListOf) else given[0]
    if name == "duration" and node.positional and isinstance(node.positional[0], nodes.Literal):
        text = str(node.positional[0].value)
        return YEARS_MONTHS if "T" not in text and ("Y" in text or "M" in text) else DAYS_TIME
    return ANY if name == "duration" else result


def _called(checker: Checker, node: nodes.Call) -> Type:
    if isinstance(node.function, nodes.Name) and node.function.name not in checker.scope:
        name = node.function.name
        close = nearest(name, [*BUILTINS, *checker.scope])
        fix = f"Did you mean '{close}()'?" if close else "The guide lists the functions there are."
        return checker.fault("unknown-function", node.function, f"There is no function '{name}'.", close or "", fix)
    found = checker.of(node.function)
    if isinstance(found, FunctionOf):
        return found.result
    if found == ANY:
        return ANY
    return checker.fault("wrong-type", node.function, f"This is {found.describe()}, no function.", "a function")


def _instance_of(checker: Checker, node: nodes.InstanceOf) -> Type:
    checker.of(node.operand)
    return BOOLEAN


def _table(checker: Checker, node: nodes.Table) -> Type:
    kinds = [checker.of(one) for one in node.inputs]
    results: list[Type] = [NULL] * len(node.outputs)
    for row in node.rows:
        for kind, cell in zip(kinds, row.tests, strict=True):
            if cell:
                _tests(checker, kind, cell)
        for at, one in enumerate(row.outputs):
            found = checker.of(one)
            if not (fits(found, results[at]) or fits(results[at], found)):
                checker.fault(
                    "wrong-type", one, f"This row gives {found.describe()}, others give {results[at].describe()}."
                )
            results[at] = common(results[at], found)
    if node.policy == "C#":
        return NUMBER
    result = results[0] if node.outputs == ("",) else ContextOf(dict(zip(node.outputs, results, strict=True)))
    return ListOf(result) if node.policy in ("R", "O", "C") else result


_CHECKS: Final[dict[type, Callable[[Checker, Any], Type]]] = {
    nodes.Literal: _literal, nodes.Name: _name, nodes.Path: _path, nodes.Filter: _filter, nodes.Unary: _unary,
    nodes.Arithmetic: _arithmetic, nodes.Comparison: _comparison, nodes.Between: _between, nodes.In: _in,
    nodes.Test: _test, nodes.Interval: _interval, nodes.Steps: _interval, nodes.Logic: _logic,
    nodes.If: _if, nodes.For: _for,
    nodes.Quantified: _quantified, nodes.ListNode: _list, nodes.ContextNode: _context,
    nodes.FunctionNode: _function, nodes.Call: _call, nodes.InstanceOf: _instance_of,
    nodes.Table: _table,
}  # fmt: skip
