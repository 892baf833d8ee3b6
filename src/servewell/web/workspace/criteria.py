"""Eligibility explained: each criterion in words, with its rule and the answers that it reads."""

from __future__ import annotations

from dataclasses import dataclass

from servewell.core.definition.journey import CriterionState
from servewell.web.design.criteria import CriterionView, criterion_views
from servewell.web.design.texts import Said
from servewell.web.workspace.desk import Desk


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion as residents see it; for staff also the rule as written and the answers that it reads."""

    view: CriterionView
    rule: str
    grounds: tuple[tuple[Said, str], ...]


def criteria_of(desk: Desk) -> tuple[CriterionLine, ...]:
    """Return every criterion of the case's version, in the definition's order."""
    rules = {criterion.name: criterion.rule.text for criterion in desk.definition.criteria}
    state, states = desk.case.state, desk.journey.criteria
    views = criterion_views(desk.compiled, states, state.answers, desk.texts, state.submitted_at)
    return tuple(
        CriterionLine(view, rules[one.name], _grounds(desk, one)) for view, one in zip(views, states, strict=True)
    )


def _grounds(desk: Desk, state: CriterionState) -> tuple[tuple[Said, str], ...]:
    answers = desk.case.state.answers
    read = dict.fromkeys(name for clause in state.explanation.clauses for name in sorted(clause.names))
    given = [name for name in read if name in answers]
    return tuple((desk.texts(f"question.{name}.label"), desk.texts.answer(name, answers[name])) for name in given)
