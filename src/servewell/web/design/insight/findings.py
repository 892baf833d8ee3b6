"""A finding as a page shows it: what, where, how many people, what could be won, how sure, and how to check it.

Everything comes from somebody's log: texts here are plain, and the templates escape them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from servewell.web.design.insight.pictures import PictureView, picture_view
from servewell.web.design.insight.words import Words

_PLACES: Final = ("activity", "question", "page", "value", "attribute", "resource", "week", "turn", "promise")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?]) (?=[A-Z‘“(0-9])")
_LEVELS: Final = {"low": 1, "medium": 2, "high": 3}


@dataclass(frozen=True, slots=True)
class Gain:
    """What could be won, in words, and its length against the largest gain of the page (0 to 1)."""

    text: str
    between: str
    part: float
    low_part: float
    high_part: float


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding ready for a page. `anchor` is the id of its heading and begins the ids of its picture.

    `lead` and `more` are the sentence in two parts. `is_foreign`: sentences are English, the page is not.
    """

    rank: int
    anchor: str
    key: str
    kind: str
    place: str
    where: tuple[tuple[str, str], ...]
    sentence: str
    lead: str
    more: str
    shape: str
    facts: tuple[tuple[str, str], ...]
    gain: Gain | None
    contrast: str  # '4% against 34%', of a finding without a gain
    confidence: str
    sureness: int  # 1 to 3
    chance: str
    comparison: str
    groups: tuple[tuple[str, ...], ...]
    proof: str
    examples: tuple[str, ...]
    picture: PictureView | None
    is_foreign: bool


def finding_view(
    finding: Mapping[str, Any], words: Words, *, rank: int, anchor: str, largest_gain: float = 0.0
) -> FindingView:
    """Return a finding's JSON as it is shown. `largest_gain` of the page, in days, sets the scale of its bar."""
    where = {str(name): str(value) for name, value in (finding.get("where") or {}).items() if value}
    if "week" in where:
        where["week"] = words.date(where["week"])
    size = finding.get("size") or {}
    sure = str(finding.get("confidence", "low"))
    lead, more = parted(str(finding.get("sentence", "")))
    return FindingView(
        rank=rank,
        anchor=anchor,
        key=str(finding.get("key", "")),
        kind=kind_text(str(finding.get("kind", "")), words),
        place=place_text(where),
        where=tuple((where_text(name, words), value) for name, value in where.items()),
        sentence=str(finding.get("sentence", "")),
        lead=lead,
        more=more,
        shape=shape_text(str(finding.get("shape") or ""), words),
        facts=_facts(size, words),
        gain=(gain := _gain(size, words, largest_gain)),
        contrast="" if gain else contrast_text(finding.get("comparison") or {}, words),
        confidence=confidence_text(sure, words),
        sureness=_LEVELS.get(sure, 1),
        chance=chance_text(finding.get("p_value"), words),
        comparison=_comparison(finding.get("comparison") or {}),
        groups=tuple(_group(group, words) for group in finding.get("groups") or ()),
        proof=str(finding.get("proof") or ""),
        examples=tuple(str(case) for case in finding.get("examples") or ()),
        picture=picture_view(finding.get("picture") or {}, words, f"{anchor}-picture"),
        is_foreign=words.language != "en",
    )


def amount(values: Mapping[str, Any], name: str) -> float:
    """Return a number of a JSON object; 0 when it is missing or none."""
    value = values.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number and value is not None else 0.0


def kind_text(kind: str, words: Words) -> str:
    """Return the kind of a finding in words; a kind that is new to us is returned as it is."""
    known = {
        "wait": words.gettext("Waiting"),
        "rework": words.gettext("Done again"),
        "handover": words.gettext("Passed on"),
        "ping-pong": words.gettext("Back and forth"),
        "turn": words.gettext("Whose turn it is"),
        "promise": words.gettext("Promise not kept"),
        "driver": words.gettext("Goes with long or failed cases"),
        "drop-out": words.gettext("People leave"),
        "fault": words.gettext("Answers refused"),
        "failure demand": words.gettext("Contact that could be spared"),
        "unequal treatment": words.gettext("Unequal treatment"),
        "drift": words.gettext("Changed over time"),
        "exception": words.gettext("Rare and slow"),
    }
    return known.get(kind, kind)


def where_text(name: str, words: Words) -> str:
    """Return what a place is called: 'Step', 'After'; one that is new to us is returned as it is."""
    known = {
        "activity": words.gettext("Step"),
        "previous": words.gettext("After"),
        "resource": words.gettext("Who works on it"),
        "attribute": words.gettext("Compared by"),
        "value": words.gettext("Group"),
        "against": words.gettext("Compared with"),
        "page": words.gettext("Page"),
        "question": words.gettext("Question"),
        "week": words.gettext("Week"),
        "between": words.gettext("Between"),
        "reason": words.gettext("Reason"),
        "promise": words.gettext("Promise"),
        "turn": words.gettext("Whose turn it is"),
    }
    return known.get(name, name)


