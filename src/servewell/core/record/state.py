"""What the events of a case come to. Values only; instants are aware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

Status = Literal["open", "decided", "closed", "withdrawn"]
# Why work is put aside. A closed list: it stands in the permanent part of the record.
REASONS_ASIDE: Final = ("third party", "colleague", "visit", "other")
# What the resident says came of her case; "not" opens a review.
OUTCOMES: Final = ("solved", "partly", "not")


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `by` is the actor of the event."""

    id: str
    sender: Literal["resident", "agency"]
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Note:
    """What staff noted for staff."""

    id: str
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request for information; unanswered while `answered_at` is None."""

    id: str
    text: str
    wanted: tuple[str, ...]
    asked_at: datetime
    answered_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with its reasons; nobody outside sees it before `hold_until`."""

    id: str
    reasons: tuple[str, ...]
    explanation: str
    at: datetime
    by: str
    hold_until: datetime


@dataclass(frozen=True, slots=True)
class View:
    """One look of staff at the case."""

    at: datetime
    who: str
    purpose: str
    by: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Work that was put aside: for one of `REASONS_ASIDE`, when and by whom."""

    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Rectified:
    """An answer that was corrected; `before` is None once the old one is erased."""

    question: str
    before: object
    answer: object
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AskedToErase:
    """What is to be decided about erasing: the resident's wish, or what staff propose to somebody else."""

    text: str
    at: datetime
    by: str
    ground: str = ""
    questions: tuple[str, ...] = ()  # none: the whole case


@dataclass(frozen=True, slots=True)
class Declined:
    """Erasing was declined, with the reason that the resident reads."""

    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, on which of `GROUNDS`; no questions: the whole case."""

    ground: str
    questions: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the resident says: one of `OUTCOMES`, how satisfied from 1 to 5 (None: not said), her words."""

    outcome: str
    satisfied: int | None
    text: str
    at: datetime
    first_at: datetime  # when she first said anything since the case was closed


@dataclass(frozen=True, slots=True)
class Review:
    """A look at a case of which the resident says that it is not solved; unanswered while `answered_at` is None."""

    asked_at: datetime
    taken_by: int | None = None  # number of the account
    answer: str = ""
    answered_at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case as its events tell it."""

    reference: str
    service: str
    version: str
    language: str
    channel: str
    device: str
    arm: str
    is_assisted: bool
    answers: Mapping[str, Any]
    documents: tuple[Mapping[str, Any], ...]
    submitted_at: datetime
    stage: str
    stages: tuple[tuple[str, datetime], ...]
    status: Status = "open"
    assigned_to: int | None = None
    waiting_on: Literal["agency", "resident"] = "agency"
    aside: Aside | None = None  # tells something while the case is open
    requests: tuple[Request, ...] = ()
    messages: tuple[Message, ...] = ()
    notes: tuple[Note, ...] = ()
    decision: Decided | None = None
    decisions: tuple[Decided, ...] = ()
    views: tuple[View, ...] = ()
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    appealed_at: datetime | None = None  # contested and not yet taken up again
    rectified: tuple[Rectified, ...] = ()
    erasure_wish: AskedToErase | None = None  # the resident's, not yet answered
    erasure_proposed: AskedToErase | None = None
    erasure_declined: Declined | None = None  # the last answer, when it was no
    erased: tuple[Erased, ...] = ()
    outcome: Outcome | None = None  # the resident's, since the case was closed last
    reviews: tuple[Review, ...] = ()
    events_seq: int = 1

    @property
    def is_erased(self) -> bool:
        """Tell whether nothing personal of the case is left."""
        return any(not one.questions for one in self.erased)
