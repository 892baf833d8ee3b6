"""Cases, as their residents and the staff may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import BinaryIO, Literal

from servewell.apps.cases import tokens
from servewell.apps.cases.letters import decision_letter
from servewell.apps.cases.models import Case, Document
from servewell.apps.cases.projection import NO_PROMISE, clock_of, retention_of
from servewell.apps.cases.queries.promise import usual
from servewell.apps.cases.readings import CaseRow, CaseView, DocumentView, Letter, TimelineEntry
from servewell.apps.cases.storing import view_of
from servewell.apps.journal import queries as journal
from servewell.apps.people import queries as people
from servewell.apps.people.permissions import not_found
from servewell.apps.services import queries as services
from servewell.core.promise import Retention
from servewell.core.record import Event, fold_case
from servewell.gateways import files
from servewell.gateways.rows import read_row

RESIDENT_KINDS = frozenset(
    {
        "submitted",
        "message_received",
        "information_received",
        "status_viewed",
        "document_added",
        "withdrawn",
        "appealed",
        "claimed",
        "erasure_asked",
        "outcome_given",
        "idea_raised",
    }
)
# What staff write among themselves, and what the machinery does, is not the resident's timeline.
STAFF_ONLY_KINDS = frozenset({"note_added", "deadline_near", "deadline_missed", "notice_failed", "erasure_proposed"})


@dataclass(frozen=True, slots=True)
class FoundCase:
    """Enough to check whether somebody may open a case."""

    id: str
    reference: str
    agency: str
    account_id: int | None
    draft_id: str


def case_by_reference(reference: str) -> FoundCase | None:
    """Return the case with a reference, however it was typed, or None."""
    tidy = tokens.read_reference(reference)
    if tidy is None:
        return None
    row = read_row(Case, reference=tidy)
    return None if row is None else FoundCase(row.pk, row.reference, row.agency, row.account_id, row.draft_id)


def case_secret_matches(case_id: str, secret: str) -> bool:
    """Tell whether this is the case's secret; takes as long for a case that does not exist."""
    row = read_row(Case, id=case_id)
    return tokens.matches(secret, row.secret_hash if row is not None else tokens.NO_HASH)


def count_cases() -> int:
    """Return how many cases were ever submitted here."""
    return Case.objects.count()


def cases_of(account_id: int, *, now: datetime) -> tuple[CaseRow, ...]:
    """Return the cases of an account, newest first. A decision that is held does not show yet."""
    rows = list(Case.objects.filter(account_id=account_id).order_by("-submitted_at")[:100])
    return tuple(_row(row, now) for row in rows)


def case(case_id: str, *, for_resident: bool, now: datetime) -> CaseView:
    """Return a case with its timeline. For the resident without notes, names of staff or a held decision."""
    row = read_row(Case, id=case_id)
    if row is None:
        raise not_found()
    happened = journal.events_of(f"case:{case_id}")
    shown = visible_to_resident(happened, now) if for_resident else happened
    state = fold_case(shown)
    definition, agency = services.definition(row.version), people.agency(row.agency)
    # The number of an account outlives erasing, so the resident's must not be turned into her name again.
    named = [event for event in happened if not (state.is_erased and _side(event) == "resident")]
    names = {} if for_resident else people.names_of(_accounts_in(named))
    documents = Document.objects.filter(case_id=case_id).order_by("created_at", "id")
    made = state.decision
    return CaseView(
        id=row.pk,
        reference=row.reference,
        agency=row.agency,
        service=row.service,
        version=row.version,
        language=row.language,
        state=state,
        seq=happened[-1].header.seq,
        clock=clock_of(state, definition, agency, now=now),
        usual=usual(service=row.service, now=now),
        documents=tuple(view_of(document) for document in documents),
        awaited=_awaited(state.answers, frozenset(document.question for document in documents)),
        timeline=tuple(_entry(event, names) for event in shown),
        assigned_name=names.get(state.assigned_to or 0, ""),
        account_id=row.account_id,
        has_email=bool(row.email),
        is_assisted=row.is_assisted,
        hold_until=made.hold_until if made is not None and now < made.hold_until and not for_resident else None,
        created_at=row.submitted_at,
    )


def _awaited(answers: Mapping[str, object], arrived: frozenset[str]) -> tuple[str, ...]:
    """Return the file questions that were answered "later" and for which nothing has come."""
    return tuple(
        name
        for name, value in answers.items()
        if isinstance(value, Mapping) and value.get("later") is True and name not in arrived
    )