def shape_text(shape: str, words: Words) -> str:
    """Return what a finding looks like in words; one that is new to us is returned as it is."""
    known = {
        "queue": words.gettext("A queue: the more cases are open, the longer they wait."),
        "batch": words.gettext("In batches: cases wait for the day on which this is done."),
        "timer": words.gettext("A timer: nearly all wait for the same time."),
        "closed hours": words.gettext("Closed hours: who comes when nobody works waits until somebody does."),
        "resource": words.gettext("Where one person or team does it, cases wait longer."),
        "loop": words.gettext("Cases go round between two steps."),
        "repeat": words.gettext("The same step is done again."),
        "request": words.gettext("People are asked again for something."),
        "waits": words.gettext("The times have changed."),
        "mix": words.gettext("What kinds of cases come has changed."),
        "slow": words.gettext("Cases last longer there."),
        "failed": words.gettext("Cases come to a bad end there more often."),
        "time": words.gettext("Some wait longer than others."),
        "work": words.gettext("Some are led through other steps than others."),
        "outcome": words.gettext("Some get another outcome than others."),
    }
    return known.get(shape, shape)


def parted(sentence: str) -> tuple[str, str]:
    """Return the first sentence and the rest; a full stop inside a quoted name ends none."""
    for end in _SENTENCE_END.finditer(sentence):
        lead = sentence[: end.start()]
        if lead.count("‘") == lead.count("’"):
            return lead, sentence[end.end() :]
    return sentence, ""


def place_text(where: Mapping[str, str]) -> str:
    """Return where a finding is, for its heading; '' when it is about all cases."""
    if where.get("attribute") and where.get("value"):
        return " · ".join(filter(None, (f"{where['attribute']}: {where['value']}", where.get("activity"))))
    if where.get("previous") and where.get("activity"):
        return f"{where['previous']} → {where['activity']}"
    return next((where[name] for name in _PLACES if where.get(name)), "")


def confidence_text(confidence: str, words: Words) -> str:
    """Return how sure a finding is, as a sentence."""
    known = {
        "high": words.gettext("We are sure of this."),
        "medium": words.gettext("This is likely; look at some cases before you act."),
    }
    return known.get(confidence, words.gettext("This is a hint; check it before you act."))


def chance_text(p_value: object, words: Words) -> str:
    """Return how often chance alone would show such a difference; '' when nothing was tested."""
    if isinstance(p_value, bool) or not isinstance(p_value, int | float) or not 0 <= p_value <= 1:
        return ""
    if p_value < 0.001:
        return words.gettext("Chance alone would show such a difference in fewer than 1 in 1,000 logs.")
    odds = {"count": words.about(max(round(1 / p_value), 1))}
    return words.gettext("Chance alone would show such a difference in 1 in %(count)s logs.") % odds


def _facts(size: Mapping[str, Any], words: Words) -> tuple[tuple[str, str], ...]:
    cases, share, days = amount(size, "cases"), amount(size, "share"), amount(size, "days")
    monthly = amount(size, "cases_a_month")
    people = words.gettext("%(cases)s, %(share)s of all; %(monthly)s a month") % {
        "cases": words.counted(cases, "cases"),
        "share": words.percent(share),
        "monthly": words.about(monthly),
    }
    found = [(words.gettext("Who it concerns"), people)]
    if days:
        found.append((words.gettext("Time in all"), words.counted(days, "days")))
    return tuple(found)


def _gain(size: Mapping[str, Any], words: Words, largest: float) -> Gain | None:
    days, low, high = (amount(size, name) for name in ("gain_days", "gain_low", "gain_high"))
    if days <= 0:
        return None
    limits = {"low": words.about(max(low, 0.0)), "high": words.counted(high, "days")}
    between = words.gettext("between %(low)s and %(high)s") % limits if high > low else ""
    scale = max(largest, high, days)
    return Gain(words.counted(days, "days"), between, days / scale, max(low, 0.0) / scale, high / scale)


def contrast_text(comparison: Mapping[str, Any], words: Words) -> str:
    """Return '4% against 34%'; '' when a comparison lacks one of its numbers."""
    if comparison.get("value") is None or comparison.get("reference") is None:
        return ""
    value, reference = (
        measured(comparison[name], str(comparison.get("unit", "")), words) for name in ("value", "reference")
    )
    return words.gettext("%(value)s against %(reference)s") % {"value": value, "reference": reference}


def _comparison(comparison: Mapping[str, Any]) -> str:
    return str(comparison.get("text") or "")


def measured(value: object, unit: str, words: Words) -> str:
    """Return a measure of a group with its unit."""
    number = amount({"value": value}, "value")
    if unit == "share":
        return words.percent(number)
    if unit == "times":
        return "×" + words.number(number, 2)
    return words.span(number, unit) if unit in {"days", "hours", "minutes"} else words.counted(number, unit)


def _group(group: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    return (
        str(group.get("by", "")),
        str(group.get("value", "")),
        words.about(amount(group, "cases")),
        measured(group.get("measure"), str(group.get("unit", "")), words),
    )
