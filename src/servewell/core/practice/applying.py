"""A practice applied to a definition: the new text and what changed in words, or refused with nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from servewell.core.definition import Comments, Definition, Difference, check, differences
from servewell.core.definition.printing import print_definition, print_texts
from servewell.core.definition.privacy import PrivacyEffect, privacy_effects
from servewell.core.practice.changing import Working, change_parts
from servewell.core.practice.model import Practice
from servewell.core.problem import Place, Problem, ProblemError


@dataclass(frozen=True, slots=True)
class Applied:
    """A definition with a practice in it. `to_translate` are (language, text key) that a person has to write."""

    definition: Definition
    text: str
    translations: Mapping[str, str]  # language -> canonical text of its file
    differences: tuple[Difference, ...]
    effects: tuple[PrivacyEffect, ...]
    to_translate: tuple[tuple[str, str], ...]


def apply(
    practice: Practice,
    definition: Definition,
    *,
    file: str = "definition.yaml",
    comments: Comments | None = None,
    comments_of_texts: Mapping[str, Comments] | None = None,
) -> Applied:
    """Apply every change, or none. Raises ProblemError in words when one does not fit this service."""
    if faults := check(definition, file=file):
        found = "The service has faults already; a practice is applied to a sound one."
        raise ProblemError(Problem("definition-has-faults", Place(file), found), *faults)
    lacking = _lacking(practice, definition.language)
    if lacking:
        found = f"The practice does not say '{lacking[0]}' in '{definition.language}', the language of the service."
        raise ProblemError(Problem("practice-language", Place(file), found, "", "Ask for a translation."))
    working = Working(definition, practice)
    for number, change in enumerate(practice.changes, 1):
        change_parts(working, number, change)
    new = working.definition
    if new == definition:
        raise ProblemError(Problem("already-so", Place(file), "The service is so already: nothing would change."))
    if faults := check(_with_all_texts(new), file=file):
        found = "The practice does not fit this service: it would have faults."
        raise ProblemError(Problem("does-not-fit", Place(file), found), *faults)
    others = [language for language in new.languages if language != new.language]
    return Applied(
        definition=new,
        text=print_definition(new, comments),
        translations={one: print_texts(new, one, (comments_of_texts or {}).get(one)) for one in others},
        differences=differences(definition, new),
        effects=privacy_effects(definition, new),
        to_translate=tuple(
            (language, key)
            for language in others
            for key in new.texts[new.language]
            if key not in new.texts.get(language, {})
        ),
    )


def _lacking(practice: Practice, language: str) -> list[str]:
    """Return the texts that would stand before residents and that the practice has not in a language."""
    known = practice.texts.get(language, {})
    return [key for key in practice.texts[practice.language] if key.startswith("change.") and key not in known]


def _with_all_texts(definition: Definition) -> Definition:
    """Return the definition with what is still to be translated filled in, so that only other faults are found."""
    source = definition.texts[definition.language]
    filled = {language: {**source, **texts} for language, texts in definition.texts.items()}
    return replace(definition, texts=filled)
