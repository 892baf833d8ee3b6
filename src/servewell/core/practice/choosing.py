"""Which parts of a service a change is about: by what they are, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servewell.core.definition.model import Definition, Question
from servewell.core.practice.model import Parts


def chosen_questions(definition: Definition, parts: Parts) -> tuple[str, ...]:
    """Return the paths of questions, those of groups included."""
    return _placed([path for path, one, _ in definition.questions() if _fits(one, parts)], parts)


def chosen_pages(definition: Definition, parts: Parts) -> tuple[str, ...]:
    """Return the ids of pages that ask something; end pages are never chosen."""
    found = [
        page.id
        for page in definition.pages
        if not page.is_end and (parts.type is None or any(one.type == parts.type for one in page.questions))
    ]
    return _placed(found, parts)


def chosen_stages(definition: Definition, parts: Parts) -> tuple[str, ...]:
    """Return the ids of stages."""
    return _placed([stage.id for stage in definition.stages], parts)


def chosen_decisions(definition: Definition, parts: Parts) -> tuple[str, ...]:
    """Return the ids of decisions."""
    found = (one for one in definition.decisions if parts.has_reasons in (None, bool(one.reasons)))
    return _placed([one.id for one in found], parts)


def described(parts: Parts) -> str:
    """Return the choice in words: 'the last of the pages asking file'."""
    words = f"{parts.kind}"
    if parts.type is not None:
        words += f" {'asking' if parts.kind == 'pages' else 'of type'} '{parts.type}'"
    if parts.is_optional is not None:
        words += " that may be left empty" if parts.is_optional else " that have to be answered"
    if parts.has_reasons is not None:
        words += " with reasons" if parts.has_reasons else " without reasons"
    return f"the {parts.place} of the {words}" if parts.place else f"all {words}"


def _fits(question: Question, parts: Parts) -> bool:
    return parts.type in (None, question.type) and parts.is_optional in (None, question.optional)


def _placed(found: Iterable[str], parts: Parts) -> tuple[str, ...]:
    listed: Sequence[str] = list(found)
    if parts.place is None or not listed:
        return tuple(listed)
    return (listed[0] if parts.place == "first" else listed[-1],)
