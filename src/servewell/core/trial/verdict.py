"""The facts of a verdict as they are told to people, and their English sentences, in one place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from servewell.core.trial.monitoring import Look, Plan, Verdict


@dataclass(frozen=True, slots=True)
class Wording:
    """How a measure is told. A share is told of 100 `who`; a mean in its `unit`, of which `span` is the whole scale.

    `gain` and `loss` say what a difference in favour of the new way, and against it, is: "more finish", "fewer finish".
    """

    kind: Literal["share", "mean"]
    who: str
    gain: str
    loss: str
    unit: str = ""
    span: float = 100.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What a verdict says, rounded for people: numbers of 100 or in the unit, positive in favour of the new way."""

    verdict: Verdict
    because: str
    cases: int
    waiting: int
    most_cases: int
    estimate: float
    low: float
    high: float
    smallest: float
    worse: tuple[str, ...]
    not_shown: tuple[str, ...]
    has_groups: bool
    hit: tuple[str, ...]


def facts(plan: Plan, seen: Look, wording: Wording) -> Facts:
    """Return the facts of a look. Ends of an interval that does not hold 0 are never rounded to it."""
    span = 100.0 if wording.kind == "share" else wording.span
    estimate, low, high = (span * one for one in (seen.difference.estimate, seen.difference.low, seen.difference.high))
    places = 0 if all(abs(one) >= 1 for one in (low, high)) and span >= 20 else 1
    return Facts(
        verdict=seen.verdict,
        because=seen.because,
        cases=seen.cases,
        waiting=seen.waiting,
        most_cases=plan.most_cases,
        estimate=_rounded(estimate, places),
        low=_outwards(low, places),
        high=-_outwards(-high, places),
        smallest=round(span * plan.smallest_effect, 1),
        worse=tuple(group.name for group in seen.groups if group.is_worse),
        not_shown=tuple(group.name for group in seen.groups if not group.is_shown),
        has_groups=any(group.is_shown for group in seen.groups),
        hit=tuple(rail.name for rail in seen.guardrails if rail.is_hit),
    )


def sentence(told: Facts, wording: Wording) -> str:
    """Return the verdict in English: what is known, what is not, and what follows from it."""
    return " ".join(part for part in (_headline(told), _difference(told, wording), _groups(told)) if part)


def _headline(told: Facts) -> str:
    if told.verdict == "stop for harm":
        what = told.because.partition(" ")[2]
        kind = told.because.partition(" ")[0]
        return {
            "guardrail": f"Stopped: the new way harms what must not get worse ({what}).",
            "group": f"Stopped: the new way is worse for {what}.",
        }.get(kind, "Stopped: the new way is worse.")
    if told.verdict == "stop for futility" and told.estimate < 0:
        return "Stopped: the new way does not help, and what was seen so far points to harm."
    return {
        "go on": f"Nothing is decided yet, after {told.cases:,} of at most {told.most_cases:,} cases.",
        "stop for benefit": "",
        "stop for futility": "The new way has no effect worth having.",
        "done": "All planned cases are counted, and it is not known which way is better.",
        "broken": "No verdict can be given: the arms do not have the sizes that were planned, so cases are lost.",
    }[told.verdict]


def _difference(told: Facts, wording: Wording) -> str:
    if told.verdict == "broken" or told.cases == 0:
        return ""
    if told.verdict == "stop for harm" and told.because != "measure" and told.low <= 0 <= told.high:
        return ""
    if told.low < 0 < told.high:
        return _unclear(told, wording)
    side = wording.gain if told.estimate > 0 else wording.loss
    least, most = sorted((abs(told.low), abs(told.high)))
    number = f"{_said(abs(told.estimate))}{_unit(wording)} {side} (between {_said(least)} and {_said(most)})."
    return f"Of 100 {wording.who}, {number}" if wording.kind == "share" else f"On average {wording.who} {number}"


def _unclear(told: Facts, wording: Wording) -> str:
    worse = f"{_said(-told.low)}{_unit(wording)} {wording.loss}"
    better = f"{_said(told.high)}{_unit(wording)} {wording.gain}"
    begin = f"Of 100 {wording.who}" if wording.kind == "share" else f"On average {wording.who}"
    return f"{begin}, at worst {worse}, at best {better}."


def _groups(told: Facts) -> str:
    if told.verdict == "broken" or not (told.has_groups or told.not_shown):
        return ""
    parts = []
    if told.worse and told.because.partition(" ")[0] != "group":
        parts.append("Worse for: " + ", ".join(told.worse) + ".")
    if told.has_groups and not told.worse:
        parts.append("No group does worse." if told.verdict != "go on" else "No group is found to do worse so far.")
    if told.not_shown:
        parts.append("Too small to tell: " + ", ".join(told.not_shown) + ".")
    return " ".join(parts)


def _unit(wording: Wording) -> str:
    return f" {wording.unit}" if wording.unit else ""


def _rounded(number: float, places: int) -> float:
    """Return the number rounded, but never to nothing: what is not 0 is told as the smallest number that is not."""
    rounded = round(number, places)
    least: float = 10.0**-places
    return rounded if rounded or not number else math.copysign(least, number)


def _outwards(low: float, places: int) -> float:
    """Return the lower end rounded down; one above 0 stays above it."""
    unit: int = 10**places
    down = math.floor(round(low * unit, 6))
    return (max(down, 1) if low > 0 else down) / unit


def _said(number: float) -> str:
    return f"{number:.0f}" if number == int(number) else f"{number:.1f}"
