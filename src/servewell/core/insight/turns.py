"""Finds whose turn it is while people wait: the resident's, the agency's queue, its work, or a third party's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.at_hand import at_hand
from servewell.core.insight.finding import (
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Finding,
    Picture,
    Row,
    count_in_words,
    days_in_words,
    share_in_words,
)
from servewell.core.insight.hit import case_count, examples, groups_hit, sized
from servewell.core.insight.moments import NORMAL, Moments

WORTH: Final = 0.1  # of all time: less gets no finding of its own
_SAID: Final = {
    "resident": "it is the resident's turn to act",
    "queue": "cases lie in the agency's queue",
    "agency": "the agency works on the cases",
    "third party": "somebody outside the agency is waited for",
}
_LABELS: Final = {
    "resident": "the resident's turn",
    "queue": "the agency's queue",
    "agency": "the agency's work",
    "third party": "a third party's turn",
}
_PROOF: Final = """SELECT turn, count(DISTINCT "case") AS cases, sum(wait) / 86400000000.0 AS days
FROM transitions WHERE turn IS NOT NULL GROUP BY turn ORDER BY days DESC"""


@dataclass(frozen=True, slots=True)
class _Turn:
    """The waits of one turn, in days: how many cases have it, their sum, and what exceeds the reachable wait."""

    turn: str
    cases: int
    days: float
    excess: Moments
    step: int
    step_days: float


def find_turns(log: EventLog, asked: Asked) -> list[Finding]:
    """Return a finding for each turn that takes at least a tenth of all time, with the whole split.

    What could be won is what waits of that turn exceed the first quartile of the waits before the same step in the same
    turn: a quarter of the cases already need no more. Nothing where the log does not tell whose turn it was.
    """
    if not log.abilities.has_turns:
        return []
    found = _turns(log)
    whole = sum(one.days for one in found)
    total = case_count(log)
    told = [one for one in found if one.cases >= SMALLEST_GROUP and one.days >= WORTH * whole]
    return [_finding(log, asked, one, found, whole, total) for one in told]


def _turns(log: EventLog) -> list[_Turn]:
    """Return the turns, the longest first; an empty turn belongs to cases that are over."""
    waits = log.transitions.filter(log.transitions.turn.isin(list(_SAID)))
    waits = waits.select("case", "turn", "activity", days=waits.wait.cast("float64") / DAY_US)
    reachable = waits.group_by(["turn", "activity"]).agg(quarter=waits.days.quantile(0.25))
    rated = waits.join(reachable, ["turn", "activity"])
    rated = rated.mutate(excess=(rated.days > rated.quarter).ifelse(rated.days - rated.quarter, 0.0))
    by_step = rated.group_by(["turn", "activity"]).agg(
        count=rated.count(),
        days=rated.days.sum(),
        excess=rated.excess.sum(),
        squares=(rated.excess * rated.excess).sum(),
    )
    rows = by_step.to_pyarrow().to_pylist()
    cases = waits.group_by("turn").agg(cases=waits.case.nunique()).to_pyarrow().to_pylist()
    found = []
    for turn, count in sorted((row["turn"], row["cases"]) for row in cases):
        mine = sorted((row for row in rows if row["turn"] == turn), key=lambda row: (-row["days"], row["activity"]))
        excess = Moments(*(sum(row[name] for row in mine) for name in ("count", "excess", "squares")))
        days = sum(row["days"] for row in mine)
        found.append(_Turn(turn, count, days, excess, mine[0]["activity"], mine[0]["days"]))
    return sorted(found, key=lambda one: (-one.days, one.turn))


def _finding(log: EventLog, asked: Asked, one: _Turn, found: Sequence[_Turn], whole: float, total: int) -> Finding:
    waits = log.transitions.filter((log.transitions.turn == one.turn) & (log.transitions.wait > 0))
    hit = at_hand(log, waits.group_by("case").agg(weight=waits.wait.sum()))
    name = log.named(one.step)
    reach = NORMAL * one.excess.spread_of_total
    gain = (one.excess.total, one.excess.total - reach, one.excess.total + reach)
    a_case, all_a_case = days_in_words(one.days / total * DAY_US), days_in_words(whole / total * DAY_US)
    mostly = f", mostly before ‘{name}’" if one.step_days >= one.days / 2 else f", most of all before ‘{name}’"
    return Finding(
        kind="turn",
        where={"turn": one.turn, "activity": name},
        sentence=(
            f"Of the {all_a_case} that a case takes on average, {a_case} ({share_in_words(one.days / whole)}) pass "
            f"while {_SAID[one.turn]}{mostly}. This is so in {count_in_words(one.cases)} cases. If no wait were longer "
            f"than the shortest quarter at its step, people would wait {days_in_words(gain[0] * DAY_US)} less in all."
        ),
        size=sized(log, one.cases, total, one.days, gain),
        comparison=Comparison(f"Share of all time that is {_LABELS[one.turn]}.", one.days / whole, None, "share"),
        groups=groups_hit(log, asked, hit) if asked.by else (),
        confidence="high",
        p_value=None,
        proof=_PROOF,
        examples=examples(log, hit),
        picture=Picture(
            "bars",
            "Whose turn it is, in days of a case",
            "days",
            tuple(Row(_LABELS[each.turn], each.days / total, is_marked=each is one) for each in found),
        ),
    )
