"""What reading a form field gives: a canonical value, or faults, and always the typed text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# A form as posted: field name -> every value sent under it.
Form = Mapping[str, "list[str] | tuple[str, ...]"]
# Question name -> canonical JSON value. Unanswered questions have no key.
Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """Why an answer cannot be taken. `params["entry"]` is the index of a group's entry, as in its field names."""

    question: str
    code: str
    part: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    message_key: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` is None when nothing usable was typed; `typed` maps every field name to text that is safe to show."""

    value: object = None
    faults: tuple[AnswerFault, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
