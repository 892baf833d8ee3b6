"""The frozen values that queries and operations of this app return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from servewell.core.promise import Clock
from servewell.core.record import CaseState


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft that was just begun. `secret` is told once."""

    draft_id: str
    secret: str
    code: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """The receipt: the case is stored here. `secret` is '' when it cannot be told again."""

    case_id: str
    reference: str
    secret: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a reference and a second check opened."""

    kind: Literal["draft", "case"]
    id: str
    reference: str
    secret: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document without its bytes."""

    id: str
    name: str
    type: str
    size: int
    question: str
    request: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as its resident, or the caseworker who helps, sees it."""

    id: str
    code: str
    service: str
    version: str
    agency: str
    language: str
    channel: str
    answers: Mapping[str, object]
    answered_pages: frozenset[str]
    last_page: str
    opened_at: datetime
    saved_at: datetime
    expires_at: datetime
    files: tuple[DocumentView, ...]
    account_id: int | None
    assisted: bool
    assisted_by: int | None
    email: str | None
    submission_key: str
    case_id: str | None
    case_reference: str | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in a list of one's own."""

    id: str
    code: str
    service: str
    version: str
    language: str
    saved_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list of one's own. A held decision does not show."""

    id: str
    reference: str
    service: str
    version: str
    stage: str
    status: str
    waiting_on: str
    submitted_at: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a case in the order of the record."""

    seq: int
    kind: str
    at: datetime
    by: str  # actor id as in the record
    by_kind: Literal["resident", "agency", "system"]
    by_name: str
    data: Mapping[str, object]
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Usual:
    """How long cases of a service took lately, in working days."""

    days: int | None  # half were decided within
    most_days: int | None  # 9 of 10 were decided within


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """How a service kept its promise in the last 365 days; None: fewer than 10 decided cases."""

    cases: int | None
    share: int | None
    usual_days: int | None
    most_days: int | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the resident or the staff may see it."""

    id: str
    reference: str
    agency: str
    service: str
    version: str
    language: str
    state: CaseState
    seq: int  # pass it back as `base_seq`
    clock: Clock | None
    usual: Usual
    documents: tuple[DocumentView, ...]
    awaited: tuple[str, ...]  # file questions answered "later" for which nothing has come yet
    timeline: tuple[TimelineEntry, ...]
    assigned_name: str
    account_id: int | None
    has_email: bool
    is_assisted: bool
    hold_until: datetime | None  # staff only: the decision can be undone until then
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the queue shows; every field has a neutral value."""

    service: str = ""
    stage: str = ""
    assigned: str = "anyone"  # "mine", "nobody", "anyone" or an account id
    due: Literal["", "late", "today", "week"] = ""
    waiting: bool = False  # also cases that wait for the resident
    review: bool = False  # cases of which their residents say that they are not solved
    appealed: bool = False  # decided cases whose decision is contested, instead of open ones
    search_reference: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case of the queue."""

    id: str
    reference: str
    service: str
    version: str
    stage: str
    stage_entered_at: datetime
    waiting_on: str
    assigned_to: int | None
    assigned_name: str
    aside: str
    due_on: date | None
    is_late: bool
    review_at: datetime | None  # since when the resident says that it is not solved
    submitted_at: datetime
    channel: str
    language: str


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Counts beside the queue, each up to COUNT_LIMIT and then 'that many or more'."""

    late: int
    today: int
    week: int
    mine: int
    nobody: int
    waiting: int
    appealed: int
    review: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue; `next` is the cursor of the following page or ''."""

    rows: tuple[QueueRow, ...]
    next: str
    counts: QueueCounts


@dataclass(frozen=True, slots=True)
class Letter:
    """The words with which a decision goes out."""

    subject: str
    text: str
    language: str
    paragraphs: tuple[str, ...] = field(default=())
