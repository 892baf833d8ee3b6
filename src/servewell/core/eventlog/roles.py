"""Which column of a table is the case, the activity, the time: proposed from names and values, with doubts told."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from servewell.core.eventlog.moments import Moments, moments_of
from servewell.core.problem import Problem, ProblemError, nearest

SAMPLE: Final = 2_000  # rows that are looked at
# Names that exports use, as words in small letters; earlier ones are surer.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "case": (
        "case concept name", "case id", "caseid", "case key", "case number", "case", "trace id", "application id",
        "service request id", "request id", "sr number", "ticket id", "process id", "file number", "reference number",
        "reference", "zaak id", "zaaknummer", "expediente", "vorgang", "aktenzeichen", "dossier", "incident id", "id",
    ),
    "activity": (
        "concept name", "activity", "activity name", "activity en", "event name", "event type", "action", "action code",
        "task", "task name", "step", "status", "state", "event", "activiteit", "actividad", "vorgangsschritt", "etape",
    ),
    "time": (
        "time timestamp", "timestamp", "complete timestamp", "completion time", "event time", "eventtime", "end time",
        "date time", "datetime", "happened at", "occurred at", "updated datetime", "requested datetime", "time", "date",
        "created date", "tijdstip", "fecha", "zeitpunkt",
    ),
    "resource": (
        "org resource", "resource", "user", "user name", "performer", "employee", "caseworker", "worker", "agent",
        "handled by", "assigned to", "team", "org group", "department", "role", "medewerker", "bearbeiter",
    ),
    "transition": ("lifecycle transition", "lifecycle", "transition", "event lifecycle"),
}  # fmt: skip
_FLAGS: Final = {
    "case": "--case",
    "activity": "--activity",
    "time": "--time",
    "resource": "--resource",
    "transition": "",
}


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns by role; `resource` and `transition` may be missing. `moments` is how times are written.

    Where every row is a case, `dates` names its columns of times, each of which is an activity; `activity` and `time`
    are empty then. `doubts` says in plain words what might be otherwise.
    """

    case: str
    activity: str
    time: str
    moments: Moments
    resource: str | None = None
    transition: str | None = None
    dates: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def words(name: str) -> str:
    """Return a column's name as words in small letters: `event_time.timestamp` is `time timestamp`."""
    plain = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|[^0-9A-Za-z]+", " ", name).casefold().split())
    return plain.removeprefix("event ") or plain


def propose(
    header: Sequence[str],
    sample: Sequence[Sequence[str | None]],
    given: Mapping[str, str | None],
    zone: str = "UTC",
) -> Roles:
    """Return the roles that names and values tell; `given` are the user's own choices, by role.

    Raises ProblemError when a given name is no column, or a role that every log needs cannot be found.
    """
    columns = {name: [row[place] or "" for row in sample] for place, name in enumerate(header)}
    chosen = {role: name for role, name in given.items() if name is not None}
    for role, name in chosen.items():
        if name not in columns:
            raise _unknown(role, name, header)
    looking = _Looking(columns, chosen, zone)
    case = looking.named("case", looking.repeats)
    times = looking.times()
    dates = tuple(name for name in times if name != case)
    activity = looking.named("activity", looking.is_few, besides={case, *dates})
    if activity is None and case is not None and len(dates) > 1 and "time" not in chosen:
        return Roles(case, "", "", times[dates[0]], dates=dates, doubts=looking.doubts(("case",), {"case": case}))
    time = looking.named("time", times.__contains__, besides={case, activity})
    found = {"case": case, "activity": activity, "time": time}
    missing = [role for role, name in found.items() if name is None]
    if missing or case is None or activity is None or time is None:
        raise _missing(missing, header)
    if time not in times:
        raise ProblemError(
            Problem("no-times", found=f"The column '{time}' holds no times, for instance '{looking.first(time)}'.")
        )
    taken = {case, activity, time}
    return Roles(
        case, activity, time, times[time],
        resource=looking.named("resource", lambda name: True, besides=taken),
        transition=looking.named("transition", lambda name: True, besides=taken),
        doubts=looking.doubts(("case", "activity", "time"), found),
    )  # fmt: skip


