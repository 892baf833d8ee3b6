"""Tree to one Python function, for the common case: every name has a value of its type.

What the function cannot decide exactly as the closures of `compile.py` do, it leaves to them: it returns `MISSED` when
a value is missing or of another kind, and a tree with any other node has no such function at all. The function is
made from the tree alone: of the rule's text only constants get into it, each as a value or as a quoted key.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from types import CodeType, FunctionType
from typing import Any, Final, TypeAlias

from servewell.core.rules import nodes
from servewell.core.rules.nodes import Node
from servewell.core.rules.types import BOOLEAN, DATE, NUMBER, STRING, ContextOf, ListOf, Scope, Type
from servewell.core.rules.values import CONTEXT

Fast: TypeAlias = Callable[[Mapping[str, Any], datetime], Any]
MISSED: Final = object()
_COLD: Final = 8  # times: making the function takes as long as some twenty evaluations by closures
# As CONTEXT, but what becomes null there is raised here, and left to the closures.
_TRAPPING: Final = Context(
    prec=CONTEXT.prec, rounding=CONTEXT.rounding, Emin=CONTEXT.Emin, Emax=CONTEXT.Emax,
    traps=[Overflow, InvalidOperation, DivisionByZero],
)  # fmt: skip
_CLASSES: Final[Mapping[Type, type]] = {NUMBER: Decimal, STRING: str, BOOLEAN: bool, DATE: date}
_COMPARISONS: Final = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_SUMS: Final = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_FIXED: Final[Mapping[str, Any]] = {
    "MISSED": MISSED, "Decimal": Decimal, "str": str, "bool": bool, "date": date, "list": list,
    "KeyError": KeyError, "TypeError": TypeError, "ArithmeticError": ArithmeticError,
    **{name: getattr(_TRAPPING, name) for name in (*_SUMS.values(), "minus")},
}  # fmt: skip


class _UnfitError(Exception):
    """A node that has no exact form here."""


def fast(tree: Node, scope: Scope) -> Fast | None:
    """Return the function of a tree, or None when it has none."""
    writer = _Writer(scope)
    try:
        body = [*writer.statements(tree)]
        lines = ["def rule(values, now):", " try:", *(f"  {line}" for line in body)]
        lines += [" except (KeyError, TypeError, ArithmeticError):", "  return MISSED"]
        module = compile(ast.parse("\n".join(lines)), "<rule>", "exec")
    except (_UnfitError, SyntaxError, RecursionError, MemoryError):
        return None
    code = next(one for one in module.co_consts if isinstance(one, CodeType))
    return FunctionType(code, {"__builtins__": {}, **_FIXED, **writer.constants})


class Warming:
    """The function of a tree, made once it has been asked for a few times: most rules are only checked."""

    __slots__ = ("_asked", "_scope", "_tree", "decide")
    decide: Fast

    def __init__(self, tree: Node, scope: Scope) -> None:
        self._tree = tree
        self._scope = scope
        self._asked = 0
        self.decide = self._warm

    def _warm(self, values: Mapping[str, Any], now: datetime) -> Any:
        self._asked += 1
        if self._asked > _COLD:
            self.decide = fast(self._tree, self._scope) or (lambda values, now: MISSED)
        return MISSED


class _Writer:
    """Writes one function: `values` are loaded and their class tested before the first clause that reads them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._loaded: dict[str, str] = {}
        self._lines: list[str] = []
        self.constants: dict[str, Any] = {}

    def statements(self, tree: Node) -> Iterator[str]:
        # One statement for each part of an outer `and`: what settles it early spares loading the rest.
        is_chain = isinstance(tree, nodes.Logic) and tree.operator == "and"
        parts = tree.parts if isinstance(tree, nodes.Logic) and is_chain else (tree,)
        for part in parts:
            kind, text = self._of(part)
            yield from self._lines
            self._lines.clear()
            if is_chain:
                self._need(kind, BOOLEAN)
                yield f"if not {text}: return False"
            else:
                yield f"return {text}"
        if is_chain:
            yield "return True"

    def _of(self, node: Node) -> tuple[Type, str]:
        write = _WRITERS.get(type(node))
        if write is None:
            raise _UnfitError
        return write(self, node)

    def _need(self, found: Type, wanted: Type) -> None:
        if found != wanted:
            raise _UnfitError

    def _all(self, parts: Sequence[Node], wanted: Type) -> list[str]:
        found = [self._of(part) for part in parts]
        for kind, _ in found:
            self._need(kind, wanted)
        return [text for _, text in found]

    def _constant(self, value: Any) -> str:
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def _load(self, keys: Sequence[str], kind: Type) -> tuple[Type, str]:
        wanted = list if isinstance(kind, ListOf) else _CLASSES.get(kind)
        if wanted is None or (isinstance(kind, ListOf) and kind.item != STRING):
            raise _UnfitError
        path = "".join(f"[{key!r}]" for key in keys)
        name = self._loaded.get(path)
        if name is None:
            name = self._loaded[path] = f"v{len(self._loaded)}"
            self._lines.append(f"{name} = values{path}")
            self._lines.append(f"if {name}.__class__ is not {wanted.__name__}: return MISSED")
        return kind, name

    def literal(self, node: nodes.Literal) -> tuple[Type, str]:
        kind = next((kind for kind, one in _CLASSES.items() if type(node.value) is one), None)
        if kind is None:
            raise _UnfitError
        return kind, repr(node.value) if kind == BOOLEAN else self._constant(node.value)

    def name(self, node: nodes.Name) -> tuple[Type, str]:
        if node.name not in self._scope:
            raise _UnfitError
        return self._load((node.name,), self._scope[node.name])

    def path(self, node: nodes.Path) -> tuple[Type, str]:
        name = node.source.name if isinstance(node.source, nodes.Name) else ""
        source = self._scope.get(name)
        if not isinstance(source, ContextOf) or node.field not in source.fields:
            raise _UnfitError
        return self._load((name, node.field), source.fields[node.field])

    def comparison(self, node: nodes.Comparison) -> tuple[Type, str]:
        return BOOLEAN, self._compared(node.operator, self._of(node.left), self._of(node.right))

    def _compared(self, operator: str, left: tuple[Type, str], right: tuple[Type, str]) -> str:
        self._need(left[0], right[0])
        if left[0] not in _CLASSES or (left[0] == BOOLEAN and operator not in ("=", "!=")):
            raise _UnfitError
        return f"({left[1]} {_COMPARISONS[operator]} {right[1]})"

    def between(self, node: nodes.Between) -> tuple[Type, str]:
        operand = self._of(node.operand)
        low, high = (self._compared(*one) for one in ((">=", operand, self._of(node.low)),
                                                      ("<=", operand, self._of(node.high))))  # fmt: skip
        return BOOLEAN, f"({low} and {high})"

    def contains(self, node: nodes.In) -> tuple[Type, str]:
        operand = self._of(node.operand)
        if not node.tests:
            raise _UnfitError
        return BOOLEAN, "(" + " or ".join(self._test(operand, test) for test in node.tests) + ")"

    def _test(self, operand: tuple[Type, str], test: Node) -> str:
        if isinstance(test, nodes.Test):
            return self._compared(test.operator, operand, self._of(test.right))
        if isinstance(test, nodes.Interval) and not test.by_comparison:
            low = self._compared(">=" if test.includes_low else ">", operand, self._of(test.low))
            high = self._compared("<=" if test.includes_high else "<", operand, self._of(test.high))
            return f"({low} and {high})"
        if isinstance(test, nodes.ListNode) and test.items:
            values = [item.value for item in test.items if isinstance(item, nodes.Literal)]
            if operand[0] == BOOLEAN or len(values) < len(test.items):
                raise _UnfitError
            self._all(test.items, operand[0])
            kept = frozenset(values) if operand[0] == STRING else tuple(values)
            return f"({operand[1]} in {self._constant(kept)})"
        kind, text = self._of(test)
        if isinstance(kind, ListOf):
            self._need(operand[0], STRING)
            return f"({operand[1]} in {text})"
        return self._compared("=", operand, (kind, text))

    def logic(self, node: nodes.Logic) -> tuple[Type, str]:
        return BOOLEAN, "(" + f" {node.operator} ".join(self._all(node.parts, BOOLEAN)) + ")"

    def choice(self, node: nodes.If) -> tuple[Type, str]:
        (condition,) = self._all((node.condition,), BOOLEAN)
        (kind, then), (other, otherwise) = self._of(node.then), self._of(node.otherwise)
        self._need(kind, other)
        return kind, f"({then} if {condition} else {otherwise})"

    def minus(self, node: nodes.Unary) -> tuple[Type, str]:
        (operand,) = self._all((node.operand,), NUMBER)
        return NUMBER, f"minus({operand})"

    def arithmetic(self, node: nodes.Arithmetic) -> tuple[Type, str]:
        if node.operator not in _SUMS:
            raise _UnfitError
        left, right = self._all((node.left, node.right), NUMBER)
        return NUMBER, f"{_SUMS[node.operator]}({left}, {right})"

    def call(self, node: nodes.Call) -> tuple[Type, str]:
        name = node.function.name if isinstance(node.function, nodes.Name) else ""
        if name in self._scope or node.named:
            raise _UnfitError
        if name == "not" and len(node.positional) == 1:
            return BOOLEAN, f"(not {self._all(node.positional, BOOLEAN)[0]})"
        if name == "today" and not node.positional:
            return DATE, "now.date()"
        raise _UnfitError


_WRITERS: Final[Mapping[type, Callable[[_Writer, Any], tuple[Type, str]]]] = {
    nodes.Literal: _Writer.literal,
    nodes.Name: _Writer.name,
    nodes.Path: _Writer.path,
    nodes.Comparison: _Writer.comparison,
    nodes.Between: _Writer.between,
    nodes.In: _Writer.contains,
    nodes.Logic: _Writer.logic,
    nodes.If: _Writer.choice,
    nodes.Unary: _Writer.minus,
    nodes.Arithmetic: _Writer.arithmetic,
    nodes.Call: _Writer.call,
}
