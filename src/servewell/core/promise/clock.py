"""The promise clock of a case: a target in working or calendar days that stands still while the resident is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from servewell.core.definition.model import Duration
from servewell.core.promise.calendar import Calendar, add

Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a case stands against its promise. `used`, `allowed` and `left` count days of `unit`."""

    started_on: date
    due_on: date
    state: Literal["running", "paused", "met", "missed", "late"]
    used: int
    allowed: int
    left: int
    unit: Literal["working days", "days"] = "working days"


def clock(
    *,
    started_at: datetime,
    within: Duration,
    pauses: Sequence[Pause],
    stopped_at: datetime | None,
    now: datetime,
    calendar: Calendar,
    timezone: str,
) -> Clock:
    """Return the clock at `now` (aware instants; dates are those of `timezone`).

    Days in a pause do not count: each moves the due day by as many days of the promise's unit. A due day in calendar
    days, weeks, months or years that is no working day moves to the next one (Regulation (EEC) No 1182/71, art. 3.4).
    """
    zone = ZoneInfo(timezone)
    end = stopped_at or now
    started_on, today = started_at.astimezone(zone).date(), end.astimezone(zone).date()
    is_working = within.unit == "working days"
    days = calendar.working_days if is_working else _calendar_days
    paused = _paused(pauses, end, zone, days)
    target = add(calendar, started_on, within)
    allowed = within.count if is_working else (target - started_on).days
    if is_working:
        due_on = add(calendar, target, Duration(paused, "working days")) if paused else target
    else:
        due_on = calendar.next_working(target + timedelta(days=paused))
    used = max(days(started_on, today) - paused, 0)
    return Clock(
        started_on=started_on,
        due_on=due_on,
        state=_state(
            today, due_on, is_stopped=stopped_at is not None, is_paused=any(stop is None for _, stop in pauses)
        ),
        used=used,
        allowed=allowed,
        left=days(today, due_on),
        unit="working days" if is_working else "days",
    )


def working_days_used(
    *, started_at: datetime, stopped_at: datetime, pauses: Sequence[Pause], calendar: Calendar, timezone: str
) -> int:
    """Return how many working days a case took, without those in pauses, whatever the unit of its promise."""
    zone = ZoneInfo(timezone)
    taken = calendar.working_days(started_at.astimezone(zone).date(), stopped_at.astimezone(zone).date())
    return max(taken - _paused(pauses, stopped_at, zone, calendar.working_days), 0)


def _paused(pauses: Sequence[Pause], end: datetime, zone: ZoneInfo, days: Callable[[date, date], int]) -> int:
    """Count the days that pauses took until `end`; the day a pause begins still counts as used."""
    return sum(
        days(start.astimezone(zone).date(), min(stop or end, end).astimezone(zone).date())
        for start, stop in pauses
        if start < end
    )


def _calendar_days(start: date, end: date) -> int:
    return max((end - start).days, 0)


def _state(
    today: date, due_on: date, *, is_stopped: bool, is_paused: bool
) -> Literal["running", "paused", "met", "missed", "late"]:
    if is_stopped:
        return "met" if today <= due_on else "missed"
    if is_paused:
        return "paused"
    return "running" if today <= due_on else "late"
