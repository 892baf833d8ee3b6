"""Event sequences as the operations can produce them, for Hypothesis."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from servewell.core.record import EVENT_KINDS, OUTCOMES, REASONS_ASIDE, CaseState, Event, Header, fold_case, open_review

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANSWERS = {"full_name": "Ana Silva", "born_on": "1950-02-28"}


def instant(minutes: int) -> str:
    return (START + timedelta(minutes=minutes)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def event(kind: str, seq: int, *, minutes: int = 0, by: str = "staff:7", body: Any = None, **data: Any) -> Event:
    """Return one event of a case; refuses what is not documented."""
    known = EVENT_KINDS[kind]
    assert "case" in known.streams
    assert set(data) <= set(known.data)
    assert set(body or {}) <= set(known.body)
    at = instant(minutes)
    header = Header(
        subject="case:1", seq=seq, prev="" if seq == 1 else "ab" * 32, kind=kind, actor=by, at=at, wall=at,
        service="permit", version="v1", data=data,
    )  # fmt: skip
    return Event(header, body)


def submitted(**data: Any) -> Event:
    """Return the first event of every case."""
    data = {
        "draft": "d1", "stage": "received", "channel": "online", "device": "phone", "language": "es", "arm": "",
        "assisted": False, **data,
    }  # fmt: skip
    body = {"reference": "ABCD-EFGH", "answers": ANSWERS, "documents": [{"id": "f1", "name": "a.pdf"}]}
    return event("submitted", 1, by="guest", body=body, **data)


def story(*steps: tuple[str, Mapping[str, Any], Mapping[str, Any] | None]) -> tuple[Event, ...]:
    """Return a case in which one thing happens an hour."""
    happened = [submitted()]
    for kind, data, body in steps:
        seq = len(happened) + 1
        happened.append(event(kind, seq, minutes=60 * (seq - 1), body=body, **data))
    return tuple(happened)


Step = tuple[str, Mapping[str, Any], Mapping[str, Any] | None]


def _anything(state: CaseState, n: int) -> list[Step]:
    """What can happen in every state."""
    return [
        ("viewed_by_staff", {"purpose": "casework"}, {"who": "Amina"}),
        ("status_viewed", {}, None),
        ("message_sent", {"message": f"m{n}"}, {"text": "Hello"}),
        ("message_received", {"message": f"m{n}"}, {"text": "Hola"}),
        ("note_added", {"note": f"n{n}"}, {"text": "Call back"}),
        ("document_added", {"question": "proof"}, {"documents": [{"id": f"f{n}", "name": "b.pdf"}]}),
        ("deadline_near", {"clock": "promise"}, None),
        ("notice_sent", {"notice": "1", "template": "received", "channel": "email"}, None),
        ("claimed", {}, None),
        *(
            ("information_received", {"request": one.id}, {"text": "Here", "documents": [{"id": f"r{n}"}]})
            for one in state.requests
            if one.answered_at is None
        ),
    ]


def _when_open(state: CaseState, n: int) -> list[Step]:
    until = instant(10_000_000)
    return [
        ("assigned", {"to": n}, None),
        ("returned", {}, None),
        ("taken_up", {}, None) if state.aside else ("put_aside", {"reason": REASONS_ASIDE[n % 4]}, None),
        ("stage_entered", {"stage": "checking" if n % 2 else "received"}, None),
        ("information_requested", {"request": f"q{n}", "documents": 1}, {"text": "Which?", "wanted": ["a"]}),
        ("decided", {"decision": "refuse", "reasons": ["no_proof"], "hold_until": until, "stage": "decided"},
         {"explanation": "Why", "fee": "10"}),
        ("withdrawn", {}, {"reason": "Moved"}),
    ]  # fmt: skip


def _when_done(state: CaseState, n: int) -> list[Step]:
    steps: list[Step] = [("reopened", {"stage": "checking"}, {"reason": "Wrong", "text": "Sorry"})]
    if state.status == "decided":
        steps.append(("decision_undone", {"stage": "received"}, None))
        steps.append(("output_issued", {"output": "permit", "valid_until": "2029-11-23"}, None))
        steps.append(("appealed", {}, {"text": "I can prove it"}))
        steps.append(("closed", {"outcome": "done"}, None))
    if state.status == "closed":
        said = {"outcome": OUTCOMES[n % 3], "satisfied": n % 6}
        steps.append(("outcome_given", said, {"text": "It came"}))
        if open_review(state) is not None:
            steps.append(("review_taken", {"to": n}, None))
            steps.append(("review_answered", {}, {"text": "We looked"}))
    return steps


@st.composite
def cases(draw: Callable[..., Any]) -> tuple[Event, ...]:
    """Draw the events of a case: at each step one of those that its state allows; some bodies are erased."""
    happened = [submitted(assisted=draw(st.booleans()))]
    minutes = 0
    for n in range(draw(st.integers(0, 25))):
        state = fold_case(happened)
        possible = _anything(state, n) + (_when_open(state, n) if state.status == "open" else _when_done(state, n))
        kind, data, body = draw(st.sampled_from(possible))
        minutes += draw(st.integers(0, 5_000))
        happened.append(event(kind, n + 2, minutes=minutes, body=body, **data))
    return tuple(Event(one.header, None) if draw(st.integers(0, 9)) == 0 else one for one in happened)
