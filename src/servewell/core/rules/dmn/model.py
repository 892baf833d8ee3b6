"""A decision model: its requirements graph (DMN 1.5, 6), and what its decisions and services come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias
from xml.etree.ElementTree import Element

from servewell.core.rules.compile import compiled
from servewell.core.rules.dmn.boxed import PLACE, Boxed
from servewell.core.rules.dmn.types import ItemType, Test, Types, fitted
from servewell.core.rules.dmn.xml import ModelError, child, children, local, name_of, read_xml, type_of
from servewell.core.rules.faults import BudgetError, RuleError
from servewell.core.rules.frame import Budget, Frame, Run
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.nodes import In, Name
from servewell.core.rules.parse import parse_tests
from servewell.core.rules.values import Function, Value

Kind: TypeAlias = Literal["inputData", "decision", "businessKnowledgeModel", "decisionService"]
KINDS: Final = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
NAMED: Final = (*KINDS, "variable", "itemComponent", "output", "column", "itemDefinition")
PARAMETERS: Final = ("formalParameter", "parameter")
REQUIRED: Final = ("requiredDecision", "requiredInput", "requiredKnowledge")
FOREIGN: Final = re.compile(r"\bexternal\s*\{\s*(java|pmml)\b")
STEPS_A_DECISION: Final = 10
TOO_DEEP: Final = "The decisions require one another more levels deep than the stack that was left."
_SOME_MOMENT: Final = datetime(2000, 1, 1)  # noqa: DTZ001  # tests of allowed values do not read the clock


@dataclass(slots=True)
class Part:
    """A node of the graph. `requires` are the ids of what it reads, those of other models behind a namespace."""

    id: str
    kind: Kind
    name: str
    type: ItemType | None
    requires: tuple[str, ...]
    run: Run = lambda frame: None
    is_foreign: bool = False  # it holds a function in Java or PMML, which is null here
    outputs: tuple[str, ...] = ()  # of a service
    inputs: tuple[str, ...] = ()  # of a service: what it is called with, in order


@dataclass(slots=True)
class _Evaluation:
    """What is known so far: given inputs, overridden decisions, found values."""

    inputs: Mapping[str, Value]
    now: datetime
    budget: Budget = field(default_factory=Budget)
    found: dict[tuple[str, str], Any] = field(default_factory=dict)
    open: set[tuple[str, str]] = field(default_factory=set)

    def frame(self, values: Mapping[str, Any]) -> Frame:
        """Return a frame that sees these values, with the budget of the evaluation."""
        return Frame(values, self.now, self.budget)


class Model:
    """One model with those that it imports. `faults` lists the texts that could not be read."""

    def __init__(self, root: Element, imports: Mapping[str, Model]) -> None:
        self.namespace = root.get("namespace", "")
        self.name = root.get("name", "")
        self.imports = {one.get("name", ""): imports[one.get("namespace", "")] for one in children(root, "import")
                        if one.get("namespace", "") in imports}  # fmt: skip
        elements = list(children(root, *KINDS))
        self.types = Types(children(root, "itemDefinition"), self._allowed)
        self.types.imported = {prefix: model.types for prefix, model in self.imports.items()}
        inner = [name for model in self.imports.values() for name in model.names]
        self.names: list[str] = sorted({*_names(root), *inner})
        self._boxed = Boxed((*self.names, *self.imports), self.types)
        self.parts: dict[str, Part] = {}
        for element in elements:
            part = self._part(element)
            self.parts[part.id] = part
        self._by_name = {part.name: part for part in self.parts.values()} | {
            " ".join(element.get("name", "").split()): self.parts[element.get("id", name_of(element))]
            for element in elements
        }
        self.faults = tuple(self._boxed.faults)

    def evaluate(self, name: str, inputs: Mapping[str, Value], *, now: datetime) -> Value:
        """Return what a decision comes to; raise KeyError for an unknown name, BudgetError where it takes too long."""
        part = self._by_name[name]
        try:
            value: Value = self._value(part.id, _Evaluation(inputs, now))
        except RecursionError as error:
            raise BudgetError(TOO_DEEP) from error
        return value

    def call(self, name: str, inputs: Mapping[str, Value], *, now: datetime) -> Value:
        """Return what a decision service gives for its inputs, decisions among them; null when one is missing.

        Raises as `evaluate` does.
        """
        evaluation = _Evaluation(inputs, now)
        try:
            service = self._fresh(self._by_name[name], evaluation)
            if not isinstance(service, Function) or not set(service.parameters) <= set(inputs):
                return None
            return service.call([inputs[one] for one in service.parameters])
        except RecursionError as error:
            raise BudgetError(TOO_DEEP) from error

    def needs_foreign(self, name: str) -> bool:
        """Tell whether a decision of this model reads a function in Java or PMML; those of imports do not count."""
        left = [part.id for part in (self._by_name.get(name),) if part is not None]
        seen: set[str] = set()
        while left:
            part = self.parts.get(left.pop())
            if part is not None and part.id not in seen:
                seen.add(part.id)
                if part.is_foreign:
                    return True
                left += [href.removeprefix("#") for href in (*part.requires, *part.outputs)]
        return False

    def _part(self, element: Element) -> Part:
        kind: Kind = local(element)  # type: ignore[assignment]  # only these were asked for
        requires = tuple(
            one.get("href", "")
            for requirement in children(element, "informationRequirement", "knowledgeRequirement")
            for one in children(requirement, *REQUIRED)
        )
        part = Part(
            element.get("id", name_of(element)), kind, name_of(element), self.types.named(type_of(element)), requires
        )
        part.is_foreign = _is_foreign(element)
        self._boxed.where = f"{self.name}, {part.name}"
        if kind == "decision":
            part.run = self._boxed.inside(element)
        elif kind == "businessKnowledgeModel":
            logic = child(element, "encapsulatedLogic")
            is_ours = logic is not None and logic.get("kind", "FEEL") in ("FEEL", "F")
            part.run = self._boxed.function(logic, ()) if logic is not None and is_ours else part.run
        elif kind == "decisionService":
            part.outputs = tuple(one.get("href", "") for one in children(element, "outputDecision"))
            part.inputs = tuple(one.get("href", "") for one in children(element, "inputData")) + tuple(
                one.get("href", "") for one in children(element, "inputDecision")
            )
        return part

    def _allowed(self, text: str) -> Test | None:
        try:
            tests = parse_tests(text, (), BUILTINS)
        except RuleError as error:
            self._boxed.faults.append(f"{text}: {error}")
            return None
        run = compiled(In(Name("?", **PLACE), tests, **PLACE))

        def test(value: Any) -> bool:
            items = value if isinstance(value, (list, tuple)) else [value]
            return all(run(Frame({"?": item}, _SOME_MOMENT)) is True for item in items)

        return test

    def _target(self, href: str) -> tuple[Model, Part, str | None]:
        """Return the model and part that a reference leads to, with the prefix under which its name is known."""
        namespace, _, key = href.rpartition("#")
        if namespace and namespace != self.namespace:
            for prefix, model in self.imports.items():
                if model.namespace == namespace:
                    return model, model.parts[key], prefix
        return self, self.parts[key], None

    def _value(self, key: str, evaluation: _Evaluation) -> Any:
        place = self.namespace, key
        if place in evaluation.found:
            return evaluation.found[place]
        if place in evaluation.open:
            return None  # a circle of requirements decides nothing
        evaluation.open.add(place)
        value = self._fresh(self.parts[key], evaluation)
        evaluation.open.discard(place)
        evaluation.found[place] = value
        return value

    def _fresh(self, part: Part, evaluation: _Evaluation) -> Any:
        if part.kind == "inputData":
            return fitted(evaluation.frame({}), evaluation.inputs.get(part.name), part.type)
        if part.kind == "decisionService":
            try:
                names = tuple(self._target(ref)[1].name for ref in part.inputs)
            except KeyError:
                return None
            return Function(names, lambda values: self._serve(part, values, evaluation))
        values: dict[str, Any] = {}
        for ref in part.requires:
            try:
                model, target, prefix = self._target(ref)
            except KeyError:
                continue
            value = model._value(target.id, evaluation)
            if prefix is None:
                values[target.name] = value
            else:
                values[prefix] = {**values.get(prefix, {}), target.name: value}
        frame = evaluation.frame(values)
        frame.step(STEPS_A_DECISION)
        value = part.run(frame)
        if part.kind == "decision":
            return fitted(frame, value, part.type)
        if isinstance(value, Function) and part.type is not None:
            kind, inner = part.type, value
            value = Function(inner.parameters, lambda given: fitted(frame, inner.call(given), kind))
        values[part.name] = value  # it may call itself
        return value

    def _serve(self, part: Part, values: Sequence[Any], evaluation: _Evaluation) -> Any:
        if len(values) != len(part.inputs):
            return None
        inner = _Evaluation(dict(evaluation.inputs), evaluation.now, evaluation.budget)
        frame = inner.frame({})
        for ref, value in zip(part.inputs, values, strict=True):
            model, target, _ = self._target(ref)
            given = fitted(frame, value, target.type)
            if given is None and value is not None:
                return None
            inner.found[model.namespace, target.id] = given
        found = {}
        with frame.call():
            for ref in part.outputs:
                frame.step(STEPS_A_DECISION)
                try:
                    model, target, _ = self._target(ref)
                except KeyError:
                    return None
                found[target.name] = model._value(target.id, inner)
        result = next(iter(found.values())) if len(found) == 1 else found
        return fitted(frame, result, part.type)


def _is_foreign(element: Element) -> bool:
    kinds = (one.get("kind", "FEEL") for one in element.iter() if isinstance(one.tag, str))
    return any(kind in ("Java", "PMML") for kind in kinds) or any(
        FOREIGN.search(one.text or "") for one in element.iter() if isinstance(one.tag, str) and local(one) == "text"
    )


def _names(root: Element) -> Iterator[str]:
    """Yield every name that a text of the model may use, since names may hold blanks and signs."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        kind = local(element)
        name = " ".join(element.get("name", "").split())
        # A parameter `a.b` is one name inside its function, and the field of `a` everywhere else.
        if kind in NAMED or (kind in PARAMETERS and "." not in name):
            yield name
        if kind in ("for", "some", "every"):
            yield element.get("iteratorVariable", "")


def read_model(text: str, others: Mapping[str, str] | None = None, *, name: str = "The model") -> Model:
    """Read a model; `others` are the texts of the models that it may import, by any name. Raises ModelError."""
    roots = {}
    for other, content in (others or {}).items():
        root = read_xml(content, other)
        roots[root.get("namespace", "")] = root
    main = read_xml(text, name)
    if local(main) != "definitions":
        raise ModelError(f"{name} is XML, but no decision model: it begins with '{local(main)}', not 'definitions'.")
    try:
        return _linked(main, roots, {})
    except RecursionError as error:
        raise ModelError(f"{name} has types, texts or imports nested too deep to be read.") from error


def _linked(root: Element, roots: Mapping[str, Element], read: dict[str, Model | None]) -> Model:
    """Return a model with its imports; `read` holds those that others imported, null while one is being read."""
    read[root.get("namespace", "")] = None
    imports: dict[str, Model] = {}
    for namespace in sorted({one.get("namespace", "") for one in children(root, "import")}):
        if namespace in roots and namespace not in read:
            read[namespace] = _linked(roots[namespace], roots, read)
        if (model := read.get(namespace)) is not None:
            imports[namespace] = model
    return Model(root, imports)
