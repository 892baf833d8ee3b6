"""What erasing takes away: which events lose their bodies, and what remains of answers. Decides nothing about when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from servewell.core.record.event import Event

# Why personal data is erased, after article 17(1) of the GDPR. A closed list: it stands in the permanent record.
GROUNDS: Final = ("retention", "not needed", "consent withdrawn", "objection", "unlawful", "legal obligation")
# Why the resident learns later that somebody looked (article 23). Likewise closed.
GROUNDS_OF_DELAY: Final = ("criminal investigation", "protection of a person", "court order", "tax audit")
_HOLDS_ANSWERS: Final = frozenset({"submitted", "erased"})


def bodies_to_erase(events: Iterable[Event], questions: Collection[str] = ()) -> tuple[int, ...]:
    """Return the numbers of the events of a case whose bodies and salts go, in order.

    Without `questions` all of them. With questions those that hold their answers: what is left of the answers has to
    be written anew, since a body is erased as a whole.
    """
    return tuple(event.header.seq for event in events if not questions or _holds(event, questions))


def _holds(event: Event, questions: Collection[str]) -> bool:
    header = event.header
    if header.kind in _HOLDS_ANSWERS:
        return True
    if header.kind in ("rectified", "document_added"):
        return is_of(str(header.data.get("question", "")), questions)
    return False


def is_of(question: str, questions: Collection[str]) -> bool:
    """Tell whether a question is one of some, belongs to a group that is, or is a group that holds one."""
    return any(question == one or question.startswith(f"{one}.") or one.startswith(f"{question}.") for one in questions)


def is_held(path: str, answers: Mapping[str, object]) -> bool:
    """Tell whether there is an answer to a question; inside a group in any of its entries."""
    name, _, inner = path.partition(".")
    if not inner:
        return name in answers
    entries = answers.get(name)
    return isinstance(entries, list | tuple) and any(isinstance(one, Mapping) and inner in one for one in entries)


def without(answers: Mapping[str, Any], questions: Collection[str]) -> dict[str, Any]:
    """Return answers without those to some questions (paths such as `household.born_on`)."""
    kept: dict[str, Any] = {}
    for name, answer in answers.items():
        inner = {path.partition(".")[2] for path in questions if path.startswith(f"{name}.")}
        if name in questions:
            continue
        is_group = inner and isinstance(answer, list | tuple)
        kept[name] = [_entry_without(entry, inner) for entry in answer] if is_group else answer
    return kept


def _entry_without(entry: object, names: Collection[str]) -> object:
    if not isinstance(entry, Mapping):
        return entry
    return {name: value for name, value in entry.items() if name not in names}
