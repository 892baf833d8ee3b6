"""Which values the answer to a question to come can have."""

from __future__ import annotations

from itertools import combinations
from typing import Final

from servewell.core.definition.model import Question
from servewell.core.definition.scope import type_of
from servewell.core.rules import Domain, ListOf, Value

MOST_TICKED: Final = 6  # choices of which every combination is looked at


def domain_of(question: Question, *, may_lack: bool) -> Domain:
    """Return which values a question to come can get; `may_lack`: it may stay without an answer."""
    kind = type_of(question)
    if isinstance(kind, ListOf):
        least = max(question.at_least or 1, 1)
        most = {"group": question.at_most, "file": question.max_files}.get(question.type, len(question.choices))
        return Domain(kind, _few_values(question), may_lack, least, most)
    return Domain(kind, _few_values(question), may_lack)


def _few_values(question: Question) -> tuple[Value, ...] | None:
    if question.type in ("yes or no", "declaration"):
        return (True, False)
    if question.type == "choice":
        return question.choices
    if question.type != "choices" or len(question.choices) > MOST_TICKED:
        return None
    counts = range(1, len(question.choices) + 1)
    return tuple(list(ticked) for count in counts for ticked in combinations(question.choices, count))
