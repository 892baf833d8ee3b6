"""Examples of the functions over dates, times and durations."""

from __future__ import annotations

from servewell.core.rules.functions.examples.lesson import lesson

LESSONS = {
    "today": lesson(
        "Gives the date on which the rule is decided.",
        'today() -> date("2026-11-23")',
        'today() - duration("P18Y") -> date("2008-11-23")',
        "today().year -> 2026",
    ),
    "now": lesson(
        "Gives the date and time at which the rule is decided.",
        "date(now()) = today() -> true",
        'now() > date and time("2026-01-01T00:00:00Z") -> true',
    ),
    "date": lesson(
        "Makes a date: from a text written year-month-day, from three numbers, or of a date and time.",
        'date("2026-11-23").month -> 11',
        'date(2026, 11, 23) -> date("2026-11-23")',
        'date(date and time("2026-11-23T08:15:00")) -> date("2026-11-23")',
    ),
    "time": lesson(
        "Makes a time of day: from a text, from hours, minutes and seconds, or of a date and time.",
        'time("22:30:00").hour -> 22',
        'time(22, 30, 0) -> time("22:30:00")',
        'time(date and time("2026-11-23T08:15:00")) -> time("08:15:00")',
    ),
    "date and time": lesson(
        "Makes a date with a time: from a text, or from a date and a time.",
        'date and time("2026-11-23T22:30:00").minute -> 30',
        'date and time(date("2026-11-23"), time("22:30:00")) -> date and time("2026-11-23T22:30:00")',
    ),
    "duration": lesson(
        "Makes a length of time from a text: `P18Y` 18 years, `P6M` 6 months, `P28D` 28 days, `PT36H` 36 hours.",
        'duration("P28D").days -> 28',
        'date("2026-11-23") + duration("P6M") -> date("2027-05-23")',
        'duration("PT36H") > duration("P1D") -> true',
    ),
    "years and months duration": lesson(
        "Gives the whole years and months from one date to another: somebody's age, how long somebody has lived here.",
        'years and months duration(date("2000-05-01"), date("2026-11-23")) -> duration("P26Y6M")',
        'years and months duration(date("2008-11-24"), today()) >= duration("P18Y") -> false',
        'years and months duration(date("2008-11-24"), today()).years -> 17',
    ),
    "day of week": lesson(
        "Names the day of the week, in English.",
        'day of week(date("2026-11-23")) -> "Monday"',
        'day of week(date("2026-11-28")) in ["Saturday", "Sunday"] -> true',
    ),
    "day of year": lesson(
        "Counts the days since the year began; 1 January is 1.",
        'day of year(date("2026-02-01")) -> 32',
    ),
    "week of year": lesson(
        "Gives the number of the calendar week (ISO 8601).",
        'week of year(date("2026-11-23")) -> 48',
    ),
    "month of year": lesson(
        "Names the month, in English.",
        'month of year(date("2026-11-23")) -> "November"',
        'month of year(date("2026-07-05")) in ["July", "August"] -> true',
    ),
}
