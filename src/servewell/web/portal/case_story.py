"""What the tracking page tells about a case: its stages with dates, its messages, who looked, its decision."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from servewell.apps.cases.letters import appeal_until
from servewell.apps.cases.words import PURPOSES
from servewell.apps.services.queries import today_in
from servewell.core.definition.explaining import named_in
from servewell.core.definition.journey import journey_of
from servewell.core.definition.model import Decision
from servewell.web.design.criteria import CriterionView, criterion_views
from servewell.web.design.texts import Said
from servewell.web.portal.visits import CaseVisit


@dataclass(frozen=True, slots=True)
class DecisionStory:
    """The decision in words, its reasons, and until when it can be contested."""

    title: Said
    text: Said
    reasons: tuple[Said, ...]
    explanation: str
    decided_at: datetime
    how_to_appeal: Said
    appeal_by: date | None
    has_appealed: bool
    can_appeal: bool
    conditions: tuple[CriterionView, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One time that staff opened the case."""

    at: datetime
    who: str
    purpose: str


def stages_of(visit: CaseVisit) -> list[dict[str, object]]:
    """Return every stage as an item of the timeline: behind, now, ahead. One entered twice shows its last time."""
    state = visit.case.state
    entered = dict(state.stages)
    order = [stage.id for stage in visit.definition.stages]
    at = order.index(state.stage) if state.stage in order else 0
    is_over = state.status != "open"
    lines = []
    for index, stage in enumerate(order):
        is_behind = index < at or (is_over and index == at and state.status != "withdrawn")
        status = "done" if is_behind else "current" if index == at and not is_over else "todo"
        if status == "todo" and is_over and stage not in entered:
            continue
        if is_behind and stage not in entered:
            continue  # skipped: it has no date to tell
        text = visit.texts(f"stage.{stage}.text") if status != "done" else ""
        when = entered.get(stage) if status != "todo" else None
        lines.append({"title": visit.texts(f"stage.{stage}.title"), "state": status, "at": when, "text": text})
    withdrawn = next((entry.at for entry in visit.case.timeline if entry.kind == "withdrawn"), None)
    return [*lines, {"title": _("Withdrawn"), "state": "done", "at": withdrawn}] if withdrawn else lines


def thread_of(visit: CaseVisit) -> list[dict[str, Any]]:
    """Return messages, requests for information and their answers, in the order of time."""
    state = visit.case.state
    agency = visit.agency.name
    lines: list[dict[str, Any]] = [
        {"who": _("You") if one.sender == "resident" else agency, "at": one.at, "text": one.text or _("Erased"),
         "mine": one.sender == "resident"}
        for one in state.messages
    ]  # fmt: skip
    lines += _outcome_lines(visit)
    for one in state.requests:
        wanted = "\n".join([one.text, *(f"- {item}" for item in one.wanted)])
        lines.append({"who": agency, "at": one.asked_at, "text": wanted or _("Erased"), "mine": False})
        if one.answered_at is not None:
            files = [document.name for document in visit.case.documents if document.request == one.id]
            said = "\n".join(
                [*([one.answer] if one.answer else []), *(_("File: %(name)s") % {"name": n} for n in files)]
            )
            lines.append({"who": _("You"), "at": one.answered_at, "text": said or _("Erased"), "mine": True})
    return sorted(lines, key=lambda line: line["at"])


def _outcome_lines(visit: CaseVisit) -> list[dict[str, Any]]:
    """Return what the resident said came of it, and how reviews were answered."""
    state = visit.case.state
    said = state.outcome
    lines: list[dict[str, Any]] = []
    if said is not None and said.text:
        lines.append({"who": _("You"), "at": said.at, "text": said.text, "mine": True})
    return lines + [
        {"who": visit.agency.name, "at": one.answered_at, "text": one.answer or _("Erased"), "mine": False}
        for one in state.reviews
        if one.answered_at is not None
    ]


def looks_of(visit: CaseVisit) -> list[Look]:
    """Return who looked at the case and what for, newest first."""
    return [
        Look(view.at, view.who or _("Staff"), str(PURPOSES.get(view.purpose, view.purpose)))
        for view in reversed(visit.case.state.views)
    ]


def decision_of(visit: CaseVisit) -> DecisionStory | None:
    """Return the decision as the resident may see it, or None."""
    made = visit.case.state.decision
    if made is None:
        return None
    defined = next((one for one in visit.definition.decisions if one.id == made.id), None)
    key = f"decision.{made.id}"
    until = appeal_until(defined, visit.agency, made.at) if defined else None
    has_appealed = any(entry.kind == "appealed" and entry.at >= made.at for entry in visit.case.timeline)
    is_in_time = until is not None and today_in(visit.agency.timezone, visit.now) <= until
    return DecisionStory(
        title=visit.texts(f"{key}.title"),
        text=visit.texts(f"{key}.text"),
        reasons=tuple(visit.texts(f"{key}.reasons.{reason}") for reason in made.reasons),
        explanation=made.explanation,
        decided_at=made.at,
        how_to_appeal=visit.texts(f"{key}.appeal"),
        appeal_by=until,
        has_appealed=has_appealed,
        can_appeal=is_in_time and not has_appealed,
        conditions=conditions_of(visit, defined, made.reasons) if defined and not visit.case.state.is_erased else (),
    )


def conditions_of(visit: CaseVisit, decision: Decision, reasons: Collection[str]) -> tuple[CriterionView, ...]:
    """Return the criteria that a decision rests on. Staff may see by a paper that one is not met after all."""
    state, journey = visit.case.state, journey_of(visit.definition)
    sent_at = state.submitted_at or visit.now
    named = named_in(decision, reasons, journey.state(state.answers, now=sent_at, channel=state.channel).criteria)
    views = criterion_views(journey, named, state.answers, visit.texts, sent_at)
    return tuple(
        view if view.outcome is False else replace(view, outcome=False, because=None, needed=None) for view in views
    )


def can_withdraw(visit: CaseVisit) -> bool:
    """Tell whether the case can still be taken back."""
    return visit.case.state.status == "open"
