"""Canonical answers as the values that rules read. What is malformed counts as unanswered: null."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from servewell.core.definition.answers.dates import iso_date
from servewell.core.definition.answers.read import ADDRESS_PARTS
from servewell.core.definition.model import Question

if TYPE_CHECKING:
    from servewell.core.rules import Value


def feel_value(question: Question, answer: object) -> Value:
    """Return the FEEL value of one canonical answer; null exactly when the question is not answered.

    Groups are converted entry by entry by the journey, which knows what applies in each.
    """
    if answer is None or answer == "" or answer == []:
        return None
    return _CONVERTERS[question.type](question, answer)


def _text(question: Question, answer: object) -> Value:
    return answer if isinstance(answer, str) else None


def _number(question: Question, answer: object) -> Value:
    if isinstance(answer, bool) or not isinstance(answer, str | int):
        return None
    try:
        number = Decimal(answer)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date(question: Question, answer: object) -> date | None:
    is_month = isinstance(answer, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}", answer) is not None
    return iso_date(answer) if is_month == (question.type == "month") else None


def _boolean(question: Question, answer: object) -> Value:
    return answer if isinstance(answer, bool) else None


def _declaration(question: Question, answer: object) -> Value:
    return True if answer is True else None


def _choice(question: Question, answer: object) -> Value:
    return answer if isinstance(answer, str) and answer in question.choices else None


def _choices(question: Question, answer: object) -> Value:
    if not isinstance(answer, list | tuple):
        return None
    return [key for key in question.choices if key in answer] or None


def _address(question: Question, answer: object) -> Value:
    if not isinstance(answer, Mapping):
        return None
    parts: dict[str, Value] = {part: _text(question, answer.get(part)) for part in ADDRESS_PARTS}
    return parts if any(parts.values()) else None


def _place(question: Question, answer: object) -> Value:
    if not isinstance(answer, Mapping):
        return None
    place = answer.get("place")
    return {
        "text": _text(question, answer.get("text")),
        "place": place if isinstance(place, str) and place in question.places else None,
        "lat": _text(question, answer.get("lat")),
        "lon": _text(question, answer.get("lon")),
    }


def _file(question: Question, answer: object) -> Value:
    if not isinstance(answer, Mapping):
        return None
    files = answer.get("files")
    found: list[Value] = [
        {
            "id": _text(question, file.get("id")),
            "name": _text(question, file.get("name")),
            "size": _number(question, file.get("size")),
            "type": _text(question, file.get("type")),
        }
        for file in (files if isinstance(files, list | tuple) else ())
        if isinstance(file, Mapping)
    ]
    return found if found or answer.get("later") is True else None


_CONVERTERS: Final[Mapping[str, Callable[[Question, object], Value]]] = {
    "text": _text,
    "long text": _text,
    "name": _text,
    "e-mail": _text,
    "phone": _text,
    "number": _number,
    "money": _number,
    "date": _date,
    "month": _date,
    "yes or no": _boolean,
    "choice": _choice,
    "choices": _choices,
    "address": _address,
    "place": _place,
    "file": _file,
    "declaration": _declaration,
}
