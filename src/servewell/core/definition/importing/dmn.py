"""Decision models (DMN) as our definitions: inputs become questions, tables tables, conditions criteria.

What a definition has no form for, such as functions, services and tables with several results, is listed as lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from servewell.core.definition.comments import Comment, Comments
from servewell.core.definition.importing.dmn_texts import NotCarriedError, Renaming, choices_of
from servewell.core.definition.importing.naming import choice_key, plain_words, question_name, slug
from servewell.core.definition.importing.notes import Notes
from servewell.core.definition.importing.phrases import phrase
from servewell.core.definition.model import (
    Criterion,
    Decision,
    Definition,
    Hit,
    Page,
    Question,
    QuestionType,
    RuleText,
    Stage,
    Table,
    TableRow,
)
from servewell.core.definition.scope import scope_of, tables_of
from servewell.core.problem import Place, Problem, ProblemError
from servewell.core.rules import BOOLEAN, check_rule
from servewell.core.rules.dmn import ModelError
from servewell.core.rules.dmn.xml import child, children, local, name_of, read_xml, text_of, type_of

HITS: Final[Mapping[str, Hit]] = {
    "UNIQUE": "unique", "FIRST": "first", "ANY": "any", "COLLECT": "collect", "RULE ORDER": "collect",
}  # fmt: skip
SUMS: Final[Mapping[str, Hit]] = {"SUM": "sum", "MIN": "lowest", "MAX": "highest", "COUNT": "count"}
TYPES: Final[Mapping[str, QuestionType]] = {
    "number": "number", "boolean": "yes or no", "date": "date", "string": "text", "": "text",
}  # fmt: skip
FEES: Final = frozenset({"fee", "fees", "charge", "charges", "price", "cost"})


@dataclass(frozen=True, slots=True)
class ImportedModel:
    """A definition made of a decision model, and what became of the model's parts."""

    definition: Definition
    comments: Comments
    notes: Notes
    report: Mapping[str, object]


def import_model(text: str, *, file: str, agency: str, service: str) -> ImportedModel:
    """Return the definition of a decision model. Raises ProblemError when it is none, or nothing of it is carried."""
    try:
        root = read_xml(text, file)
    except ModelError as error:
        raise ProblemError(Problem("not-a-model", Place(file), str(error), "a DMN model in XML")) from None
    if local(root) != "definitions" or not list(children(root, "decision")):
        found = "This is XML, but no decision model with decisions."
        raise ProblemError(Problem("not-a-model", Place(file), found, "a DMN model in XML"))
    return _Importer(root, file, agency, service).imported()


