"""What the row of a case says, read off its events: used by every write and by the rebuild, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from servewell.apps.people.queries import AgencyView
from servewell.core.definition.model import Definition
from servewell.core.promise import Calendar, Clock, Retention, clock, retention, working_days_used
from servewell.core.record import CaseState, open_review

NO_PROMISE: Final = date(9999, 12, 31)
NOTHING_DUE: Final = NO_PROMISE
# A promise is near when this many working days are left.
NEAR_DAYS: Final = 2
FIELDS: Final = (
    "service",
    "version",
    "language",
    "channel",
    "is_assisted",
    "status",
    "stage",
    "stage_entered_at",
    "waiting_on",
    "assigned_to_id",
    "aside",
    "due_on",
    "submitted_at",
    "decided_at",
    "decided_in_days",
    "has_kept_promise",
    "closed_at",
    "appealed_at",
    "outcome",
    "outcome_at",
    "satisfied",
    "review_at",
    "reviewer_id",
    "erase_on",
    "data_wish_at",
)


@dataclass(frozen=True, slots=True)
class Alarms:
    """When the clocks of a case ring; None: not now."""

    near_at: datetime | None
    missed_at: datetime | None


def calendar_of(agency: AgencyView) -> Calendar:
    """Return the working calendar of an agency."""
    return Calendar(working_weekdays=agency.weekdays or frozenset(range(5)), holidays=agency.holidays)


def clock_of(state: CaseState, definition: Definition, agency: AgencyView, *, now: datetime) -> Clock | None:
    """Return the promise clock of a case at `now`, or None when the service promises nothing."""
    if definition.promise is None:
        return None
    return clock(
        started_at=state.submitted_at,
        within=definition.promise.within,
        pauses=state.pauses,
        stopped_at=stopped_at(state),
        now=now,
        calendar=calendar_of(agency),
        timezone=agency.timezone,
    )


def stopped_at(state: CaseState) -> datetime | None:
    """Return when the promise was met or given up: by the decision, a withdrawal or the closing."""
    moments = [moment for moment in (state.decided_at, state.closed_at) if moment is not None]
    return min(moments, default=None)


def project(state: CaseState, definition: Definition, agency: AgencyView) -> Mapping[str, object]:
    """Return FIELDS for a case. Depends on events, definition and calendar only, never on the present moment."""
    due_on, used, kept = NO_PROMISE, None, None
    if definition.promise is not None:
        # An open pause would move the date every day; the row keeps the date as if work went on.
        pauses = [(start, end) for start, end in state.pauses if end is not None]
        stop = stopped_at(state)
        reading = clock(
            started_at=state.submitted_at,
            within=definition.promise.within,
            pauses=pauses,
            stopped_at=stop,
            now=stop or max([state.submitted_at, *(end for _, end in pauses)]),
            calendar=calendar_of(agency),
            timezone=agency.timezone,
        )
        due_on = reading.due_on
        if state.decided_at is not None:
            used = working_days_used(
                started_at=state.submitted_at,
                stopped_at=stop or state.decided_at,
                pauses=pauses,
                calendar=calendar_of(agency),
                timezone=agency.timezone,
            )
            kept = reading.state == "met"
    return {
        "service": state.service,
        "version": state.version,
        "language": state.language,
        "channel": state.channel,
        "is_assisted": state.is_assisted,
        "status": state.status,
        "stage": state.stage,
        "stage_entered_at": state.stages[-1][1],
        "waiting_on": state.waiting_on,
        "assigned_to_id": state.assigned_to,
        "aside": state.aside.reason if state.aside and state.status == "open" else "",
        "due_on": due_on,
        "submitted_at": state.submitted_at,
        "decided_at": state.decided_at,
        "decided_in_days": used,
        "has_kept_promise": kept,
        "closed_at": state.closed_at,
        "appealed_at": state.appealed_at,
        **_said_by_resident(state),
        "erase_on": erase_on(state, definition, agency),
        "data_wish_at": min((one.at for one in (state.erasure_wish, state.erasure_proposed) if one), default=None),
    }


def _said_by_resident(state: CaseState) -> Mapping[str, object]:
    said, review = state.outcome, open_review(state)
    return {
        "outcome": said.outcome if said else "",
        "outcome_at": said.at if said else None,
        "satisfied": said.satisfied if said else None,
        "review_at": review.asked_at if review else None,
        "reviewer_id": review.taken_by if review else None,
    }


def retention_of(state: CaseState, definition: Definition, agency: AgencyView) -> Retention:
    """Return until when a case and its answers are kept."""
    return retention(state, definition, calendar=calendar_of(agency), timezone=agency.timezone)


def erase_on(state: CaseState, definition: Definition, agency: AgencyView) -> date | None:
    """Return the day on which the nightly work has to look at a case; None while work on it goes on."""
    if state.status == "open":
        return None
    kept = None if state.is_erased else retention_of(state, definition, agency).next_on(state.answers)
    return kept or NOTHING_DUE


def alarms_of(fields: Mapping[str, object], agency: AgencyView) -> Alarms:
    """Return when the clocks ring: as the near day begins, and as the due day ends, at the agency."""
    due_on = fields["due_on"]
    is_running = fields["status"] == "open" and fields["waiting_on"] == "agency"
    if not is_running or not isinstance(due_on, date) or due_on == NO_PROMISE:
        return Alarms(None, None)
    zone, calendar = ZoneInfo(agency.timezone), calendar_of(agency)
    near_on, left = due_on, NEAR_DAYS
    while left:
        near_on -= timedelta(days=1)
        left -= calendar.is_working(near_on)
    return Alarms(_midnight(near_on, zone), _midnight(due_on + timedelta(days=1), zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
