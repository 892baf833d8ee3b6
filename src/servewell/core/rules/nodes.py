"""The checked tree of a rule. Every node knows where it stands in the text (offset and end, in characters)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any part of a rule."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: None, bool, Decimal, str or a temporal value."""

    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name looked up in scope; `?` is the tested value."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A field of a context, or of each context of a list."""

    source: Node
    field: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`list[condition]` or `list[index]`."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """Minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Plus, minus, times, divided by, to the power of."""

    operator: Choice["+", "-", "*", "/", "**"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """Equal, unequal, smaller, larger."""

    operator: Choice["=", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`x between a and b`, ends included."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`x in tests`: true when one of the tests holds."""

    operand: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Test(Node):
    """A unary test without operand: `< 5`, the operand is what stands left of `in`."""

    operator: Choice["=", "!=", "<", "<=", ">", ">="]
    right: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[a..b]` with open or closed ends."""

    low: Node
    high: Node
    includes_low: bool
    includes_high: bool
    by_comparison: bool = False  # `(< 10)`: an end without a value is no end


@dataclass(frozen=True, slots=True)
class Steps(Node):
    """`1..10` or `10..1` as the source of a loop: whole steps up or down, both ends included."""

    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and`, `or` over two or more parts, three-valued."""

    operator: Choice["and", "or"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then a else b`; unknown counts as false."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for x in list, y in 1..3 return expression`."""

    iterators: tuple[tuple[str, Node], ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every x in list satisfies condition`."""

    quantifier: Choice["some", "every"]
    iterators: tuple[tuple[str, Node], ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextNode(Node):
    """`{name: expression}`; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function call, with positional or named parameters."""

    function: Node
    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class FunctionNode(Node):
    """`function(a, b) a + b`."""

    parameters: tuple[str, ...]
    body: Node
    types: tuple[TypeName | None, ...] = ()  # of the parameters, where they are written


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type as written: `number`, `list<number>`, `context<age: number>`, `function<date> -> date`."""

    name: str
    arguments: tuple[TypeName, ...] = ()
    fields: tuple[tuple[str, TypeName], ...] = ()
    result: TypeName | None = None


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`x instance of number`."""

    operand: Node
    type_name: TypeName


# DMN 1.5, 8.2.8: unique, any, priority, first, rule order, output order, collect (also as sum, least, most, count).
Policy = Choice["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"]


@dataclass(frozen=True, slots=True)
class Row(Node):
    """One row of a decision table: a cell of unary tests for each input (none: anything), a node for each output."""

    tests: tuple[tuple[Node, ...], ...]
    outputs: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A decision table. With `outputs` of one empty name it gives the value itself, else a context.

    `priorities` holds for each output the nodes of its allowed values, best first (policies P and O).
    """

    inputs: tuple[Node, ...]
    rows: tuple[Row, ...]
    outputs: tuple[str, ...]
    policy: Policy
    priorities: tuple[tuple[Node, ...], ...] = ()
    defaults: tuple[Node | None, ...] = ()
