"""Read what a resident typed into canonical answers: forgiving about spelling, exact about what is wrong.

Never raises for anything a browser can send, and always hands the typed text back for redisplay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from servewell.core.definition.answers.characters import clean, clean_line, has_bad_character, showable
from servewell.core.definition.answers.dates import DateReading, read_date, read_month
from servewell.core.definition.answers.numerals import (
    TooLargeError,
    plain_digits,
    read_money,
    read_number,
    read_phone,
)
from servewell.core.definition.answers.reading import AnswerFault, Form, Reading
from servewell.core.definition.model import Question

DEFAULT_MAX_LENGTH: Final = {"text": 1_000, "name": 1_000, "long text": 20_000, "e-mail": 320, "phone": 100}
ADDRESS_PARTS: Final = ("line_1", "line_2", "town", "postcode")
_OPTIONAL_PARTS: Final = frozenset({"line_2"})
_MOST_PART_LENGTH: Final = 500
# A group without `at most` still has a limit: an entry is memory and rows.
MOST_ENTRIES: Final = 100
_WORD: Final = re.compile(r"\S+")
_EMAIL: Final = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"]+\.[^\s@<>()\[\]\\,;:\".]{2,}")

# Tells whether a group's inner question applies in this entry; the bool says "as it was when the form was shown".
InnerApplies = Callable[[Question, Mapping[str, object]], bool]


@dataclass(frozen=True, slots=True)
class _Field:
    """One question's fields in one form."""

    question: Question
    form: Form
    name: str  # of its field, with the prefix of its group's entry
    path: str
    language: str
    held: object = None
    params: Mapping[str, str] = field(default_factory=dict)

    def raw(self, part: str = "") -> str:
        values = self.form.get(f"{self.name}-{part}" if part else self.name)
        return values[0] if values else ""

    def fault(self, code: str, part: str | None = None, **params: str) -> AnswerFault:
        return AnswerFault(self.path, code, part, {**self.params, **params})

    def refused(self, code: str, part: str | None = None, **params: str) -> Reading:
        return Reading(faults=(self.fault(code, part, **params),))

    def missing(self) -> Reading:
        return Reading() if self.question.optional else self.refused("missing")


def read_answer(
    question: Question,
    form: Form,
    *,
    prefix: str = "",
    path: str = "",
    language: str = "en",
    held: object = None,
    applies: InnerApplies | None = None,
) -> Reading:
    """Read one question's answer from a posted form.

    `held` is the answer so far: a file question keeps its files, a group's entries keep theirs. `language`
    settles whether 1.500 is one and a half. `applies` tells which questions of a group's entry apply.
    """
    at = _Field(question, form, prefix + question.name, path or question.name, language, held)
    typed = _typed(at)
    if question.type == "group":
        return _read_group(at, applies)
    if any(has_bad_character(value) for name in typed for value in form.get(name, ())):
        parts = [name for name in typed if any(has_bad_character(value) for value in form.get(name, ()))]
        part = parts[0].removeprefix(at.name).removeprefix("-") or None
        return Reading(faults=(at.fault("bad-character", part),), typed=typed)
    return replace(_READERS[question.type](at), typed=typed)


def field_parts(question: Question) -> tuple[str, ...]:
    """Return what follows `<name>-` in the question's field names; '' is the name itself."""
    return {
        "date": ("day", "month", "year"),
        "month": ("month", "year"),
        "address": ADDRESS_PARTS,
        "place": ("text", "place", "lat", "lon"),
        "file": ("later",),
        "group": (),
    }.get(question.type, ("",))


def _typed(at: _Field) -> dict[str, str]:
    names = [f"{at.name}-{part}" if part else at.name for part in field_parts(at.question)]
    return {name: ",".join(showable(value) for value in at.form.get(name, ())) for name in names}


