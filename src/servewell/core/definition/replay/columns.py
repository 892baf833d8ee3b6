"""What a version's rules see of a column of past answers."""

from __future__ import annotations

from typing import Final

import ibis
from ibis.expr.types import Value as Column

from servewell.core.definition.model import Question
from servewell.core.definition.scope import SIMPLE_TYPES
from servewell.core.rules import BOOLEAN, DATE, NUMBER, STRING, nodes
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import walk

_EMPTY: Final = ((STRING, "string"), (NUMBER, "int64"), (DATE, "date"), (BOOLEAN, "boolean"))


def empty_column(question: Question) -> Column | None:
    """Return the column of a question that nobody answered; None when its answers have no column."""
    if question.type == "choices":
        return ibis.null("array<string>")
    kind = SIMPLE_TYPES.get(question.type)
    name = next((name for one, name in _EMPTY if one == kind), None)
    return None if name is None else ibis.null(name)


def as_asked(question: Question, asked: Question, column: Column) -> Column:
    """Return what a version's question makes of a column that was read as `asked`, as `feel_value` does of one answer.

    The question is one that has a column.
    """
    if asked == question and question.type not in ("declaration", "choices"):
        return column
    is_month = "month" in (question.type, asked.type)
    if SIMPLE_TYPES[question.type] != SIMPLE_TYPES.get(asked.type) or (is_month and question.type != asked.type):
        return empty_column(question)
    nothing = ibis.null(column.type())
    if question.type == "declaration":
        return ibis.ifelse(column, column, nothing)
    if question.type == "choice":
        return ibis.ifelse(column.isin(question.choices), column, nothing)
    if question.type == "choices":
        known = ibis.array(list(question.choices)).filter(lambda key: column.contains(key))
        return ibis.ifelse(known.length() > 0, known, nothing)
    return column


def reads_clock(node: Node) -> bool:
    """Tell whether a tree can come to something else on another day."""
    calls = (one.function for one, _ in walk(node) if isinstance(one, nodes.Call))
    return any(isinstance(function, nodes.Name) and function.name in ("now", "today") for function in calls)
