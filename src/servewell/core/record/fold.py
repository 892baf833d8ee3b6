"""Fold the events of a case into its state: pure, in one pass, in the order of `seq`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from servewell.core.problem import Problem, ProblemError
from servewell.core.record.event import Event
from servewell.core.record.outcomes import OUTCOME_STEPS, without_words
from servewell.core.record.state import (
    Aside,
    AskedToErase,
    CaseState,
    Decided,
    Declined,
    Erased,
    Message,
    Note,
    Rectified,
    Request,
    View,
)

_NOTHING: Final[Mapping[str, Any]] = {}


def fold_case(events: Iterable[Event], state: CaseState | None = None) -> CaseState:
    """Return the state after all events; `state` goes on from an earlier fold. Raises ProblemError without events."""
    for event in events:
        if event.header.kind == "submitted":
            state = _submitted(event)
        elif state is not None:
            step = _STEPS.get(event.header.kind)
            state = replace(step(state, event) if step else state, events_seq=event.header.seq)
    if state is None:
        raise ProblemError(Problem("no-events", found="A case begins with the event 'submitted'; there is none."))
    return state


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event.header.at)


def _submitted(event: Event) -> CaseState:
    header, body = event.header, event.body or _NOTHING
    data = header.data
    stage = str(data.get("stage", ""))
    return CaseState(
        reference=str(body.get("reference", "")),
        service=header.service,
        version=header.version,
        language=str(data.get("language", "")),
        channel=str(data.get("channel", "")),
        device=str(data.get("device", "")),
        arm=str(data.get("arm", "")),
        is_assisted=bool(data.get("assisted")),
        answers=body.get("answers", {}),
        documents=tuple(body.get("documents", ())),
        submitted_at=_at(event),
        stage=stage,
        stages=((stage, _at(event)),),
        events_seq=header.seq,
    )


def _enter(state: CaseState, stage: str, at: datetime) -> CaseState:
    """Enter a stage; entering the one it is in changes nothing."""
    if not stage or stage == state.stage:
        return state
    return replace(state, stage=stage, stages=(*state.stages, (stage, at)))


def _assigned(state: CaseState, event: Event) -> CaseState:
    return replace(state, assigned_to=int(event.header.data["to"]))


def _returned(state: CaseState, event: Event) -> CaseState:
    return replace(state, assigned_to=None)


def _put_aside(state: CaseState, event: Event) -> CaseState:
    header = event.header
    return replace(state, aside=Aside(str(header.data.get("reason", "other")), _at(event), header.actor))


def _taken_up(state: CaseState, event: Event) -> CaseState:
    return replace(state, aside=None)


def _stage_entered(state: CaseState, event: Event) -> CaseState:
    return _enter(state, str(event.header.data["stage"]), _at(event))


def _information_requested(state: CaseState, event: Event) -> CaseState:
    body = event.body or _NOTHING
    wanted = tuple(str(one) for one in body.get("wanted", ()))
    asked = Request(str(event.header.data["request"]), str(body.get("text", "")), wanted, _at(event))
    pauses = state.pauses if state.waiting_on == "resident" else (*state.pauses, (_at(event), None))
    return replace(state, requests=(*state.requests, asked), pauses=pauses, waiting_on="resident")


def _information_received(state: CaseState, event: Event) -> CaseState:
    body = event.body or _NOTHING
    wanted = str(event.header.data["request"])
    requests = tuple(
        replace(one, answered_at=_at(event), answer=str(body.get("text", ""))) if one.id == wanted else one
        for one in state.requests
    )
    documents = (*state.documents, *body.get("documents", ()))
    state = replace(state, requests=requests, documents=documents)
    return state if any(one.answered_at is None for one in requests) else _go_on(state, _at(event))


def _go_on(state: CaseState, at: datetime) -> CaseState:
    """Let the clock run again."""
    pauses = tuple((start, at if end is None else end) for start, end in state.pauses)
    return replace(state, pauses=pauses, waiting_on="agency")


def _message_sent(state: CaseState, event: Event) -> CaseState:
    return _message(state, event, "agency")


def _message_received(state: CaseState, event: Event) -> CaseState:
    return _message(state, event, "resident")


def _message(state: CaseState, event: Event, sender: Any) -> CaseState:
    header = event.header
    text = str((event.body or _NOTHING).get("text", ""))
    message = Message(str(header.data["message"]), sender, text, _at(event), header.actor)
    return replace(state, messages=(*state.messages, message))


def _note_added(state: CaseState, event: Event) -> CaseState:
    header = event.header
    text = str((event.body or _NOTHING).get("text", ""))
    return replace(state, notes=(*state.notes, Note(str(header.data["note"]), text, _at(event), header.actor)))


def _document_added(state: CaseState, event: Event) -> CaseState:
    return replace(state, documents=(*state.documents, *(event.body or _NOTHING).get("documents", ())))


def _appealed(state: CaseState, event: Event) -> CaseState:
    return replace(state, appealed_at=_at(event))


def _viewed_by_staff(state: CaseState, event: Event) -> CaseState:
    header = event.header
    who = str((event.body or _NOTHING).get("who", ""))
    view = View(_at(event), who, str(header.data.get("purpose", "")), header.actor)
    return replace(state, views=(*state.views, view))


def _decided(state: CaseState, event: Event) -> CaseState:
    header, data = event.header, event.header.data
    made = Decided(
        id=str(data["decision"]),
        reasons=tuple(str(reason) for reason in data.get("reasons", ())),
        explanation=str((event.body or _NOTHING).get("explanation", "")),
        at=_at(event),
        by=header.actor,
        hold_until=datetime.fromisoformat(str(data["hold_until"])),
    )
    state = _go_on(_enter(state, str(data.get("stage", "")), _at(event)), _at(event))
    return replace(
        state, status="decided", decision=made, decisions=(*state.decisions, made), decided_at=_at(event)
    )  # fmt: skip


def _decision_undone(state: CaseState, event: Event) -> CaseState:
    undone = state.decision
    state = replace(_open_again(state, event), decisions=state.decisions[:-1])
    if undone is None or not state.pauses or all(request.answered_at is not None for request in state.requests):
        return state
    start, end = state.pauses[-1]
    if end != undone.at:
        return state
    # The decision had let the clock go on; it never took effect, so the pause lasts as if it had not been.
    return replace(state, waiting_on="resident", pauses=(*state.pauses[:-1], (start, None)))


def _open_again(state: CaseState, event: Event) -> CaseState:
    state = _enter(state, str(event.header.data.get("stage", "")), _at(event))
    return replace(state, status="open", decision=None, decided_at=None, closed_at=None, appealed_at=None, outcome=None)


def _reopened(state: CaseState, event: Event) -> CaseState:
    return replace(_open_again(state, event), aside=None)


def _withdrawn(state: CaseState, event: Event) -> CaseState:
    return replace(_go_on(state, _at(event)), status="withdrawn", closed_at=_at(event))


def _closed(state: CaseState, event: Event) -> CaseState:
    return replace(_go_on(state, _at(event)), status="closed", closed_at=_at(event))


def _rectified(state: CaseState, event: Event) -> CaseState:
    header, question = event.header, str(event.header.data["question"])
    before, body = state.answers.get(question), event.body
    answers = state.answers if body is None else {**state.answers, question: body.get("answer")}
    answer, reason = (None, "") if body is None else (body.get("answer"), str(body.get("reason", "")))
    kept = {name: value for name, value in answers.items() if value is not None}
    made = Rectified(question, before, answer, reason, _at(event), header.actor)
    return replace(state, answers=kept, rectified=(*state.rectified, made))


def _asked(event: Event) -> AskedToErase:
    header, data = event.header, event.header.data
    text = str((event.body or _NOTHING).get("text", ""))
    questions = tuple(str(one) for one in data.get("questions", ()))
    return AskedToErase(text, _at(event), header.actor, str(data.get("ground", "")), questions)


def _erasure_asked(state: CaseState, event: Event) -> CaseState:
    return replace(state, erasure_wish=_asked(event), erasure_declined=None)


def _erasure_proposed(state: CaseState, event: Event) -> CaseState:
    return replace(state, erasure_proposed=_asked(event))


def _erasure_declined(state: CaseState, event: Event) -> CaseState:
    reason = str((event.body or _NOTHING).get("reason", ""))
    made = Declined(reason, _at(event), event.header.actor)
    return replace(state, erasure_wish=None, erasure_proposed=None, erasure_declined=made)


def _erased(state: CaseState, event: Event) -> CaseState:
    header, body = event.header, event.body or _NOTHING
    questions = tuple(str(one) for one in header.data.get("questions", ()))
    made = Erased(str(header.data.get("ground", "")), questions, _at(event), header.actor)
    before = body.get("before", {})
    state = replace(
        state,
        rectified=tuple(replace(one, before=before.get(str(n))) for n, one in enumerate(state.rectified)),
        reference=str(body.get("reference") or state.reference),
        answers=body.get("answers", {}),
        documents=tuple(body.get("documents", ())),
        erased=(*state.erased, made),
    )
    # What falls due by time answers nobody's wish to have all erased.
    is_answer = made.ground != "retention" or not questions
    state = replace(state, erasure_wish=None, erasure_proposed=None) if is_answer else state
    return state if questions else without_words(state)


_STEPS: Final[Mapping[str, Callable[[CaseState, Event], CaseState]]] = {
    "assigned": _assigned,
    "returned": _returned,
    "put_aside": _put_aside,
    "taken_up": _taken_up,
    "stage_entered": _stage_entered,
    "information_requested": _information_requested,
    "information_received": _information_received,
    "message_sent": _message_sent,
    "message_received": _message_received,
    "note_added": _note_added,
    "document_added": _document_added,
    "appealed": _appealed,
    "viewed_by_staff": _viewed_by_staff,
    "decided": _decided,
    "decision_undone": _decision_undone,
    "rectified": _rectified,
    "erasure_asked": _erasure_asked,
    "erasure_proposed": _erasure_proposed,
    "erasure_declined": _erasure_declined,
    "erased": _erased,
    "reopened": _reopened,
    "withdrawn": _withdrawn,
    "closed": _closed,
    **OUTCOME_STEPS,
}