def _read_text(at: _Field) -> Reading:
    question = at.question
    text = clean(at.raw()) if question.type == "long text" else clean_line(at.raw())
    if not text:
        return at.missing()
    longest = question.max_length or DEFAULT_MAX_LENGTH[question.type]
    if len(text) > longest:
        return at.refused("too-long", max=str(longest), length=str(len(text)))
    words = len(_WORD.findall(text))
    if question.max_words is not None and words > question.max_words:
        return at.refused("too-many-words", max=str(question.max_words), words=str(words))
    return Reading(value=text)


def _read_email(at: _Field) -> Reading:
    text = re.sub(r"(?i)^mailto:", "", clean_line(at.raw()).replace("\uff20", "@")).strip("<>")
    if not text:
        return at.missing()
    if len(text) > DEFAULT_MAX_LENGTH["e-mail"] or not _EMAIL.fullmatch(text) or ".." in text.rpartition("@")[2]:
        return at.refused("not-an-email")
    return Reading(value=text)


def _read_phone(at: _Field) -> Reading:
    text = clean_line(at.raw())
    if not text:
        return at.missing()
    found = read_phone(text) if len(text) <= DEFAULT_MAX_LENGTH["phone"] else None
    return Reading(value=found) if found else at.refused("not-a-phone")


def _read_number(at: _Field) -> Reading:
    text = clean_line(at.raw())
    if not text:
        return at.missing()
    try:
        if at.question.type == "money":
            found = read_money(text, language=at.language, currency=at.question.currency or "EUR")
        else:
            found = read_number(text, language=at.language, unit=at.question.unit)
    except TooLargeError:
        return at.refused("number-too-large")
    return Reading(value=found) if found else at.refused("not-a-number")


def _read_date(at: _Field) -> Reading:
    day = at.raw("day") or at.raw()  # a native date field or an API sends the whole under the name
    return _dated(at, read_date(day, at.raw("month"), at.raw("year")))


def _read_month(at: _Field) -> Reading:
    found = _dated(at, read_month(at.raw("month") or at.raw(), at.raw("year")))
    if found.faults and found.faults[0].code == "not-a-date":
        return Reading(faults=(replace(found.faults[0], code="not-a-month"),))
    return found


def _dated(at: _Field, found: DateReading) -> Reading:
    if found.code == "missing":
        return at.missing()
    if found.code is not None:
        return at.refused(found.code, found.part, **found.params)
    return Reading(value=found.value)


def _read_yes_or_no(at: _Field) -> Reading:
    word = at.raw().strip()
    if not word:
        return at.missing()
    return Reading(value=word == "yes") if word in ("yes", "no") else at.refused("not-a-choice")


def _read_declaration(at: _Field) -> Reading:
    if at.raw().strip() == "yes":
        return Reading(value=True)
    return Reading() if at.question.optional else at.refused("declaration-missing")


def _read_choice(at: _Field) -> Reading:
    key = at.raw().strip()
    if not key:
        return at.missing()
    return Reading(value=key) if key in at.question.choices else at.refused("not-a-choice")


def _read_choices(at: _Field) -> Reading:
    keys = {value.strip() for value in at.form.get(at.name, ())} - {""}
    if not keys:
        return at.missing()
    if keys - set(at.question.choices):
        return at.refused("not-a-choice")
    return Reading(value=[key for key in at.question.choices if key in keys])


def _read_address(at: _Field) -> Reading:
    parts = {part: clean_line(at.raw(part)) for part in ADDRESS_PARTS}
    if not any(parts.values()):
        return at.missing()
    faults = [at.fault("missing", part) for part in ADDRESS_PARTS if not parts[part] and part not in _OPTIONAL_PARTS]
    faults += [
        at.fault("too-long", part, max=str(_MOST_PART_LENGTH), length=str(len(text)))
        for part, text in parts.items()
        if len(text) > _MOST_PART_LENGTH
    ]
    if faults:
        return Reading(faults=tuple(faults))
    parts["postcode"] = plain_digits(parts["postcode"]).upper()
    return Reading(value={part: text for part, text in parts.items() if text})


