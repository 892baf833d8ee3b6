"""How an operation changes a case: lock it, fold its events, check, append one event, bring the row up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from servewell.apps.cases.access import check_resident, check_staff
from servewell.apps.cases.models import Case, Clock
from servewell.apps.cases.projection import alarms_of, project
from servewell.apps.journal import operations as journal
from servewell.apps.journal import queries as events
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found
from servewell.apps.services import queries as services
from servewell.core.definition.model import Definition
from servewell.core.problem import ConflictError, Problem, ProblemError
from servewell.core.record import CaseState, Event, fold_case
from servewell.gateways.rows import read_row, write_row

# A look, a notice sent or a clock that rang takes nobody's decision away.
HARMLESS = frozenset(
    {
        "viewed_by_staff",
        "status_viewed",
        "notice_sent",
        "notice_failed",
        "deadline_near",
        "deadline_missed",
        "look_delayed",
    }
)


@dataclass(slots=True)
class OpenCase:
    """A case under change: its locked row, its events and what they say."""

    row: Case
    events: tuple[Event, ...]
    state: CaseState
    _agency: people.AgencyView | None = None

    @property
    def agency(self) -> people.AgencyView:
        """The agency whose case it is, read once."""
        if self._agency is None:
            self._agency = people.agency(self.row.agency)
        return self._agency

    @property
    def definition(self) -> Definition:
        """The version that the case began with."""
        return services.definition(self.row.version)


def lock_case(case_id: str) -> OpenCase:
    """Lock a case and fold its events. Only inside `transaction.atomic`."""
    found = read_row(Case, lock=True, id=case_id)
    if found is None:
        raise not_found()
    return _open(found)


def lock_for_resident(case_id: str, by: Actor) -> OpenCase:
    """Lock a case for its resident, or for staff who act for her; for everybody else there is none."""
    found = read_row(Case, lock=True, id=case_id)
    if found is None:
        raise not_found()
    check_resident(by, found)
    return _open(found)


def lock_for_staff(case_id: str, verb: str, by: Actor) -> OpenCase:
    """Lock a case for staff who may do `verb` with it; for everybody else raise as `require_staff` does."""
    found = read_row(Case, lock=True, id=case_id)
    check_staff(by, verb, found.agency if found else None)
    if found is None:
        raise not_found()
    return _open(found)


def _open(row: Case) -> OpenCase:
    happened = events.events_of(f"case:{row.pk}")
    return OpenCase(row, happened, fold_case(happened))


def record(
    case: OpenCase,
    *,
    kind: str,
    by: Actor,
    now: datetime,
    data: Mapping[str, object] | None = None,
    body: Mapping[str, object] | None = None,
) -> int:
    """Append one event to a locked case and bring its row and clocks up to date; return the event's number."""
    row = case.row
    appended = journal.append(
        subject=f"case:{row.pk}",
        kind=kind,
        by=by.id,
        now=now,
        service=row.service,
        version=row.version,
        data=data or {},
        body=body,
    )
    event = appended.event
    case.events = (*case.events, event)
    case.state = fold_case((event,), case.state)
    if kind not in HARMLESS:
        update_row(case)
    return appended.seq


def update_row(case: OpenCase) -> None:
    """Write what the events say into the row, and set the clocks by it."""
    row, agency = case.row, case.agency
    fields = project(case.state, case.definition, agency)
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, fields[name])
    write_row(row, [name.removesuffix("_id") for name in changed])
    if not {"status", "waiting_on", "due_on"}.isdisjoint(changed):
        alarms = alarms_of(fields, agency)
        for kind, due_at in (("deadline_near", alarms.near_at), ("deadline_missed", alarms.missed_at)):
            Clock.objects.filter(case=row, kind=kind, fired_at__isnull=True).update(due_at=due_at)


def check_unchanged(case: OpenCase, base_seq: int | None, by: Actor) -> None:
    """Raise ConflictError when something that matters happened after the page was shown (event `base_seq`)."""
    if base_seq is None:
        return
    later = [
        event.header
        for event in case.events
        if event.header.seq > base_seq and event.header.kind not in HARMLESS and event.header.actor != by.id
    ]
    if later:
        last = later[-1]
        raise ConflictError(
            Problem(
                code="case-changed",
                found=f"Meanwhile somebody else changed this case ({last.kind.replace('_', ' ')}).",
                fix="Look at what changed. Your text is kept; send it again if it still holds.",
            )
        )


def check_open(case: OpenCase) -> None:
    """Raise unless work on the case goes on."""
    if case.state.status != "open":
        raise ConflictError(
            Problem(
                code="case-not-open",
                found=f"This case is {case.state.status}.",
                fix="Look at what happened; reopen the case if work has to go on.",
            )
        )


def text_of(text: str, *, most: int = 10_000) -> str:
    """Return what somebody wrote, tidied; raise when there is nothing or too much."""
    tidy = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not tidy:
        raise ProblemError(Problem(code="missing", found="There is no text.", fix="Write what you want to say."))
    if len(tidy) > most:
        raise ProblemError(
            Problem(code="too-long", found=f"The text has {len(tidy)} characters.", expected=f"at most {most}")
        )
    return tidy
