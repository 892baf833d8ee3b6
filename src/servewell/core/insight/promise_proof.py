"""The proof of a broken promise: SQL that counts days by the agency's calendar without any table of days.

Working days up to a day are those of its whole weeks and of the week it lies in; 1 January 1970 was a Thursday, so that
a day's number and three more count from a Monday. Holidays on working weekdays are listed and taken away.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.measure.lateness import EPOCH, Promise

_LATE: Final = """WITH days AS (
  SELECT "case", case_id, {first} AS first_day, {last} AS last_day FROM cases
), paused AS (
  {paused}
), spans AS (
  SELECT days.*, first_day + {after} AS since, {need} AS need FROM days LEFT JOIN paused ON paused."case" = days."case"
)
SELECT case_id, first_day, last_day FROM spans
WHERE last_day > first_day AND {used} >= need ORDER BY last_day - first_day DESC"""
_PAUSED: Final = """SELECT "case", sum({used}) AS days FROM (
    SELECT "case", {since} AS since, {until} AS last_day FROM transitions WHERE turn = 'resident') AS pauses
  GROUP BY "case\""""
_NO_PAUSE: Final = """SELECT 0 AS "case", 0 AS days FROM cases WHERE 1 = 0"""
_DAY: Final = "CAST(floor(({instant} + {offset}) / {unit}.0) AS BIGINT)"
_UP_TO: Final = "({week} * floor(({day} + 3) / 7.0) + {begun})"
_BEGUN: Final = "CASE WHEN ({day} + 3) % 7 >= {weekday} THEN 1 ELSE 0 END"


def late_sql(log: EventLog, promise: Promise) -> str:
    """Return the query of the cases that broke the promise: case_id, first_day, last_day (days since 1970)."""
    last = f'CASE WHEN is_open THEN {log.counted_until} ELSE "last" END'
    paused = _NO_PAUSE
    if log.abilities.has_turns:
        used = _working(promise, log, "last_day", "last_day + 1") if promise.is_working else "last_day - since"
        paused = _PAUSED.format(used=used, since=_day("entered", promise), until=_day('"left"', promise))
    stood_still = "coalesce(paused.days, 0)"
    return _LATE.format(
        first=_day('"first"', promise),
        last=_day(last, promise),
        paused=paused,
        after="0" if promise.is_working else f"{promise.days - 1} + {stood_still}",
        need=f"{promise.days} + {stood_still}" if promise.is_working else "1",
        used=_working(promise, log, "last_day - 1", "last_day"),
    )


def _day(instant: str, promise: Promise) -> str:
    return _DAY.format(instant=instant, offset=promise.zone_offset_us, unit=DAY_US)


def _working(promise: Promise, log: EventLog, until: str, before: str) -> str:
    """Count the working days after the day `since` up to the day `until`, which is the one before `before`."""
    span = f"{_up_to(promise, until)} - {_up_to(promise, 'since')}"
    first, last = ((instant + promise.zone_offset_us) // DAY_US for instant in (log.first, log.counted_until))
    days = sorted(
        number
        for day in promise.calendar.holidays
        if day.weekday() in promise.calendar.working_weekdays
        and first <= (number := (day - EPOCH) // timedelta(days=1)) <= last
    )
    taken = "".join(f" - CASE WHEN since < {day} AND {day} < {before} THEN 1 ELSE 0 END" for day in days)
    return f"({span}{taken})"


def _up_to(promise: Promise, day: str) -> str:
    weekdays = sorted(promise.calendar.working_weekdays)
    begun = " + ".join(_BEGUN.format(day=day, weekday=weekday) for weekday in weekdays) or "0"
    return _UP_TO.format(week=len(weekdays), day=day, begun=begun)
