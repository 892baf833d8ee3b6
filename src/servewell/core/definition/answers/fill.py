"""Canonical answers back into form fields, to show a page again with what was answered."""

from __future__ import annotations

from collections.abc import Mapping

from servewell.core.definition.answers.read import field_parts
from servewell.core.definition.model import Question


def form_values(question: Question, value: object, *, prefix: str = "") -> dict[str, str]:
    """Return field name -> text for one answer. Several choices are joined by commas, as in `Reading.typed`."""
    name = prefix + question.name
    if question.type == "group":
        return _entries(question, value, name)
    return {f"{name}-{part}" if part else name: _part(question, value, part) for part in field_parts(question)}


def _entries(question: Question, value: object, name: str) -> dict[str, str]:
    filled: dict[str, str] = {}
    for index, entry in enumerate(value if isinstance(value, list | tuple) else ()):
        for inner in question.questions:
            held = entry.get(inner.name) if isinstance(entry, Mapping) else None
            filled |= form_values(inner, held, prefix=f"{name}-{index}-")
    return filled


def _part(question: Question, value: object, part: str) -> str:
    if question.type in ("date", "month") and isinstance(value, str):
        parts = dict(zip(("year", "month", "day"), value.split("-"), strict=False))
        return parts.get(part, "").lstrip("0")
    if isinstance(value, Mapping):
        found = value.get(part)
        return ("yes" if found else "") if part == "later" else str(found or "")
    if isinstance(value, bool):
        return "yes" if value else "" if question.type == "declaration" else "no"
    if isinstance(value, list | tuple):
        return ",".join(str(item) for item in value)
    return "" if value is None else str(value)