def visible_to_resident(happened: Sequence[Event], now: datetime) -> tuple[Event, ...]:
    """Leave out what staff keep to themselves, decisions that were never told, and what is held back."""
    hidden = held_back(happened, now)
    return tuple(
        event for event in happened if event.header.seq not in hidden and event.header.kind not in STAFF_ONLY_KINDS
    )


def held_back(happened: Sequence[Event], now: datetime) -> set[int]:
    """Return the numbers of events that not even an access request tells: held and undone decisions, delayed looks."""
    hidden: set[int] = delayed_looks(happened, now)
    last_decided: int | None = None
    for header in (event.header for event in happened):
        if header.kind == "decided":
            last_decided = header.seq
            if now < datetime.fromisoformat(str(header.data["hold_until"])):
                hidden.add(header.seq)
        elif header.kind == "decision_undone" and last_decided is not None:
            hidden |= {last_decided, header.seq}
    return hidden


def delayed_looks(happened: Sequence[Event], now: datetime) -> set[int]:
    """Return the numbers of looks, and of their delays, of which the resident learns later.

    A delay covers the looks of one person up to its last day; once that has passed both show, with the ground.
    """
    hidden: set[int] = set()
    for delay in (event.header for event in happened if event.header.kind == "look_delayed"):
        until = datetime.combine(date.fromisoformat(str(delay.data["until"])), time.max, UTC)
        if now > until:
            continue
        hidden.add(delay.seq)
        hidden |= {
            event.header.seq
            for event in happened
            if event.header.kind == "viewed_by_staff" and event.header.actor == delay.data["of"]
        }
    return hidden


def retention_of_case(case_id: str) -> Retention:
    """Return until when a case and its answers are kept."""
    row = read_row(Case, id=case_id)
    if row is None:
        raise not_found()
    state = fold_case(journal.events_of(f"case:{case_id}"))
    return retention_of(state, services.definition(row.version), people.agency(row.agency))


def document(*, case_id: str, document_id: str) -> DocumentView:
    """Return a document of a case, or raise NotFoundError."""
    return view_of(_document(case_id, document_id))


def open_document(*, case_id: str, document_id: str) -> BinaryIO:
    """Open the bytes of a document of a case."""
    return files.open_stored(_document(case_id, document_id).stored)


def preview_letter(*, case_id: str, decision: str, reasons: Sequence[str], explanation: str, now: datetime) -> Letter:
    """Return the letter as `decide` will send it."""
    row = read_row(Case, id=case_id)
    definition = None if row is None else services.definition(row.version)
    if row is None or definition is None or decision not in {item.id for item in definition.decisions}:
        raise not_found()
    state = fold_case(journal.events_of(f"case:{case_id}"))
    return decision_letter(
        definition=definition,
        decision=decision,
        reasons=reasons,
        explanation=explanation,
        reference=row.reference,
        answers=state.answers,
        submitted_at=state.submitted_at,
        channel=state.channel,
        language=row.language,
        agency=people.agency(row.agency),
        now=now,
    )


def _document(case_id: str, document_id: str) -> Document:
    row = Document.objects.filter(pk=document_id, case_id=case_id).first()
    if row is None:
        raise not_found()
    return row


def _row(row: Case, now: datetime) -> CaseRow:
    status, stage = row.status, row.stage
    if status == "decided":
        state = fold_case(visible_to_resident(journal.events_of(f"case:{row.pk}"), now))
        status, stage = state.status, state.stage
    return CaseRow(
        id=row.pk,
        reference=row.reference,
        service=row.service,
        version=row.version,
        stage=stage,
        status=status,
        waiting_on=row.waiting_on,
        submitted_at=row.submitted_at,
        due_on=None if row.due_on == NO_PROMISE else row.due_on,
    )


def _accounts_in(happened: Iterable[Event]) -> frozenset[int]:
    ids = set()
    for event in happened:
        if event.header.actor.startswith("account:"):
            ids.add(int(event.header.actor.removeprefix("account:")))
        if event.header.kind in ("assigned", "review_taken"):
            ids.add(int(event.header.data["to"]))
    return frozenset(ids)


def _entry(event: Event, names: Mapping[int, str]) -> TimelineEntry:
    header = event.header
    account = header.actor.removeprefix("account:")
    return TimelineEntry(
        seq=header.seq,
        kind=header.kind,
        at=datetime.fromisoformat(header.at),
        by=header.actor,
        by_kind=_side(event),
        by_name=names.get(int(account), "") if account.isdigit() else "",
        data=header.data,
        body=event.body or {},
    )


def _side(event: Event) -> Literal["resident", "agency", "system"]:
    if event.header.actor == "system":
        return "system"
    return "resident" if event.header.kind in RESIDENT_KINDS else "agency"
