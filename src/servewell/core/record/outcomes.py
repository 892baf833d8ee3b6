"""What the resident says came of her case, and the review that her "not" opens: facts apart from the closure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from servewell.core.record.event import Event
from servewell.core.record.state import CaseState, Outcome, Review

# So long after her first word she may say otherwise.
MAY_CHANGE_FOR: Final = timedelta(days=14)


def open_review(state: CaseState) -> Review | None:
    """Return the review that nobody has answered yet, or None."""
    last = state.reviews[-1] if state.reviews else None
    return last if last is not None and last.answered_at is None else None


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event.header.at)


def _outcome_given(state: CaseState, event: Event) -> CaseState:
    data, at = event.header.data, _at(event)
    first_at = state.outcome.first_at if state.outcome else at
    text = str((event.body or {}).get("text", ""))
    said = Outcome(str(data["outcome"]), int(data.get("satisfied", 0)) or None, text, at, first_at)
    under_way = open_review(state) is not None
    reviews = state.reviews
    if said.outcome == "not" and not under_way:
        reviews = (*reviews, Review(at))
    elif said.outcome != "not" and under_way:
        reviews = reviews[:-1]  # she says that there is nothing to look at any more
    return replace(state, outcome=said, reviews=reviews)


def _review_taken(state: CaseState, event: Event) -> CaseState:
    return _reviewed(state, taken_by=int(event.header.data["to"]))


def _review_answered(state: CaseState, event: Event) -> CaseState:
    text = str((event.body or {}).get("text", ""))
    return _reviewed(state, answer=text, answered_at=_at(event), by=event.header.actor)


def _reviewed(state: CaseState, **changes: object) -> CaseState:
    if not state.reviews:
        return state
    return replace(state, reviews=(*state.reviews[:-1], replace(state.reviews[-1], **changes)))  # type: ignore[arg-type]


def without_words(state: CaseState) -> CaseState:
    """Return the state of a case that was erased as a whole: the facts stay, a review has nothing left to look at."""
    said = replace(state.outcome, text="") if state.outcome else None
    kept = tuple(replace(one, answer="") for one in state.reviews if one.answered_at is not None)
    return replace(state, outcome=said, reviews=kept)


OUTCOME_STEPS: Final[Mapping[str, Callable[[CaseState, Event], CaseState]]] = {
    "outcome_given": _outcome_given,
    "review_taken": _review_taken,
    "review_answered": _review_answered,
}
