"""Answers in plain words, for the summary before submission and for the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from servewell.core.definition.answers.dates import iso_date
from servewell.core.definition.answers.read import ADDRESS_PARTS
from servewell.core.definition.model import Definition, Question

_WORDS: Final = {
    "en": {"yes": "Yes", "no": "No", "later": "To be sent later"},
    "es": {"yes": "Sí", "no": "No", "later": "Se enviará más tarde"},
    "ar": {"yes": "نعم", "no": "لا", "later": "سيُرسَل لاحقًا"},
    "cy": {"yes": "Ydw", "no": "Nac ydw", "later": "I’w anfon yn nes ymlaen"},
}
# Turns the first day of a month or a day into words; `is_month` says which.
FormatDate = Callable[[date, bool], str]
# Turns a number into words; the second is the currency of an amount of money, '' for a plain number.
FormatNumber = Callable[[str, str], str]


def say_answer(
    question: Question,
    path: str,
    value: object,
    definition: Definition,
    language: str,
    *,
    format_date: FormatDate | None = None,
    format_number: FormatNumber | None = None,
) -> str:
    """Return one answer in words of the definition; '' when unanswered. Lines are separated by newlines."""
    words = _WORDS.get(language, _WORDS["en"])
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if question.type in ("choice", "choices"):
        keys = value if isinstance(value, list | tuple) else [value]
        return "\n".join(definition.text(f"question.{path}.choices.{key}", language) or str(key) for key in keys)
    if question.type in ("date", "month"):
        day = iso_date(value)
        return str(value) if day is None or format_date is None else format_date(day, question.type == "month")
    if question.type == "number" and question.unit:  # without a unit it may be a year or a number of a thing
        return f"{format_number(str(value), '') if format_number else value} {question.unit}"
    if question.type == "money":
        currency = question.currency or definition.currency
        return format_number(str(value), currency) if format_number else f"{value} {currency}"
    if question.type == "group":
        return _say_group(question, path, value, definition, language, format_date, format_number)
    if isinstance(value, Mapping):
        return _say_parts(question, path, value, definition, language)
    return str(value)


def _say_parts(
    question: Question, path: str, value: Mapping[str, object], definition: Definition, language: str
) -> str:
    if question.type == "address":
        lines = [value.get(part) for part in ADDRESS_PARTS]
    elif question.type == "place":
        key = value.get("place")
        name = definition.text(f"question.{path}.places.{key}", language) or key
        spot = f"{value['lat']}, {value['lon']}" if value.get("lat") and value.get("lon") else None
        lines = [name, value.get("text"), spot]
    else:
        files = value.get("files")
        named = [file for file in files if isinstance(file, Mapping)] if isinstance(files, list | tuple) else []
        later = _WORDS.get(language, _WORDS["en"])["later"]
        lines = [*(file.get("name") for file in named), later if value.get("later") else None]
    return "\n".join(str(line) for line in lines if line)


def _say_group(
    question: Question,
    path: str,
    value: object,
    definition: Definition,
    language: str,
    format_date: FormatDate | None,
    format_number: FormatNumber | None,
) -> str:
    each = definition.text(f"question.{path}.each", language)
    lines: list[str] = []
    for number, entry in enumerate(value if isinstance(value, list | tuple) else (), 1):
        if not isinstance(entry, Mapping):
            continue
        lines.append(f"{each} {number}".strip())
        for inner in question.questions:
            at = f"{path}.{inner.name}"
            said = say_answer(
                inner,
                at,
                entry.get(inner.name),
                definition,
                language,
                format_date=format_date,
                format_number=format_number,
            )
            if said:
                lines.append(f"{definition.text(f'question.{at}.label', language)}: {said}")
    return "\n".join(lines)
