"""Contacts that come while a case waits: before which step, after how long, and how long the wait was in all.

Which activities are contacts, and which are answers to them, is told by who asks. Neither is a step: the wait goes from
the last step before a contact to the next one after it, over all contacts and answers between. Contacts before the
first and after the last step are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts while cases wait for an activity (code): how many, in how many cases, and the days until they come."""

    activity: int
    contacts: int
    cases: int
    median_days: float


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits for an activity (code) with and without a contact in them: how many, and sums of days and squared days."""

    activity: int
    asked: int
    asked_days: float
    asked_squares: float
    quiet: int
    quiet_days: float
    quiet_squares: float


def contacts_during(log: EventLog, contacts: tuple[int, ...], answers: tuple[int, ...] = ()) -> ir.Table:
    """Return each contact with the wait in which it came.

    Columns: case, place, contact (activity of it), after (days from the step before), activity (the next step),
    next_place, waited (days from the step before to the next).
    """
    every = log.transitions
    asked = every.filter(every.activity.isin(contacts))
    asked = asked.select("case", "place", contact="activity", at="left")
    talk = (*contacts, *answers)
    steps = every.filter(every.activity.notin(talk)).select("case", "activity", step_place="place", step_at="left")
    begun = every.filter((every.place == 2) & every.previous.notin(talk))
    begun = begun.select("case", activity="previous", step_place=begun.place - 1, step_at=begun.entered)
    steps = steps.union(begun.cast({"step_place": steps.step_place.type()})).semi_join(asked, "case")
    both = asked.join(steps, "case")
    is_after = both.step_place > both.place
    ends = both.group_by(["case", "place", "contact", "at"]).agg(
        last_place=both.step_place.max(where=~is_after), next_place=both.step_place.min(where=is_after)
    )
    since = steps.select("case", last_place="step_place", since="step_at")
    until = steps.select("case", "activity", next_place="step_place", until="step_at")
    placed = ends.join(since, ["case", "last_place"]).join(until, ["case", "next_place"])
    return placed.select(
        "case",
        "place",
        "contact",
        "activity",
        "next_place",
        after=(placed["at"] - placed.since).cast("float64") / DAY_US,
        waited=(placed.until - placed.since).cast("float64") / DAY_US,
    )


def asked_before(found: ir.Table) -> tuple[Contacts, ...]:
    """Return before which steps the contacts of `contacts_during` come, most contacts first."""
    grouped = found.group_by("activity").agg(
        contacts=found.count(), cases=found.case.nunique(), median_days=found.after.median()
    )
    rows = grouped.to_pyarrow().to_pylist()
    return tuple(sorted((Contacts(**row) for row in rows), key=lambda one: (-one.contacts, one.activity)))


def waits_compared(
    log: EventLog, during: ir.Table, talk: tuple[int, ...], activities: tuple[int, ...]
) -> dict[int, Waits]:
    """Return the waits for some activities, each once however many of the contacts `during` came in it.

    `talk` are the activities that are contacts or answers to them.
    """
    asked = (
        during.filter(during.activity.isin(activities)).select("case", "next_place", "activity", "waited").distinct()
    )
    asked = asked.group_by("activity").agg(
        asked=asked.count(), asked_days=asked.waited.sum(), asked_squares=(asked.waited * asked.waited).sum()
    )
    every = log.transitions
    quiet = every.filter(every.activity.isin(activities) & every.previous.notin(talk))
    days = quiet.wait.cast("float64") / DAY_US
    quiet = quiet.group_by("activity").agg(
        quiet=quiet.count(), quiet_days=days.sum(), quiet_squares=(days * days).sum()
    )
    both = asked.left_join(quiet, "activity").drop("activity_right")
    return {
        row["activity"]: Waits(**{name: value or 0 for name, value in row.items()})
        for row in both.to_pyarrow().to_pylist()
    }


def usual_contact(found: ir.Table) -> tuple[int, int]:
    """Return the most frequent activity of the contacts of some rows of `contacts_during`, and how often it comes."""
    counted = found.group_by("contact").agg(times=found.count())
    ordered = counted.order_by([counted.times.desc(), counted.contact]).limit(1)
    (row,) = ordered.to_pyarrow().to_pylist()
    return row["contact"], row["times"]
