"""Eligibility explained: each criterion with the answers that settled it."""

from __future__ import annotations

from dataclasses import dataclass

from servewell.core.rules import Explanation
from servewell.web.design.texts import Said
from servewell.web.workspace.desk import Desk


@dataclass(frozen=True, slots=True)
class Ground:
    """One answer that a criterion reads."""

    label: Said
    said: str
    is_decisive: bool


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion; `outcome` is None when answers it needs are missing."""

    title: Said
    outcome: bool | None
    otherwise: Said
    rule: str
    grounds: tuple[Ground, ...]


def criteria_of(desk: Desk) -> tuple[CriterionLine, ...]:
    """Return every criterion of the case's version, in the definition's order."""
    rules = {criterion.name: criterion.rule.text for criterion in desk.definition.criteria}
    return tuple(
        CriterionLine(
            title=desk.texts(f"criterion.{state.name}.title"),
            outcome=state.outcome,
            otherwise=desk.texts(f"criterion.{state.name}.otherwise"),
            rule=rules[state.name],
            grounds=_grounds(desk, state.explanation),
        )
        for state in desk.journey.criteria
    )


def _grounds(desk: Desk, explanation: Explanation) -> tuple[Ground, ...]:
    answers = desk.case.state.answers
    read = {name: clause.decisive for clause in explanation.clauses for name in sorted(clause.names)}
    return tuple(
        Ground(desk.texts(f"question.{name}.label"), desk.texts.answer(name, answers[name]), is_decisive)
        for name, is_decisive in read.items()
        if name in answers
    )
