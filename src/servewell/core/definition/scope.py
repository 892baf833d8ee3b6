"""The types of the names that rules may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from servewell.core.definition.model import Definition, Question
from servewell.core.definition.tables import NO_TABLES, CompiledTables, compile_tables
from servewell.core.rules import ANY, BOOLEAN, DATE, NUMBER, STRING, ContextOf, ListOf, Scope, Type

ADDRESS_PARTS: Final = ("line_1", "line_2", "town", "postcode")
SIMPLE_TYPES: Final[Mapping[str, Type]] = {
    "text": STRING,
    "long text": STRING,
    "name": STRING,
    "e-mail": STRING,
    "phone": STRING,
    "number": NUMBER,
    "money": NUMBER,
    "date": DATE,
    "month": DATE,
    "yes or no": BOOLEAN,
    "declaration": BOOLEAN,
    "choice": STRING,
    "choices": ListOf(STRING),
    "address": ContextOf(dict.fromkeys(ADDRESS_PARTS, STRING)),
    "place": ContextOf({"text": STRING, "place": STRING, "lat": NUMBER, "lon": NUMBER}),
    "file": ListOf(ContextOf({"id": STRING, "name": STRING, "size": NUMBER, "type": STRING})),
}


def scope_of(definition: Definition) -> Scope:
    """Return the type of every name that a rule may use: values, tables, criteria, questions, groups, `channel`."""
    return {**_scope_outside(definition), **tables_of(definition).types}


def tables_of(definition: Definition) -> CompiledTables:
    """Return the decision tables, each as the tree that stands in rules for its name."""
    return compile_tables(definition.tables, _scope_outside(definition)) if definition.tables else NO_TABLES


def _scope_outside(definition: Definition) -> Scope:
    scope: dict[str, Type] = {"channel": STRING}
    scope |= {name: _type_of_value(value) for name, value in definition.values.items()}
    scope |= {criterion.name: BOOLEAN for criterion in definition.criteria}
    scope |= {question.name: type_of(question) for page in definition.pages for question in page.questions}
    return scope


def inner_scope(scope: Scope, group: Question) -> Scope:
    """Return the scope inside a group: its questions' names come before those outside."""
    return {**scope, **{question.name: type_of(question) for question in group.questions}}


def type_of(question: Question) -> Type:
    """Return the type of a question's answer in rules; null until it is answered."""
    if question.type == "group":
        return ListOf(ContextOf({inner.name: type_of(inner) for inner in question.questions}))
    return SIMPLE_TYPES[question.type]


def _type_of_value(value: object) -> Type:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, Decimal):
        return NUMBER
    if isinstance(value, str):
        return STRING
    if isinstance(value, Sequence):
        types = [_type_of_value(item) for item in value]
        return ListOf(types[0] if types and all(one == types[0] for one in types) else ANY)
    return ANY