def _read_place(at: _Field) -> Reading:
    text, place = clean_line(at.raw("text")), at.raw("place").strip()
    spot = {axis: plain_digits(at.raw(axis)).strip() for axis in ("lat", "lon")}
    if not text and not place and not any(spot.values()):
        return at.missing()
    if place and place not in at.question.places:
        return at.refused("not-a-choice", "place")
    if len(text) > _MOST_PART_LENGTH:
        return at.refused("too-long", "text", max=str(_MOST_PART_LENGTH), length=str(len(text)))
    value = {"text": text} | ({"place": place} if place else {})
    if any(spot.values()):
        for axis, limit in (("lat", 90), ("lon", 180)):
            if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", spot[axis]) or abs(float(spot[axis])) > limit:
                return at.refused("not-a-place", axis)
        value |= spot
    return Reading(value=value)


def _read_file(at: _Field) -> Reading:
    held = at.held if isinstance(at.held, Mapping) else {}
    files = held.get("files") or []
    is_later = at.raw("later").strip() == "yes"
    if not files and not is_later:
        return at.missing()
    return Reading(value={"files": files, "later": is_later})


def _read_group(at: _Field, applies: InnerApplies | None) -> Reading:
    held = at.held if isinstance(at.held, list) else []
    entries: list[dict[str, object]] = []
    faults: list[AnswerFault] = []
    typed: dict[str, str] = {}
    blank: list[AnswerFault] = []
    for index in _entry_indexes(at):
        before = held[index] if index < len(held) and isinstance(held[index], Mapping) else {}
        entry = _read_entry(at, index, before, applies)
        typed |= entry.typed
        if isinstance(entry.value, dict):
            entries.append(entry.value)
            faults += entry.faults
        else:
            blank = blank or list(entry.faults)
    least = at.question.at_least or 1
    most = min(at.question.at_most or MOST_ENTRIES, MOST_ENTRIES)
    if not entries and not at.question.optional:
        faults = blank or [at.fault("missing", min=str(least))]
    elif entries and len(entries) < least:
        faults.append(at.fault("too-few", min=str(least)))
    if len(entries) > most:
        faults.append(at.fault("too-many", max=str(most)))
    return Reading(value=entries or None, faults=tuple(faults), typed=typed)


def _entry_indexes(at: _Field) -> list[int]:
    pattern = re.compile(rf"{re.escape(at.name)}-([0-9]{{1,4}})-.+")
    found = {int(match[1]) for name in at.form if (match := pattern.fullmatch(name))}
    return sorted(found)[: MOST_ENTRIES + 1]


def _read_entry(at: _Field, index: int, before: Mapping[str, object], applies: InnerApplies | None) -> Reading:
    """Read one entry; an entry left blank has the value None.

    `missing` faults come only for questions that applied when the form was shown.
    """
    value: dict[str, object] = {}
    faults: list[AnswerFault] = []
    typed: dict[str, str] = {}
    is_blank = True
    for inner in at.question.questions:
        path, prefix = f"{at.path}.{inner.name}", f"{at.name}-{index}-"
        reading = read_answer(
            inner, at.form, prefix=prefix, path=path, language=at.language, held=before.get(inner.name)
        )
        typed |= reading.typed
        is_blank = is_blank and not any(text.strip() for text in reading.typed.values())
        if applies is not None and not applies(inner, value):
            continue
        was_shown = applies is None or applies(inner, before)
        faults += [fault for fault in reading.faults if was_shown or fault.code != "missing"]
        if reading.value is not None:
            value[inner.name] = reading.value
    marked = tuple(replace(fault, params={**fault.params, "entry": str(index)}) for fault in faults)
    return Reading(value=None if is_blank else value, faults=marked, typed=typed)


_READERS: Final[Mapping[str, Callable[[_Field], Reading]]] = {
    "text": _read_text,
    "long text": _read_text,
    "name": _read_text,
    "e-mail": _read_email,
    "phone": _read_phone,
    "number": _read_number,
    "money": _read_number,
    "date": _read_date,
    "month": _read_month,
    "yes or no": _read_yes_or_no,
    "choice": _read_choice,
    "choices": _read_choices,
    "address": _read_address,
    "place": _read_place,
    "file": _read_file,
    "declaration": _read_declaration,
}
