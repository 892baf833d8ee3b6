"""The record as an event log: what each event is called there, what came before it, and whose turn the wait was.

Two logs: `case`, what happened to an application after it was submitted, and `journey`, what happened to a draft page
by page. Looks, notices and alarms are events of the record but no steps of either log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from servewell.core.record.event import Header

Log: TypeAlias = Literal["case", "journey"]
# The queue and the agency are told apart: work of which nobody knows whether it rests tells nothing to improve.
Turn: TypeAlias = Literal["resident", "queue", "agency", "third party", ""]

WORDS: Final[Mapping[str, str]] = {
    # case
    "submitted": "submitted",
    "assigned": "taken",
    "returned": "returned to the queue",
    "put_aside": "put aside",
    "taken_up": "taken up again",
    "stage_entered": "stage",
    "information_requested": "information requested",
    "information_received": "information received",
    "message_sent": "message to the resident",
    "message_received": "message from the resident",
    "note_added": "note",
    "document_added": "documents added",
    "viewed_by_staff": "opened",
    "decided": "decided",
    "decision_undone": "decision undone",
    "output_issued": "output issued",
    "appealed": "appealed",
    "withdrawn": "withdrawn",
    "reopened": "reopened",
    "closed": "closed",
    # journey
    "opened": "begun",
    "page_shown": "shown",
    "page_refused": "refused",
    "page_answered": "answered",
    "saved": "saved",
    "resumed": "came back",
    "ended": "ended",
    "abandoned": "abandoned",
    "file_added": "file added",
    "file_removed": "file removed",
}
# Kinds of cases and drafts that are no step: nobody's work and nobody's wait ends with them.
SILENT: Final = frozenset(
    {
        "claimed",
        "status_viewed",
        "notice_sent",
        "notice_failed",
        "deadline_near",
        "deadline_missed",
        "rectified",
        "look_delayed",
        "erasure_asked",
        "erasure_proposed",
        "erasure_declined",
        "erased",
        "outcome_given",
        "review_taken",
        "review_answered",
        "idea_raised",
    }
)
_BY_RESIDENT: Final = frozenset(
    {"submitted", "information_received", "message_received", "document_added", "appealed", "withdrawn"}
)
_WORKING: Final = frozenset({"casework", "decide", "document"})
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_GIVEN: Final = "given to a colleague"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands after an event: all that decides whose turn it is.

    `desk` is where the case lies in the agency, `asked` how many requests to the resident are open, `aside` what the
    case waits for that was put aside, '' while work goes on.
    """

    desk: Literal["queue", "agency"] = "queue"
    asked: int = 0
    aside: str = ""
    is_over: bool = False

    @property
    def turn(self) -> Turn:
        """Whose turn it is; '' when nothing is left to do."""
        if self.is_over:
            return ""
        if self.asked:
            return "resident"
        if self.aside:
            return "third party" if self.aside == "third party" else "queue"
        return self.desk


@dataclass(frozen=True, slots=True)
class Before:
    """What a step needs to know of the step before it."""

    seq: int
    activity: str
    left_us: int
    channel: str
    device: str
    language: str
    arm: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a log with the step before it. Times are microseconds since 1970 UTC.

    `entered_us` is when the step before happened, `left_us` when this one did; `turn` is whose turn it was between
    them. The first step of a subject has neither `previous` nor `entered_us`. `resource` is a role, never a person.
    """

    log: Log
    subject: str
    seq: int
    service: str
    version: str
    activity: str
    previous: str | None
    entered_us: int | None
    left_us: int
    turn: str
    resource: str
    channel: str
    device: str
    language: str
    arm: str
    page: str
    question: str
    fault: str
    reason: str
    decision: str
    standing: Standing


def transition(header: Header, before: Before | None) -> Transition | None:
    """Return the step that an event is, after the last step of its subject, or None when it is no step."""
    stream = header.subject.partition(":")[0]
    if stream not in ("case", "draft") or header.kind in SILENT or header.kind not in WORDS:
        return None
    standing = before.standing if before else Standing()
    if header.kind == "viewed_by_staff" and not _begins_work(header, standing):
        return None
    log: Log = "case" if stream == "case" else "journey"
    return _step(header, before, log, header.subject, header.seq, _activity(header), standing)


def journey_end(header: Header, before: Before | None) -> Transition | None:
    """Return the last step of a draft's journey, which is the event `submitted` of its case."""
    draft = str(header.data.get("draft", ""))
    if header.kind != "submitted" or not draft or before is None:
        return None
    return _step(header, before, "journey", f"draft:{draft}", before.seq + 1, "submitted", before.standing)


