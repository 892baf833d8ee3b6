"""The fields of an effect as written in a file of any format, and how their texts are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from servewell.core.evidence.effect import DESIGNS, SCALES, Effect, faults_of
from servewell.core.problem import nearest

_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,12}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?")
_WHOLE: Final = re.compile(r"[0-9]{1,10}")
_DAYS: Final = re.compile(r"([0-9]{1,5})( days?)?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MEASURE: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it means, for the guide and for messages, and what its text may be."""

    name: str
    meaning: str
    expected: str
    read: Callable[[str], object]
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of an effect; `field` is '' when it is the effect as a whole."""

    field: str
    found: str
    expected: str
    fix: str = ""


def _short_text(text: str) -> str | None:
    return text if 0 < len(text) <= _LONGEST and text.isprintable() else None


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def _days(text: str) -> int | None:
    found = _DAYS.fullmatch(text)
    return int(found[1]) if found else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _truth(text: str) -> bool | None:
    return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower())


def _one_of(known: Iterable[str]) -> Callable[[str], str | None]:
    words = tuple(known)
    return lambda text: text if text in words else None


FIELDS: Final = (
    Field("agency", "who tried it", f"a short text, at most {_LONGEST} characters", _short_text, True),
    Field(
        "measure", "what was counted, the same name for all who count the same",
        "small letters, digits and _, such as completed", lambda text: text if _MEASURE.fullmatch(text) else None, True,
    ),
    Field("scale", "the unit of the estimate", ", ".join(SCALES), _one_of(SCALES), True),
    Field("horizon", "how many days each case was watched", "a number of days, such as 30 days", _days, True),
    Field("estimate", "new minus old; empty as long as the trial has no result", "a number such as 0.062", _number),
    Field("standard error", "of the estimate", "a number above 0", _number),
    Field("design", "how old and new were compared; trial when left out", ", ".join(DESIGNS), _one_of(DESIGNS)),
    Field("people old", "how many had it as it was", "a whole number", _whole),
    Field("people new", "how many had the change", "a whole number", _whole),
    Field("registered", "the day on which the trial was announced", "a day such as 2026-03-01", _day),
    Field("begun", "its first day", "a day such as 2026-03-01", _day),
    Field("finished", "its last day", "a day such as 2026-06-30", _day),
    Field("version", "which version of the service was tried", "a short text", _short_text),
)  # fmt: skip
VERIFIED: Final = Field("verified", "whether you have checked who reported it", "yes or no", _truth)
_ATTRIBUTES: Final = {
    "horizon": "horizon_days", "registered": "registered_on", "begun": "begun_on", "finished": "finished_on",
    "verified": "is_verified",
}  # fmt: skip


def read_effect(
    texts: Mapping[str, str], fields: Iterable[Field] = FIELDS, *, is_verified: bool = False
) -> tuple[Effect | None, tuple[Fault, ...]]:
    """Return an effect, or None with everything that is wrong. Empty texts are as if they were not there."""
    known = {field.name: field for field in fields}
    faults: list[Fault] = []
    values: dict[str, Any] = {"is_verified": is_verified}
    for name, text in texts.items():
        field = known.get(name)
        if field is None:
            close = nearest(name[:60], known)
            fix = f"Did you mean '{close}'?" if close else f"Known: {', '.join(known)}."
            faults.append(Fault(name[:60], f"An effect has no '{name[:60]}'.", "", fix))
        elif text.strip():
            value = field.read(text.strip())
            if value is None:
                faults.append(Fault(name, f"'{name}' is '{_cut(text.strip())}'.", field.expected))
            values[_ATTRIBUTES.get(name, name.replace(" ", "_"))] = value
    for field in known.values():
        if field.is_required and not texts.get(field.name, "").strip():
            faults.append(Fault(field.name, f"An effect lacks '{field.name}'.", field.expected, f"{field.meaning}."))
    if faults:
        return None, tuple(faults)
    effect = Effect(**values)
    faults = [Fault(name, found, expected) for name, found, expected in faults_of(effect)]
    return (None if faults else effect), tuple(faults)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
