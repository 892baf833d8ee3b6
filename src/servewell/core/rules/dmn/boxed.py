"""Boxed expressions (DMN 1.5, 10.2) as closures over frames; their texts go through the parser of rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from types import NoneType
from typing import Any, Final
from xml.etree.ElementTree import Element

from servewell.core.rules import nodes
from servewell.core.rules.compile import compiled
from servewell.core.rules.dmn.types import ItemType, Types, fitted
from servewell.core.rules.dmn.xml import ModelError, child, children, local, name_of, text_of, type_of
from servewell.core.rules.faults import RuleError
from servewell.core.rules.frame import ITEMS_A_STEP, Frame, Run
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.loops import combinations, steppable
from servewell.core.rules.nodes import Node
from servewell.core.rules.parse import parse, parse_tests
from servewell.core.rules.values import Function

PLACE: Final = {"start": 0, "end": 0}
POLICIES: Final[Mapping[str, nodes.Policy]] = {
    "UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "RULE ORDER": "R", "OUTPUT ORDER": "O", "COLLECT": "C",
}  # fmt: skip
AGGREGATIONS: Final[Mapping[str, nodes.Policy]] = {"SUM": "C+", "MIN": "C<", "MAX": "C>", "COUNT": "C#"}
MOST_ENTRIES: Final = 1_000  # of a context: each sees all before it
_WORDS: Final = re.compile(r"[^\W\d]\w*|.", re.DOTALL)


class Boxed:
    """Compiles the expressions of one model. A text that cannot be read is null, and noted in `faults`."""

    def __init__(self, names: Sequence[str], types: Types) -> None:
        self.types = types
        self.faults: list[str] = []
        self.where = ""  # the part of the model that is read now, for what is told of faults
        self._names: dict[str, list[str]] = {}  # by first word
        for name in names:
            self._names.setdefault(_first_word(name), []).append(name)
        self._forms: dict[str, Callable[[Element, tuple[str, ...]], Run]] = {
            "literalExpression": self._literal, "context": self._context, "invocation": self._invocation,
            "functionDefinition": self._function, "decisionTable": self._table, "relation": self._relation,
            "list": self._list, "conditional": self._conditional, "filter": self._filter, "for": self._loop,
            "some": self._quantified, "every": self._quantified,
        }  # fmt: skip

    def inside(self, element: Element | None, names: tuple[str, ...] = ()) -> Run:
        """Compile the expression that an element holds; what is not there is null."""
        found = None if element is None else next(children(element, *self._forms), None)
        return _null if found is None else self.run(found, names)

    def run(self, element: Element, names: tuple[str, ...] = ()) -> Run:
        """Compile an expression; `names` are known besides those of the model."""
        run = self._forms[local(element)](element, names)
        kind = self.types.named(type_of(element))
        return run if kind is None else _fitting(run, kind)

    def tree(self, text: str, names: tuple[str, ...]) -> Node:
        """Read a text; what cannot be read is null."""
        try:
            tree = parse(text, self._known(text, names), BUILTINS)
        except RuleError as error:
            self._note(text, error)
            return nodes.Literal(None, **PLACE)
        typed: Node = self._typed(tree)
        return typed

    def _known(self, text: str, names: tuple[str, ...]) -> list[str]:
        """Return the names that may stand in a text: a model can have thousands."""
        words = set(_WORDS.findall(text))
        own = [name for name in names if _first_word(name) in words]
        return own + [name for word in words for name in self._names.get(word, ())]

    def _note(self, text: str, error: RuleError) -> None:
        self.faults.append(f"{self.where}: {text}: {error}")

    def _typed(self, tree: Any) -> Any:
        """Put the model's own types into `instance of`."""
        if isinstance(tree, tuple):
            return tuple(self._typed(one) for one in tree)
        if not is_dataclass(tree) or not isinstance(tree, Node):
            return tree
        parts = {one.name: self._typed(getattr(tree, one.name)) for one in fields(tree)}
        if isinstance(tree, nodes.InstanceOf) and (kind := self._own(tree.type_name)) is not None:
            is_of = Function(("value",), lambda values: values[0] is not None and kind.has_form(values[0]))
            function = nodes.Literal(is_of, start=tree.start, end=tree.end)
            return nodes.Call(function, (parts["operand"],), (), start=tree.start, end=tree.end)
        return replace(tree, **parts)

    def _own(self, name: nodes.TypeName) -> ItemType | None:
        if self.types.knows(name.name):
            return self.types.named(name.name)
        if name.name == "list" and name.arguments and (item := self._own(name.arguments[0])) is not None:
            return ItemType("list", item=item)
        return None

    def _literal(self, element: Element, names: tuple[str, ...]) -> Run:
        text = text_of(element)
        return compiled(self.tree(text, names)) if text else _null

    def _context(self, element: Element, names: tuple[str, ...]) -> Run:
        entries: list[tuple[str | None, Run]] = []
        written = list(children(element, "contextEntry"))
        if len(written) > MOST_ENTRIES:
            raise ModelError(f"{self.where}: a context has {len(written)} entries; at most {MOST_ENTRIES} are read.")
        for entry in written:
            variable = child(entry, "variable")
            run = self.inside(entry, names)
            if variable is None:
                entries.append((None, run))
                continue
            kind = self.types.named(variable.get("typeRef", ""))
            entries.append((name_of(entry), run if kind is None else _fitting(run, kind)))
            names = (*names, name_of(entry))

        def context(frame: Frame) -> Any:
            found: dict[str, Any] = {}
            inner = frame.within({})
            for name, run in entries:
                value = run(inner)
                if name is None:
                    return value
                found[name] = value
                inner = inner.within({name: value})
            return found

        return context

    def _invocation(self, element: Element, names: tuple[str, ...]) -> Run:
        function = self.inside(element, names)
        given = {
            name_of(one) if (parameter := child(one, "parameter")) is None else parameter.get("name", ""): self.inside(
                one, names
            )
            for one in children(element, "binding")
        }

        def call(frame: Frame) -> Any:
            found = function(frame)
            if not isinstance(found, Function) or not set(given) <= set(found.parameters):
                return None
            values = {name: run(frame) for name, run in given.items()}
            return found.call([values.get(name) for name in found.parameters])

        return call

    def _function(self, element: Element, names: tuple[str, ...]) -> Run:
        if element.get("kind", "FEEL") not in ("FEEL", "F"):
            return _null  # Java and PMML: rules reach nothing outside themselves
        return self.function(element, names)

    def function(self, element: Element, names: tuple[str, ...]) -> Run:
        """Compile a function with its parameters; what does not conform to their types is not called with."""
        parameters = [
            (one.get("name", ""), self.types.named(one.get("typeRef", "")))
            for one in children(element, "formalParameter")
        ]
        body = self.inside(element, (*names, *(name for name, _ in parameters)))
        labels = tuple(name for name, _ in parameters)

        def make(frame: Frame) -> Function:
            def call(values: Sequence[Any]) -> Any:
                if len(values) != len(parameters):
                    return None
                given = [fitted(frame, value, kind) for value, (_, kind) in zip(values, parameters, strict=True)]
                if any(one is None and value is not None for one, value in zip(given, values, strict=True)):
                    return None
                with frame.call():
                    return body(frame.within(dict(zip(labels, given, strict=True))))

            return Function(labels, call)

        return make

    def _table(self, element: Element, names: tuple[str, ...]) -> Run:
        inputs = [
            self.tree(text_of(child(one, "inputExpression")) or "null", names) for one in children(element, "input")
        ]
        outputs = list(children(element, "output"))
        rows = [
            nodes.Row(
                tuple(self._cell(text_of(one), names) for one in children(rule, "inputEntry")),
                tuple(self.tree(text_of(one) or "null", names) for one in children(rule, "outputEntry")),
                **PLACE,
            )
            for rule in children(element, "rule")
        ]
        for at, row in enumerate(rows, 1):
            if (len(row.tests), len(row.outputs)) != (len(inputs), len(outputs)):
                found = f"{len(row.tests)} and {len(row.outputs)} cells"
                wanted = f"{len(inputs)} inputs and {len(outputs)} outputs"
                raise ModelError(f"{self.where}: row {at} of the table has {found} for {wanted}.")
        policy = POLICIES.get(element.get("hitPolicy", "UNIQUE"), "U")
        policy = AGGREGATIONS.get(element.get("aggregation", ""), policy) if policy == "C" else policy
        labels = ("",) if len(outputs) == 1 else tuple(" ".join(one.get("name", "").split()) for one in outputs)
        table = nodes.Table(
            tuple(inputs), tuple(rows), labels, policy,
            tuple(self._choices(child(one, "outputValues"), names) for one in outputs),
            tuple(self._default(one, names) for one in outputs), **PLACE,
        )  # fmt: skip
        return compiled(table)

    def _cell(self, text: str, names: tuple[str, ...]) -> tuple[Node, ...]:
        if not text:
            return ()
        try:
            return tuple(self._typed(one) for one in parse_tests(text, self._known(text, names), BUILTINS))
        except RuleError as error:
            self._note(text, error)
            return (nodes.Literal(False, **PLACE),)

    def _choices(self, element: Element | None, names: tuple[str, ...]) -> tuple[Node, ...]:
        tree = self.tree(f"[{text_of(element)}]", names) if element is not None else None
        return tree.items if isinstance(tree, nodes.ListNode) else ()

    def _default(self, output: Element, names: tuple[str, ...]) -> Node | None:
        found = child(output, "defaultOutputEntry")
        return None if found is None else self.tree(text_of(found) or "null", names)

    def _relation(self, element: Element, names: tuple[str, ...]) -> Run:
        labels = [" ".join(one.get("name", "").split()) for one in children(element, "column")]
        rows = [[self.run(one, names) for one in children(row, *self._forms)] for row in children(element, "row")]
        return lambda frame: [dict(zip(labels, (run(frame) for run in row), strict=False)) for row in rows]

    def _list(self, element: Element, names: tuple[str, ...]) -> Run:
        items = [self.run(one, names) for one in children(element, *self._forms)]
        return lambda frame: [run(frame) for run in items]

    def _conditional(self, element: Element, names: tuple[str, ...]) -> Run:
        condition, then, otherwise = (self.inside(child(element, one), names) for one in ("if", "then", "else"))

        def choose(frame: Frame) -> Any:
            found = condition(frame)
            if found is not None and not isinstance(found, bool):
                return None
            return then(frame) if found else otherwise(frame)

        return choose

    def _filter(self, element: Element, names: tuple[str, ...]) -> Run:
        source, condition = (
            self.inside(child(element, "in"), names),
            self.inside(child(element, "match"), (*names, "item")),
        )

        def kept(frame: Frame) -> Any:
            value = source(frame)
            items = value if isinstance(value, (list, tuple)) else [value]
            outcomes = [
                condition(frame.within({"item": item, **(item if isinstance(item, Mapping) else {})})) for item in items
            ]
            frame.step(len(items))
            if value is None or not all(isinstance(one, (bool, NoneType)) for one in outcomes):
                return None
            return [item for item, outcome in zip(items, outcomes, strict=True) if outcome]

        return kept

    def _loop(self, element: Element, names: tuple[str, ...]) -> Run:
        name = element.get("iteratorVariable", "")
        source = self.inside(child(element, "in"), names)
        result = self.inside(child(element, "return"), (*names, name, "partial"))

        def loop(frame: Frame) -> Any:
            items = steppable(source(frame), may_fall=False)
            if items is None:
                return None
            found: list[Any] = []
            for inner in combinations(frame, (name, items), (), 1):
                frame.step(len(found) // ITEMS_A_STEP)
                found.append(result(inner.within({"partial": list(found)})))
            return found

        return loop

    def _quantified(self, element: Element, names: tuple[str, ...]) -> Run:
        name = element.get("iteratorVariable", "")
        source = self.inside(child(element, "in"), names)
        condition = self.inside(child(element, "satisfies"), (*names, name))
        decisive = local(element) == "some"

        def quantify(frame: Frame) -> bool | None:
            items = steppable(source(frame), may_fall=False)
            if items is None:
                return None
            found = [condition(inner) for inner in combinations(frame, (name, items), (), 1)]
            if not all(isinstance(one, (bool, NoneType)) for one in found):
                return None
            return decisive if decisive in found else None if None in found else not decisive

        return quantify


def _null(frame: Frame) -> None:
    return None


def _fitting(run: Run, kind: ItemType) -> Run:
    return lambda frame: fitted(frame, run(frame), kind)


@lru_cache(maxsize=4096)
def _first_word(name: str) -> str:
    found = _WORDS.match(name)
    return found.group() if found else ""
