"""Says how a group is treated differently, in plain words, and in SQL that anybody can run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.case_mix import Levels
from servewell.core.insight.compared import Difference
from servewell.core.insight.finding import days_in_words, share_in_words
from servewell.core.insight.statistics import risk_ratio

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
_DONE: Final = 'SELECT DISTINCT "case" FROM events WHERE activity = {activity}'
_ENDED: Final = 'SELECT "case" FROM cases WHERE "end" = {activity}'
_AGAIN: Final = """SELECT {group} AS "group", count(*) AS cases,
  avg(CASE WHEN d.times > 1 THEN 1.0 ELSE 0.0 END) AS share
FROM cases AS c JOIN (SELECT "case", count(*) AS times FROM events WHERE activity = {activity} GROUP BY "case") AS d
  ON d."case" = c."case" GROUP BY 1"""
_SHARE: Final = """SELECT {group} AS "group", count(*) AS cases,
  avg(CASE WHEN m."case" IS NULL THEN 0.0 ELSE 1.0 END) AS share
FROM cases AS c LEFT JOIN ({marked}) AS m ON m."case" = c."case" WHERE NOT c.is_open GROUP BY 1"""
_ON_THE_SAME_STEPS: Final = """SELECT {group} AS "group", count(DISTINCT c."case") AS cases,
  sum(t.wait - u.usual) / count(DISTINCT c."case") / 86400000000.0 AS days_longer
FROM transitions AS t JOIN cases AS c ON c."case" = t."case"
JOIN (SELECT previous, activity, avg(wait) AS usual FROM transitions GROUP BY previous, activity) AS u
  ON u.previous = t.previous AND u.activity = t.activity GROUP BY 1"""
FOUR_FIFTHS: Final = 0.8  # Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D (1978)


@dataclass(frozen=True, slots=True)
class Arises:
    """Where a difference of outcome arises: how often the group and the others go from one activity to another."""

    previous: int
    activity: int
    own: float
    others: float


@dataclass(frozen=True)
class Told:
    """A difference with what people would count: `raw` and `is_own` for each case measured, means of both sides."""

    difference: Difference
    levels: Levels
    is_own: Mask
    raw: Floats
    own: float
    others: float
    arises: Arises | None
    is_end: bool  # the outcome is how cases end, not what they ever come to
    whole: Difference | None = None  # how much longer the group takes at all steps together

    @property
    def label(self) -> str:
        return self.levels.labels[self.difference.level]

    @property
    def who(self) -> str:
        value = self.label if self.label in ("yes", "no") or self.levels.ends else f"‘{self.label}’"
        return f"cases where ‘{self.levels.name}’ is {value}"


def sentence(log: EventLog, told: Told) -> str:
    """Say who is treated how differently, and where."""
    return {"time": _time, "outcome": _outcome, "work": _work}[told.difference.measured.shape](log, told)


def title(log: EventLog, told: Told) -> str:
    """Name what the picture of the groups shows."""
    measured = told.difference.measured
    name = "" if measured.activity is None else f"‘{log.named(measured.activity)}’"
    if measured.shape == "time":
        return f"Average wait before {name}" if name else "How much longer than usual cases take on the same steps"
    if measured.shape == "outcome":
        return f"Of 100 closed cases, how many {_come_to(told)} {name}"
    if measured.previous is None:
        return f"Of 100 cases that come to {name}, how many do so again"
    return f"Of 100 cases that go on after ‘{log.named(measured.previous)}’, how many go to {name}"


def _time(log: EventLog, told: Told) -> str:
    longer = days_in_words(told.difference.adjusted.value)
    alike = "than others that come the same way and are alike in what else is known"
    activity = told.difference.measured.activity
    if activity is None:
        return f"{_first(told.who)} take {longer} longer {alike}, and no single step stands out."
    means = f"(on average {days_in_words(told.own)}, all others {days_in_words(told.others)})"
    whole = "" if told.whole is None else f" All steps together take {days_in_words(told.whole.adjusted.value)} longer."
    return f"{_first(told.who)} wait {longer} longer before ‘{log.named(activity)}’ {alike} {means}.{whole}"


def _outcome(log: EventLog, told: Told) -> str:
    measured = told.difference.measured
    activity = log.named(measured.activity if measured.activity is not None else 0)
    often = "more often" if told.own > told.others else "less often"
    said = (
        f"{_first(told.who)} {_come_to(told)} ‘{activity}’ {often} than the others, also among cases alike in "
        f"what else is known ({share_in_words(told.own)} against {share_in_words(told.others)}{_fifths(told)})."
    )
    if told.arises is None or (told.arises.activity == measured.activity and told.arises.own == told.own):
        return said
    parts = share_in_words(told.arises.own), share_in_words(told.arises.others)
    return (
        f"{said} Most of it arises after ‘{log.named(told.arises.previous)}’: there {parts[0]} of them go on to "
        f"‘{log.named(told.arises.activity)}’, against {parts[1]} of the others."
    )


def _first(text: str) -> str:
    return text[0].upper() + text[1:]


def _fifths(told: Told) -> str:
    """Say the ratio of favourable outcomes where it is below the four fifths that count as a sign of harm."""
    measured, own = told.difference.measured, told.is_own
    if not measured.is_turned:
        return ""
    ratio = risk_ratio(
        float(told.raw[own].sum()), float(own.sum()), float(told.raw[~own].sum()), float((~own).sum())
    ).value
    return f"; a ratio of {ratio:.2f}, below four fifths" if ratio < FOUR_FIFTHS else ""


def _work(log: EventLog, told: Told) -> str:
    measured = told.difference.measured
    shares = f"({share_in_words(told.own)} against {share_in_words(told.others)})"
    often = "more often" if told.own > told.others else "less often"
    alike = f"than others that are alike in what else is known {shares}."
    activity = log.named(measured.activity if measured.activity is not None else 0)
    if measured.previous is None:
        return f"{_first(told.who)} go through ‘{activity}’ again {often} {alike}"
    return f"After ‘{log.named(measured.previous)}’, {told.who} go on to ‘{activity}’ {often} {alike}"


def _come_to(told: Told) -> str:
    return "end with" if told.is_end else "come to"


def proof(told: Told) -> str:
    """Return SQL that counts the same for each group, over all cases and without adjusting."""
    measured = told.difference.measured
    group, activity = told.levels.sql, measured.activity
    if measured.shape == "time" and activity is not None:
        return (
            f'SELECT {group} AS "group", count(*) AS waits, avg(t.wait) / 86400000000.0 AS days\n'
            f'FROM transitions AS t JOIN cases AS c ON c."case" = t."case" WHERE t.activity = {activity} GROUP BY 1'
        )
    if measured.shape == "time":
        return _ON_THE_SAME_STEPS.format(group=group)
    if measured.previous is not None:
        ways = ", ".join(str(way) for way in measured.ways)
        return (
            f'SELECT {group} AS "group", count(DISTINCT t."case") AS cases,\n'
            f'  count(DISTINCT CASE WHEN t.activity = {activity} THEN t."case" END) * 1.0 / count(DISTINCT t."case")'
            f' AS share\nFROM transitions AS t JOIN cases AS c ON c."case" = t."case"\n'
            f"WHERE t.previous = {measured.previous} AND t.activity IN ({ways}) GROUP BY 1"
        )
    if measured.shape == "work":
        return _AGAIN.format(group=group, activity=activity)
    return _SHARE.format(group=group, marked=(_ENDED if told.is_end else _DONE).format(activity=activity))