def _step(
    header: Header, before: Before | None, log: Log, subject: str, seq: int, activity: str, standing: Standing
) -> Transition:
    data = header.data
    after = _after(header, activity, standing) if log == "case" else standing
    return Transition(
        log=log,
        subject=subject,
        seq=seq,
        service=header.service,
        version=header.version,
        activity=activity,
        previous=before.activity if before else None,
        entered_us=before.left_us if before else None,
        left_us=max(microseconds_of(header.at), before.left_us if before else 0),
        turn=_turn(before, activity, log),
        resource=_resource(header),
        channel=_carried("channel", data, before),
        device=_carried("device", data, before),
        language=_carried("language", data, before),
        arm=_carried("arm", data, before),
        page=_text(data.get("page")),
        question=_text(data.get("question")),
        fault=_text(data.get("fault")),
        reason=_text(data.get("reason")),
        decision=_text(data.get("decision")),
        standing=after,
    )


def microseconds_of(instant: str) -> int:
    """Return an instant of the record (ISO 8601, UTC) as microseconds since 1970."""
    return (datetime.fromisoformat(instant) - _EPOCH) // timedelta(microseconds=1)


def _activity(header: Header) -> str:
    word, data = WORDS[header.kind], header.data
    if header.kind == "stage_entered":
        return f"stage: {data.get('stage', '')}"
    if header.kind == "decided" and data.get("decision"):
        return f"{word}: {data['decision']}"  # outcomes are compared between groups of people
    if header.kind == "assigned" and header.actor != f"account:{data.get('to')}":
        return _GIVEN
    if header.kind in ("page_shown", "page_refused", "page_answered", "ended"):
        return f"{word}: {data.get('page', '')}"
    return word


def _begins_work(header: Header, standing: Standing) -> bool:
    """Tell whether a look is the one that takes the case out of the queue; later ones are turning of pages."""
    return standing.turn == "queue" and not standing.aside and header.data.get("purpose") in _WORKING


def _turn(before: Before | None, activity: str, log: Log) -> str:
    if before is None:
        return ""
    if log == "journey":
        return "resident"
    if before.activity == "opened" and activity in ("taken", _GIVEN):
        return "queue"  # somebody had looked, and left it lying
    return before.standing.turn


def _after(header: Header, activity: str, standing: Standing) -> Standing:
    desk, asked, aside, is_over = standing.desk, standing.asked, standing.aside, standing.is_over
    match header.kind:
        case "assigned":
            desk = "queue" if activity == _GIVEN else "agency"
        case "viewed_by_staff" | "reopened" | "taken_up":
            desk, aside = "agency", ""
            is_over = is_over and header.kind != "reopened"
            asked = 0 if header.kind == "reopened" else asked
        case "returned" | "appealed":
            desk = "queue"
            is_over = is_over and header.kind != "appealed"
        case "put_aside":
            aside = _text(header.data.get("reason")) or "other"
        case "information_requested":
            asked += 1
        case "information_received":
            asked, desk = max(asked - 1, 0), "queue"
        case "decided" | "closed" | "withdrawn":
            is_over = True
        case "decision_undone":
            desk, is_over = "agency", False
    return Standing(desk, asked, aside, is_over)


def _resource(header: Header) -> str:
    if header.actor == "system":
        return "system"
    is_staff = header.actor.startswith("account:") and header.kind not in _BY_RESIDENT
    return "agency" if is_staff else "resident"


def _carried(name: str, data: Mapping[str, Any], before: Before | None) -> str:
    """Return what this event says, else what was last said: a draft may go on on another device."""
    if name in data:
        return str(data[name])
    return str(getattr(before, name)) if before else ""


def _text(value: object) -> str:
    """Return names and codes as one text; several are set apart by commas."""
    if value is None:
        return ""
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