class _Looking:
    def __init__(self, columns: Mapping[str, list[str]], chosen: Mapping[str, str], zone: str) -> None:
        self.columns = columns
        self.chosen = chosen
        self.zone = zone
        self.moments: dict[str, Moments] = {}

    def times(self) -> dict[str, Moments]:
        """Return the columns that hold times, with how they are written."""
        for name, values in self.columns.items():
            found = moments_of(values, self.zone)
            if found is not None and (found.form not in _NUMBERS or self.rank("time", name) is not None):
                self.moments[name] = found
        if "time" in self.chosen and self.chosen["time"] not in self.moments:
            found = moments_of(self.columns[self.chosen["time"]], self.zone)
            if found is not None:
                self.moments[self.chosen["time"]] = found
        return self.moments

    def rank(self, role: str, name: str) -> int | None:
        """Return the place of a name among those that are usual for a role."""
        usual = _NAMES[role]
        plain = words(name)
        return usual.index(plain) if plain in usual else None

    def named(self, role: str, fits: object, besides: Collection[str | None] = ()) -> str | None:
        """Return the column of a role: the user's, else that with the surest name whose values fit."""
        if role in self.chosen:
            return self.chosen[role]
        ranked = [
            (rank, name)
            for name in self.columns
            if name not in besides
            and name not in self.chosen.values()
            and (rank := self.rank(role, name)) is not None
            and fits(name)  # type: ignore[operator]  # a test of a column by name
        ]
        return min(ranked)[1] if ranked else None

    def repeats(self, name: str) -> bool:
        """A case has a name for nearly every event."""
        values = self.columns[name]
        return sum(map(bool, values)) >= 0.5 * len(values)

    def is_few(self, name: str) -> bool:
        """Activities are few."""
        values = [value for value in self.columns[name] if value]
        return bool(values) and len(set(values)) <= max(0.6 * len(values), 20)

    def first(self, name: str) -> str:
        return next((value for value in self.columns[name] if value), "")

    def doubts(self, roles: Sequence[str], found: Mapping[str, str | None]) -> tuple[str, ...]:
        """Say which other columns could have these roles, and whether days and months could be the other way round."""
        said = []
        for role in roles:
            others = [
                name for name in self.columns
                if role not in self.chosen and name not in found.values() and self.rank(role, name) is not None
                and (role != "time" or name in self.moments)
            ]  # fmt: skip
            if others:
                listed = ", ".join(f"'{name}'" for name in others[:5])
                said.append(
                    f"'{found[role]}' is taken for the {role}; it could be {listed}: choose with {_FLAGS[role]}."
                )
        time = found.get("time")
        if time is not None and time in self.moments and not self.moments[time].is_sure:
            said.append(f"Times like '{self.first(time)}' are read as {self.moments[time].form}.")
        return tuple(said)


_NUMBERS: Final = ("seconds", "milliseconds", "microseconds")


def _unknown(role: str, name: str, header: Sequence[str]) -> ProblemError:
    near = nearest(name, header)
    fix = f"Did you mean '{near}'?" if near else f"The columns are {_listed(header)}."
    return ProblemError(Problem("unknown-column", found=f"There is no column '{name}' for the {role}.", fix=fix))


def _missing(roles: Sequence[str], header: Sequence[str]) -> ProblemError:
    flags = " ".join(f"{_FLAGS[role]} COLUMN" for role in roles)
    return ProblemError(
        Problem(
            "roles-not-found",
            found=f"It is not clear which column is the {' and which the '.join(roles)}.",
            expected=f"one of {_listed(header)}",
            fix=f"Say it with {flags}.",
        )
    )


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in header[:30])
    return shown if len(header) <= 30 else f"{shown} and {len(header) - 30} more"