class _Importer:
    def __init__(self, root: Element, file: str, agency: str, service: str) -> None:
        self.root = root
        self.file = file
        self.agency = agency
        self.service = service
        self.notes = Notes()
        self.texts: dict[str, str] = {}
        self.taken: set[str] = set()
        self.items = {one.get("name", ""): one for one in children(root, "itemDefinition")}
        self.renaming = Renaming()
        self.tables: list[Table] = []
        self.criteria: list[Criterion] = []
        self.fee: RuleText | None = None
        self.used: set[str] = set()
        self.ours = ""  # our name for the decision that was carried last
        self.functions = {name_of(one): one for one in children(root, "businessKnowledgeModel")}

    def imported(self) -> ImportedModel:
        questions = tuple(question for one in children(self.root, "inputData") for question in self._questions(one))
        decisions = list(children(self.root, "decision"))
        for one in self._ordered(decisions):
            try:
                self._decision(one)
            except NotCarriedError as error:
                self.notes.lose(f"decision {name_of(one)}", _source(one), str(error))
        for one in children(self.root, "decisionService", "import"):
            self.notes.lose(f"{local(one)} {name_of(one)}", one.get("name", ""), "a definition has nothing like it")
        definition = self._definition(questions)
        while (sound := self._without_faults(definition)) is not definition:
            definition = sound
        if not definition.tables and not definition.criteria:
            found = "Nothing of this model has a form in a definition: " + self._first_loss()
            raise ProblemError(Problem("nothing-carried", Place(self.file), found))
        heading = (f"# Imported from {self.file.rpartition('/')[2]}", *self.notes.comment_lines())
        comments: Comments = {("service",): Comment(before=heading)}
        carried = len(definition.tables) + len(definition.criteria)
        report = {
            "file": self.file, "service": self.service, "questions": len(questions), "decisions": len(decisions),
            "carried": carried,
            **{key: [one.as_json() for one in getattr(self.notes, key)] for key in ("lost", "approximated", "added")},
        }  # fmt: skip
        return ImportedModel(definition, comments, self.notes, report)

    def _without_faults(self, definition: Definition) -> Definition:
        """Return the definition without the rules that its own check refuses, each noted as lost."""
        scope = scope_of(definition)
        refused = {one.table.name: one.fault.found for one in tables_of(definition).faults}
        for criterion in definition.criteria:
            if faults := check_rule(criterion.rule.text, scope, BOOLEAN):
                refused[criterion.name] = faults[0].found
        rules = [*(one.rule.text for one in definition.criteria), *([definition.fee.text] if definition.fee else [])]
        rules += [text.text for one in definition.tables for text in _texts_of(one)]
        words = {word for rule in rules for word in re.findall(r"\w+", rule)}
        refused |= {one.name: "only rules that are lost use it" for one in definition.tables if one.name not in words}
        if not refused:
            return definition
        for table in definition.tables:
            if table.name in refused:
                self.notes.lose(f"table {table.name}", _shown(table), refused[table.name])
        for criterion in definition.criteria:
            if criterion.name in refused:
                self.notes.lose(f"criterion {criterion.name}", criterion.rule.text, refused[criterion.name])
        gone = tuple(f"criterion.{name}." for name in refused)
        return replace(
            definition,
            tables=tuple(one for one in definition.tables if one.name not in refused),
            criteria=tuple(one for one in definition.criteria if one.name not in refused),
            fee=None if definition.fee is None or definition.fee.text in refused else definition.fee,
            texts={"en": {key: text for key, text in definition.texts["en"].items() if not key.startswith(gone)}},
        )

    def _first_loss(self) -> str:
        return next((f"{one.where}: {one.why}." for one in self.notes.lost), "it is empty.")

    # Inputs

    def _questions(self, element: Element) -> Iterator[Question]:
        name = name_of(element)
        kind = self.items.get(type_of(element).removeprefix("feel:"))
        parts = [] if kind is None else list(children(kind, "itemComponent"))
        if not parts:
            yield from self._question(name, type_of(element), kind, self.renaming.names, name)
            return
        inner = self.renaming.fields.setdefault(name, {})
        for part in parts:
            label = part.get("name", "")
            own = self.items.get(type_of(part)) if child(part, "allowedValues") is None else part
            yield from self._question(label, type_of(part), own, inner, f"{name}: {label}")

    def _question(
        self, name: str, kind: str, item: Element | None, names: dict[str, str], label: str
    ) -> Iterator[Question]:
        is_list = item is not None and item.get("isCollection") == "true"
        base = (type_of(item) if item is not None and type_of(item) else kind).removeprefix("feel:")
        if is_list or base not in TYPES or (item is not None and list(children(item, "itemComponent"))):
            self.notes.lose(f"input {label}", kind, "lists, contexts in contexts, times and durations are not asked")
            return
        ours = question_name(name, "answer", self.taken)
        names[name] = ours
        self.texts[f"question.{ours}.label"] = label[:1].upper() + label[1:]
        choices = choices_of(text_of(child(item, "allowedValues"))) if item is not None and base == "string" else ()
        if not choices:
            yield Question(ours, TYPES[base])
            return
        taken: set[str] = set()
        keys = []
        for choice in choices:
            key = self.renaming.keys.get(choice) or choice_key(choice, choice, taken)
            self.renaming.keys[choice] = key
            self.texts[f"question.{ours}.choices.{key}"] = choice
            keys.append(key)
        yield Question(ours, "choice", choices=tuple(dict.fromkeys(keys)))

    # Decisions

    def _ordered(self, decisions: list[Element]) -> list[Element]:
        """Return the decisions, each after those that it requires; those in a circle at the end."""
        by_id = {one.get("id", name_of(one)): one for one in decisions}
        done: dict[str, Element] = {}
        left = dict(by_id)
        while left:
            ready = [key for key, one in left.items() if not (_required(one) & set(left)) - {key}] or list(left)
            for key in ready:
                done[key] = left.pop(key)
        self.used = {ref for one in decisions for ref in _required(one)}
        return list(done.values())

    def _decision(self, element: Element) -> None:
        name = name_of(element)
        outer = self.renaming
        logic = self._called(element)
        table, literal = child(logic, "decisionTable"), child(logic, "literalExpression")
        try:
            self._carried(element, name, table, literal)
        finally:
            self.renaming = outer
        self.renaming.names[name] = self.ours

    def _called(self, element: Element) -> Element:
        """Return what decides: for an invocation the function's logic, whose parameters now stand for what is bound."""
        call = child(element, "invocation")
        if call is None:
            return element
        function = self.functions.get(text_of(child(call, "literalExpression")))
        logic = None if function is None else child(function, "encapsulatedLogic")
        if logic is None:
            raise NotCarriedError("it calls a function that this model does not hold")
        names: dict[str, str] = {}
        for binding in children(call, "binding"):
            parameter = child(binding, "parameter")
            given = self.renaming.expression(text_of(child(binding, "literalExpression")))
            names["" if parameter is None else parameter.get("name", "")] = (
                given if given.isidentifier() else f"({given})"
            )
        self.renaming = Renaming(names, keys=self.renaming.keys)
        return logic

    def _carried(self, element: Element, name: str, table: Element | None, literal: Element | None) -> None:
        is_condition = type_of(element).removeprefix("feel:") == "boolean"
        ours = question_name(name, "decision", self.taken)
        if table is not None:
            self.tables.append(self._table(ours, table))
        elif literal is None:
            raise NotCarriedError("only tables and expressions have a form in a definition")
        elif is_condition:
            rule = RuleText(self.renaming.expression(text_of(literal)))
            self._criterion(ours, name, rule)
            self.ours = ours
            return
        else:
            self.tables.append(self._table_of_one(ours, text_of(literal)))
        self.ours = ours
        if element.get("id", name) not in self.used:
            self._use(ours, name, is_condition=is_condition)

    def _use(self, ours: str, name: str, *, is_condition: bool) -> None:
        """Let a rule use a table that no other table uses: else it would stand there for nothing."""
        if is_condition:
            self._criterion(question_name(f"{name} holds", "criterion", self.taken), name, RuleText(ours))
        elif self.fee is None and FEES & set(plain_words(name)):
            self.fee = RuleText(ours)
            self.notes.approximate(f"decision {name}", ours, "taken as the fee, since it is called so")
        else:
            criterion = question_name(f"{name} found", "criterion", self.taken)
            self._criterion(criterion, name, RuleText(f"{ours} != null"))
            why = "nothing says what follows from it; the criterion only asks that there is a result"
            self.notes.approximate(f"decision {name}", ours, why)

    def _criterion(self, ours: str, name: str, rule: RuleText) -> None:
        self.criteria.append(Criterion(ours, rule))
        self.texts[f"criterion.{ours}.title"] = name[:1].upper() + name[1:]
        self.texts[f"criterion.{ours}.otherwise"] = phrase("en", "conditions")

    def _table(self, ours: str, element: Element) -> Table:
        outputs = list(children(element, "output"))
        policy, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation", "")
        hit = SUMS.get(aggregation) if policy == "COLLECT" and aggregation else HITS.get(policy)
        if len(outputs) != 1:
            raise NotCarriedError("a table of a definition has one result, this one has several")
        if hit is None:
            raise NotCarriedError(f"tables with hit policy {policy} have no form in a definition")
        by = [
            RuleText(self.renaming.expression(text_of(child(one, "inputExpression"))))
            for one in children(element, "input")
        ]
        rows = tuple(
            TableRow(
                tuple(RuleText(self.renaming.cell(text_of(one))) for one in children(rule, "inputEntry")),
                RuleText(self.renaming.expression(text_of(next(children(rule, "outputEntry"), None)))),
            )
            for rule in children(element, "rule")
        )
        default = text_of(child(outputs[0], "defaultOutputEntry"))
        if default and hit == "first":
            last = TableRow(tuple(RuleText("-") for _ in by), RuleText(self.renaming.expression(default)))
            rows = (*rows, last)
        elif default:
            self.notes.lose(f"table {ours}", default, "the result where no row fits; add a row for what is left")
        if not by or not rows:
            raise NotCarriedError("a table without columns or without rows decides nothing")
        return Table(ours, tuple(by), rows, hit)

    def _table_of_one(self, ours: str, text: str) -> Table:
        """Return an expression as a table of one row, so that other rules can use it by its name."""
        rule = RuleText(self.renaming.expression(text))
        return Table(ours, (RuleText("true"),), (TableRow((RuleText("-"),), rule),))

    def _definition(self, questions: tuple[Question, ...]) -> Definition:
        title = " ".join(plain_words(self.root.get("name", "") or self.service)).capitalize()
        self.texts |= {"title": title, "page.answers.title": title}
        for stage in ("received", "decided"):
            self.texts[f"stage.{stage}.title"] = phrase("en", stage)
        for decision in ("approve", "refuse"):
            self.texts[f"decision.{decision}.title"] = phrase("en", decision)
        self.texts["decision.refuse.reasons.conditions_not_met"] = phrase("en", "conditions")
        self.notes.add(f"agency {self.agency}, stages and decisions", "a decision model says nothing of them")
        if not questions:
            self.notes.add("a question to confirm", "the model asks nothing; a definition has to ask something")
            self.texts["question.confirmed.label"] = title
            questions = (Question("confirmed", "declaration"),)
        return Definition(
            service=self.service,
            agency=self.agency,
            fee=self.fee,
            tables=tuple(self.tables),
            criteria=tuple(self.criteria),
            pages=(Page("answers", questions),),
            stages=(Stage("received"), Stage("decided")),
            decisions=(Decision("approve"), Decision("refuse", ("conditions_not_met",))),
            texts={"en": self.texts},
        )


def _texts_of(table: Table) -> Iterator[RuleText]:
    yield from table.by
    for row in table.rows:
        yield from (*row.cells, row.gives)


def _shown(table: Table) -> str:
    rows = (" | ".join(one.text for one in (*row.cells, row.gives)) for row in table.rows)
    return "; ".join([" | ".join(one.text for one in table.by), *rows])


def _required(element: Element) -> set[str]:
    return {
        one.get("href", "").rpartition("#")[2]
        for requirement in children(element, "informationRequirement")
        for one in children(requirement, "requiredDecision")
    }


def _source(element: Element) -> str:
    literal = child(element, "literalExpression")
    return text_of(literal) if literal is not None else next((local(one) for one in element), "")


def model_service(file: str, taken: set[str]) -> str:
    """Return a service's name from the name of its file."""
    return slug(file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0], "model", taken, 70)
