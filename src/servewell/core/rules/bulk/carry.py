"""Tree to Ibis expression, node by node, with the three-valued logic of `operators.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any, Final

import ibis

from servewell.core.rules import nodes
from servewell.core.rules.bulk.calls import FUNCTIONS
from servewell.core.rules.bulk.carried import Carried, NotCarried
from servewell.core.rules.bulk.digits import MOST, Digits, of_type, of_value
from servewell.core.rules.nodes import Node
from servewell.core.rules.operators import calculate
from servewell.core.rules.types import (
    BOOLEAN,
    DATE,
    DAYS_TIME,
    NULL,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    ContextOf,
    ListOf,
    Scope,
    Type,
)
from servewell.core.rules.values import CONTEXT, YearsMonths

DAY: Final = 86_400_000_000  # microseconds
FARTHEST: Final = 1_000  # years: as many steps as a rule can have stay within the dates of an engine
OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
ORDERED: Final = frozenset({NUMBER, STRING, DATE, DAYS_TIME, YEARS_MONTHS})


def expression(tree: Node, columns: Mapping[str, Any], scope: Scope, now: datetime) -> Any:
    """Return the rule as an Ibis value over columns: boolean, decimal, string or date, null where it is not known.

    `columns` gives each name that the rule reads an Ibis value, or a plain value that is the same for all cases.
    Raises NotCarried.
    """
    found = _Carrier(columns, scope, now).carry(tree)
    if found.kind not in (BOOLEAN, NUMBER, STRING, DATE):
        raise NotCarried(f"the rule gives {found.kind.describe()}", tree)
    return found.value


class _Carrier:
    def __init__(self, columns: Mapping[str, Any], scope: Scope, now: datetime) -> None:
        self._columns = columns
        self._scope = scope
        self.now = now

    def carry(self, node: Node) -> Carried:
        """Return a part of the rule as an expression."""
        carry = _CARRIERS.get(type(node))
        if carry is None:
            raise NotCarried("this part has no form over columns", node)
        return carry(self, node)

    def boolean(self, node: Node) -> Any:
        found = self.carry(node)
        if found.kind == NULL:
            return ibis.null("boolean")
        if found.kind != BOOLEAN:
            raise NotCarried("this is no condition", node)
        return found.value

    def literal(self, node: nodes.Literal) -> Carried:
        return self.constant(node.value, node)

    def constant(self, value: Any, node: Node) -> Carried:
        if value is None:
            return Carried(NULL, None)
        if isinstance(value, bool):
            return Carried(BOOLEAN, ibis.literal(value), item=value)
        if isinstance(value, Decimal):
            digits = of_value(value)
            if digits.total > MOST:
                raise NotCarried("the number has too many digits", node)
            return Carried(NUMBER, ibis.literal(value, digits.type), digits, value)
        if isinstance(value, str):
            return Carried(STRING, ibis.literal(value), item=value)
        if type(value) is date:
            return Carried(DATE, ibis.date(value.isoformat()), item=value)
        if isinstance(value, YearsMonths) and abs(value.months) <= FARTHEST * 12:
            return Carried(YEARS_MONTHS, ibis.literal(value.months, "int64"), item=value)
        if isinstance(value, timedelta) and abs(value.days) <= FARTHEST * 366:
            return Carried(DAYS_TIME, ibis.literal(value // timedelta(microseconds=1), "int64"), item=value)
        if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
            return Carried(ListOf(STRING), ibis.literal(list(value), "array<string>"), item=tuple(value))
        raise NotCarried("this value has no form over columns", node)

    def name(self, node: nodes.Name) -> Carried:
        if node.name not in self._columns:
            raise NotCarried(f"there is no column for '{node.name}'", node)
        found = self._columns[node.name]
        if not isinstance(found, ibis.Value):
            return self.constant(found, node)
        return self._column(found, self._scope[node.name], node)

    def _column(self, found: Any, kind: Type, node: Node) -> Carried:
        if kind == NUMBER:
            digits = of_type(found.type())
            if digits is None:
                raise NotCarried("the column is no exact number", node)
            return Carried(NUMBER, found, digits)
        if kind in (STRING, BOOLEAN, DATE) or kind == ListOf(STRING) or isinstance(kind, ContextOf):
            return Carried(kind, found)
        raise NotCarried(f"{kind.describe()} has no form over columns", node)

    def path(self, node: nodes.Path) -> Carried:
        source = self.carry(node.source)
        if isinstance(source.kind, ContextOf):
            kind = source.kind.fields.get(node.field)
            if kind is None or node.field not in source.value.type().names:
                raise NotCarried("this field has no column", node)
            return self._column(source.value[node.field], kind, node)
        if source.kind == DATE and node.field in ("year", "month", "day"):
            part = getattr(source.value, node.field)()
            return Carried(NUMBER, part.cast("int64"), Digits(7, 0))
        if source.kind == YEARS_MONTHS and node.field in ("years", "months"):
            size = source.value.abs()
            part = size // 12 if node.field == "years" else size % 12
            return Carried(NUMBER, (part * source.value.sign()).cast("int64"), Digits(6, 0))
        raise NotCarried("this field has no form over columns", node)

    def comparison(self, node: nodes.Comparison) -> Carried:
        quotient = self._quotient(node)
        if quotient is not None:
            return Carried(BOOLEAN, quotient)
        return Carried(BOOLEAN, self._compared(node.operator, self.carry(node.left), self.carry(node.right), node))

    def _compared(self, operator: str, left: Carried, right: Carried, node: Node) -> Any:
        if operator in ("=", "!="):
            same = self._same(left, right, node)
            return same if operator == "=" else ~same
        if NULL in (left.kind, right.kind):
            return ibis.null("boolean")
        if left.kind != right.kind or left.kind not in ORDERED:
            raise NotCarried("these kinds have no order over columns", node)
        one, other = self._aligned(left, right, node)
        return OPERATORS[operator](one, other)

    def _same(self, left: Carried, right: Carried, node: Node) -> Any:
        """Return equality as FEEL has it: null equals null and nothing else."""
        if left.kind == NULL and right.kind == NULL:
            return ibis.literal(True)
        if right.kind == NULL:
            return left.value.isnull()
        if left.kind == NULL:
            return right.value.isnull()
        if left.kind != right.kind or left.kind not in {BOOLEAN, *ORDERED}:
            raise NotCarried("these kinds are not compared over columns", node)
        one, other = self._aligned(left, right, node)
        return one.identical_to(other)

    def _aligned(self, left: Carried, right: Carried, node: Node) -> tuple[Any, Any]:
        """Return two values as one type, so that no engine turns them into binary fractions to compare them."""
        if left.kind != NUMBER or left.digits.scale == right.digits.scale:
            return left.value, right.value
        both = left.digits.beside(right.digits)
        if both.total > MOST:
            raise NotCarried("the numbers have too many digits to compare", node)
        return left.value.cast(both.type), right.value.cast(both.type)

    def _quotient(self, node: nodes.Comparison) -> Any | None:
        """Return `a / b < c` as `a < c * b`, turned round where b is below zero; None when it has not this form.

        The row engine rounds a / b to 34 digits. Rounding keeps the order, and cannot reach c unless c * b needs that
        many digits itself.
        """
        if node.operator not in OPERATORS:
            return None
        for side, other, operator in (
            (node.left, node.right, node.operator), (node.right, node.left, MIRRORED[node.operator]),
        ):  # fmt: skip
            if isinstance(side, nodes.Arithmetic) and side.operator == "/":
                limit = self.carry(other)
                top, bottom = self.carry(side.left), self.carry(side.right)
                if not limit.kind == top.kind == bottom.kind == NUMBER:
                    raise NotCarried("only numbers are divided over columns", node)
                product = limit.digits.times(bottom.digits)
                if max(product.total, product.whole + top.digits.scale) > MOST - 1:
                    raise NotCarried("the numbers have too many digits to divide", node)
                scaled = Carried(NUMBER, self._product(limit, bottom, product), product)
                one, two = self._aligned(top, scaled, node)
                above, below = OPERATORS[operator](one, two), OPERATORS[MIRRORED[operator]](one, two)
                outcome = ibis.ifelse(bottom.value > 0, above, below)
                return ibis.ifelse((bottom.value == 0) | bottom.value.isnull(), ibis.null("boolean"), outcome)
        return None

    def _exact(self, number: Carried) -> Any:
        """Return a number as a decimal of just its digits: what an engine makes of a product follows from these."""
        return number.value.cast(number.digits.type)

    def _product(self, left: Carried, right: Carried, digits: Digits) -> Any:
        # Both as wide as the result: then engines and Ibis agree on the type, and nothing is rounded.
        one, other = (
            number.value.cast(Digits(digits.total - number.digits.scale, number.digits.scale).type)
            for number in (left, right)
        )
        return (one * other).cast(digits.type)

    def arithmetic(self, node: nodes.Arithmetic) -> Carried:
        left, right = self.carry(node.left), self.carry(node.right)
        if left.item is not None and right.item is not None:
            return self.constant(calculate(node.operator, left.item, right.item), node)
        if left.kind == right.kind == NUMBER and node.operator in ("+", "-", "*"):
            digits = left.digits.times(right.digits) if node.operator == "*" else left.digits.plus(right.digits)
            if digits.total > MOST:
                raise NotCarried("the result can need more than 34 digits", node)
            return Carried(NUMBER, self._calculated(node.operator, left, right, digits), digits)
        if node.operator in ("+", "-"):
            found = self._moved(node.operator, left, right)
            if found is not None:
                return found
        raise NotCarried("this calculation has no exact form over columns", node)

    def _calculated(self, operator: str, left: Carried, right: Carried, digits: Digits) -> Any:
        if operator == "*":
            return self._product(left, right, digits)
        one, other = left.value.cast(digits.type), right.value.cast(digits.type)
        return ((one + other) if operator == "+" else (one - other)).cast(digits.type)

    def _moved(self, operator: str, left: Carried, right: Carried) -> Carried | None:
        """Return a date moved by a constant length of time, or what lies between two dates."""
        if operator == "+" and right.kind == DATE:
            left, right = right, left
        if left.kind != DATE:
            return None
        sign = 1 if operator == "+" else -1
        if isinstance(right.item, YearsMonths):
            return Carried(DATE, (left.value + ibis.interval(months=sign * right.item.months)).cast("date"))
        if isinstance(right.item, timedelta):
            # Of a date, whole days count: 36 hours later is the next day, 36 hours earlier the day before the last.
            days = (sign * right.item) // timedelta(days=1)
            return Carried(DATE, (left.value + ibis.interval(days=days)).cast("date"))
        if right.kind == DATE and operator == "-":
            return Carried(DAYS_TIME, left.value.delta(right.value, unit="day").cast("int64") * DAY)
        return None

    def unary(self, node: nodes.Unary) -> Carried:
        found = self.carry(node.operand)
        if isinstance(found.item, Decimal):
            return self.constant(CONTEXT.minus(found.item), node)
        if found.kind != NUMBER:
            raise NotCarried("only numbers are negated over columns", node)
        return Carried(NUMBER, -self._exact(found), found.digits)

    def between(self, node: nodes.Between) -> Carried:
        operand = self.carry(node.operand)
        low, high = self.carry(node.low), self.carry(node.high)
        return Carried(BOOLEAN, self._compared(">=", operand, low, node) & self._compared("<=", operand, high, node))

    def contains(self, node: nodes.In) -> Carried:
        operand = self.carry(node.operand)
        if operand.kind == NULL or not node.tests:
            raise NotCarried("there is nothing to look for", node)
        return Carried(BOOLEAN, reduce(or_, [self._test(operand, test) for test in node.tests]))

    def _test(self, operand: Carried, test: Node) -> Any:
        if isinstance(test, nodes.Test):
            return self._compared(test.operator, operand, self.carry(test.right), test)
        if isinstance(test, nodes.Interval):
            return self._within(operand, test)
        if isinstance(test, nodes.ListNode):
            items = [self.carry(item) for item in test.items]
            if not items or any(item.item is None or item.kind != operand.kind for item in items):
                raise NotCarried("only lists of constants of one kind are looked through", test)
            return reduce(or_, [self._is(operand, item, test) for item in items])
        against = self.carry(test)
        if against.kind == BOOLEAN and operand.kind != BOOLEAN:
            raise NotCarried("a condition on '?' has no form over columns", test)
        nothing = ibis.null("boolean")
        if against.kind == ListOf(STRING) and operand.kind == STRING:
            found = against.value.contains(operand.value)
            missing = ibis.ifelse(operand.value.isnull() & against.value.isnull(), ibis.literal(True), nothing)
            return ibis.ifelse(operand.value.isnull() | against.value.isnull(), missing, found)
        if against.kind == NULL:
            return ibis.ifelse(operand.value.isnull(), ibis.literal(True), nothing)
        if against.item is not None:
            return self._is(operand, against, test)
        same = self._same(operand, against, test)
        return ibis.ifelse(operand.value.isnull() != against.value.isnull(), nothing, same)

    def _is(self, operand: Carried, constant: Carried, node: Node) -> Any:
        """Return whether a value is a constant; null where it is not known."""
        if operand.kind != constant.kind or operand.kind not in {BOOLEAN, *ORDERED}:
            raise NotCarried("these kinds are not compared over columns", node)
        one, other = self._aligned(operand, constant, node)
        return one == other

    def _within(self, operand: Carried, test: nodes.Interval) -> Any:
        if test.by_comparison:
            raise NotCarried("this range has no form over columns", test)
        low, high = self.carry(test.low), self.carry(test.high)
        if NULL in (low.kind, high.kind):
            return ibis.null("boolean")
        inside = self._compared(">=" if test.includes_low else ">", operand, low, test) & self._compared(
            "<=" if test.includes_high else "<", operand, high, test
        )
        if low.item is not None and high.item is not None:
            return inside
        return ibis.ifelse(low.value.isnull() | high.value.isnull(), ibis.null("boolean"), inside)

    def logic(self, node: nodes.Logic) -> Carried:
        parts = [self.boolean(part) for part in node.parts]
        return Carried(BOOLEAN, reduce(and_ if node.operator == "and" else or_, parts))

    def choice(self, node: nodes.If) -> Carried:
        condition = self.boolean(node.condition)
        return self._chosen(condition, self.carry(node.then), self.carry(node.otherwise), node)

    def _chosen(self, condition: Any, then: Carried, otherwise: Carried, node: Node) -> Carried:
        """Return one of two values; a condition that is not known counts as false."""
        if then.kind == NULL and otherwise.kind == NULL:
            raise NotCarried("neither side has a value", node)
        kind = otherwise.kind if then.kind == NULL else then.kind
        if {then.kind, otherwise.kind} - {NULL} != {kind} or kind not in (BOOLEAN, NUMBER, STRING, DATE):
            raise NotCarried("the two sides are of different kinds", node)
        digits = then.digits.beside(otherwise.digits)
        if digits.total > MOST:
            raise NotCarried("the numbers have too many digits", node)
        sides = [
            ibis.null(digits.type if kind == NUMBER else (then if otherwise is one else otherwise).value.type())
            if one.kind == NULL
            else one.value.cast(digits.type) if kind == NUMBER else one.value
            for one in (then, otherwise)
        ]  # fmt: skip
        return Carried(kind, ibis.ifelse(condition.fill_null(False), *sides), digits)

    def call(self, node: nodes.Call) -> Carried:
        name = node.function.name if isinstance(node.function, nodes.Name) else ""
        carry = FUNCTIONS.get(name)
        if carry is None or name in self._scope or node.named:
            raise NotCarried(f"the function '{name}' has no form over columns" if name else "a called value", node)
        return carry(self, node)

    def table(self, node: nodes.Table) -> Carried:
        if len(node.outputs) != 1 or node.policy not in ("U", "F", "C#"):
            raise NotCarried("this kind of table has no form over columns", node)
        inputs = [self.carry(one) for one in node.inputs]
        hits = [self._hit(inputs, row) for row in node.rows]
        count = reduce(lambda one, other: one + other, [hit.ifelse(1, 0) for hit in hits], ibis.literal(0))
        if node.policy == "C#":
            return Carried(NUMBER, count.cast("int64"), Digits(9, 0))
        found = self.carry(node.defaults[0]) if node.defaults and node.defaults[0] else Carried(NULL, None)
        has_default = found.kind != NULL
        for hit, row in zip(reversed(hits), reversed(node.rows), strict=True):
            found = self._chosen(hit, self.carry(row.outputs[0]), found, node)
        if node.policy == "F" or len(hits) < 2:
            return found
        single = count <= 1 if has_default else count == 1
        return self._chosen(single, found, Carried(NULL, None), node)

    def _hit(self, inputs: Sequence[Carried], row: nodes.Row) -> Any:
        cells = [
            reduce(or_, [self._test(one, test) for test in cell]).fill_null(False)
            for one, cell in zip(inputs, row.tests, strict=True)
            if cell
        ]
        return reduce(and_, cells, ibis.literal(True))


_CARRIERS: Final[Mapping[type, Callable[[_Carrier, Any], Carried]]] = {
    nodes.Literal: _Carrier.literal, nodes.Name: _Carrier.name, nodes.Path: _Carrier.path,
    nodes.Comparison: _Carrier.comparison, nodes.Arithmetic: _Carrier.arithmetic, nodes.Unary: _Carrier.unary,
    nodes.Between: _Carrier.between, nodes.In: _Carrier.contains, nodes.Logic: _Carrier.logic,
    nodes.If: _Carrier.choice, nodes.Call: _Carrier.call, nodes.Table: _Carrier.table,
}  # fmt: skip
