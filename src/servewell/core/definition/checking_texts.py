"""Checks of texts: placeholders, and translations that are complete and fit."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from servewell.core.definition.findings import Checked
from servewell.core.definition.model import STANDARD_PLACEHOLDERS
from servewell.core.problem import Place, nearest

PLACEHOLDER: Final = re.compile(r"\{([^{}\n]*)\}")


def check_texts(checked: Checked) -> None:
    """Note what is wrong with the texts of all languages."""
    definition = checked.definition
    source = definition.texts.get(definition.language, {})
    used = {key: names for key, text in source.items() if (names := placeholders(text))}
    _check_known_placeholders(checked, used)
    for language in definition.languages:
        if language == definition.language:
            continue
        if language in definition.texts:
            _check_translation(checked, language, used)
        elif language not in checked.files:
            known = checked.places.get(definition.language, {}).get(f"languages.{language}")
            found = f"The language '{language}' is offered, but there is no file texts.{language}.yaml."
            fix = "Write it beside the definition, or take the language off 'languages'."
            checked.refuse("missing-translation", known or Place(checked.file, 1), found, "", fix)


def placeholders(text: str) -> frozenset[str]:
    """Return the names that stand in braces in a text."""
    return frozenset(PLACEHOLDER.findall(text)) if "{" in text else frozenset()


def _check_known_placeholders(checked: Checked, used: dict[str, frozenset[str]]) -> None:
    if not used:
        return
    top = {question.name for page in checked.definition.pages for question in page.questions}
    for key, names in used.items():
        _, path = checked.owner(key)
        group = path.split(".")[0] if path else ""
        inner = {
            other.rpartition(".")[2] for other, _, _ in checked.definition.questions() if other.startswith(f"{group}.")
        }
        known = top | STANDARD_PLACEHOLDERS | (inner if group else set())
        for name in sorted(names - known):
            close = nearest(name, known)
            fix = (
                f"Did you mean '{{{close}}}'?"
                if close
                else f"Known besides questions: {_listed(STANDARD_PLACEHOLDERS)}."
            )
            found = f"Nothing is called '{name[:60]}', so '{{{name[:60]}}}' stays empty."
            where = checked.of_text(key)
            text = checked.definition.text(key)
            breaks = text.count("\n", 0, text.index(f"{{{name}}}"))
            where = replace(where, line=where.line + breaks if where.line else None)
            checked.refuse("unknown-placeholder", where, found, "", fix)


def _check_translation(checked: Checked, language: str, used: dict[str, frozenset[str]]) -> None:
    definition = checked.definition
    source, translated = definition.texts.get(definition.language, {}), definition.texts[language]
    for key, original in source.items():
        if key not in translated:
            where = _near(checked, language, key)
            lacking = f"The text '{key}' is missing in '{language}': {_short(original)}"
            checked.refuse("missing-text", where, lacking, "", "Translate it here.")
            continue
        wanted, given = used.get(key, frozenset()), placeholders(translated[key])
        if wanted != given:
            found = f"The text '{key}' in '{language}' has {_listed(given) or 'no placeholder'}."
            expected = _listed(wanted) or "no placeholder, as in the definition"
            checked.refuse("placeholder-mismatch", checked.of_text(key, language), found, expected)
    for key in translated:
        if key not in source:
            found = f"The definition has no text '{key}'."
            checked.refuse("unknown-text", checked.of_text(key, language), found, "", "Remove it.")


def _near(checked: Checked, language: str, key: str) -> Place:
    """Return the place in a translation where a missing text belongs: at its nearest neighbour."""
    known = checked.places.get(language, {})
    stem = key
    while "." in stem:
        stem = stem.rpartition(".")[0]
        lines = [place.line for other, place in known.items() if other.startswith(f"{stem}.") and place.line]
        if lines:
            page, question = checked.owner(key)
            return Place(checked.files.get(language, checked.file), max(lines), None, page, question)
    return checked.of_text(key, language)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"'{line}'" if len(line) <= 60 else f"'{line[:57]}...'"
