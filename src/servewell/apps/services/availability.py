"""Whether a service can be begun on a day, and until when a draft under way may be finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

State = Literal["open", "paused", "seasonal", "closed"]
STATES: Final[tuple[State, ...]] = get_args(State)
# Whoever began before the door closed may finish; peers that shut drafts out at once got complaints.
GRACE: Final = timedelta(days=14)


def state_of(name: str) -> State:
    """Return the state with this name; raise ValueError when there is none."""
    for state in STATES:
        if state == name:
            return state
    raise ValueError(name)


@dataclass(frozen=True, slots=True)
class Availability:
    """What the catalogue says about a service today. Dates are inclusive."""

    state: State
    is_open: bool
    opens_on: date | None
    closes_on: date | None
    note: str
    finish_by: date | None  # last day for drafts under way; None: no limit


def availability(
    *, state: State, opens_on: date | None, closes_on: date | None, note: str, changed_on: date, today: date
) -> Availability:
    """Work out what holds on `today`. A paused or closed service with `opens_on` opens by itself on that day."""
    if state == "open":
        is_open = closes_on is None or today <= closes_on
    elif state == "seasonal":
        is_open = opens_on is not None and opens_on <= today and (closes_on is None or today <= closes_on)
    else:
        is_open = opens_on is not None and opens_on <= today
    if is_open or state == "paused":
        finish_by = closes_on + GRACE if closes_on is not None else None
    elif state == "closed":
        finish_by = (closes_on or changed_on) + GRACE
    else:
        finish_by = closes_on + GRACE if closes_on is not None and closes_on < today else None
    return Availability(state, is_open, opens_on, closes_on, note, finish_by)
