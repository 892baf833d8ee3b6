"""The operations of a practice on a definition, one after the other. What does not fit is refused in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from servewell.core.definition.model import Definition, Page, Question
from servewell.core.practice.choosing import (
    chosen_decisions,
    chosen_pages,
    chosen_questions,
    chosen_stages,
    described,
)
from servewell.core.practice.model import Change, End, Kind, Practice, Setting
from servewell.core.practice.safe_text import BEFORE
from servewell.core.problem import Place, Problem, ProblemError

_STEMS: Final[Mapping[Kind, str]] = {
    "questions": "question.{}.", "pages": "page.{}.", "stages": "stage.{}.", "decisions": "decision.{}.", "service": "",
}  # fmt: skip
_SERVICE_TEXTS: Final = {"fee text": "fee"}


class Working:
    """A definition while it is changed: values are replaced, never edited in place."""

    def __init__(self, definition: Definition, practice: Practice) -> None:
        self.definition = definition
        self.practice = practice

    def say(self, key: str, own: str) -> None:
        """Put a text of the practice under a key of the definition, in every language it has one for."""
        texts = {language: dict(known) for language, known in self.definition.texts.items()}
        for language in self.definition.languages:
            known = texts.setdefault(language, {})
            given = self.practice.texts.get(language, {}).get(own)
            text = "" if given is None else _filled(given, known.get(key, ""))
            if text:
                known[key] = text
            else:
                known.pop(key, None)  # what it says is outdated: a person has to translate the new one
        self.definition = replace(self.definition, texts=texts)

    def each_question(self, paths: Iterable[str], changed: Callable[[Question], Question]) -> None:
        """Replace the questions at some paths."""
        wanted = set(paths)

        def of(question: Question, path: str) -> Question:
            inner = tuple(of(one, f"{path}.{one.name}") for one in question.questions)
            question = replace(question, questions=inner)
            return changed(question) if path in wanted else question

        self.each_page(lambda page: replace(page, questions=tuple(of(one, one.name) for one in page.questions)))

    def each_page(self, changed: Callable[[Page], Page]) -> None:
        """Replace every page."""
        self.definition = replace(self.definition, pages=tuple(changed(page) for page in self.definition.pages))


def change_parts(working: Working, number: int, change: Change) -> None:
    """Carry out one change. Raises ProblemError when this service has nothing that it is about."""
    chosen = _chosen(working.definition, change)
    if not chosen:
        found = f"Change {number} is about {described(change.parts)}; this service has none."
        raise ProblemError(Problem("nothing-chosen", Place(line=change.parts.line), found))
    if change.settings:
        _set(working, change.parts.kind, chosen, change.settings)
    for name in change.says:
        stem = _STEMS[change.parts.kind]
        for part in chosen:
            key = stem.format(part) + (_SERVICE_TEXTS.get(name, name) if not stem else name)
            working.say(key, f"change.{number}.say.{name}")
    if change.move is not None:
        _move(working, change.parts.kind, chosen, change.move)
    if change.adds:
        _add(working, number, change, chosen)


def _chosen(definition: Definition, change: Change) -> tuple[str, ...]:
    choosers: Mapping[Kind, Callable[[], tuple[str, ...]]] = {
        "questions": lambda: chosen_questions(definition, change.parts),
        "pages": lambda: chosen_pages(definition, change.parts),
        "stages": lambda: chosen_stages(definition, change.parts),
        "decisions": lambda: chosen_decisions(definition, change.parts),
        "service": lambda: ("",),
    }
    return choosers[change.parts.kind]()


def _filled(text: str, before: str) -> str:
    """Return a text with the one there was in the place it is given, ended as a sentence when more follows."""
    mark = f"{{{BEFORE}}}"
    if before[-1:].isalnum() and text.find(f"{mark} ") >= 0:
        before += "."
    return text.replace(mark, before).strip()


def _set(working: Working, kind: Kind, chosen: tuple[str, ...], settings: Mapping[str, Setting]) -> None:
    values = {name.replace(" ", "_"): value for name, value in settings.items()}
    of = working.definition
    if kind == "questions":
        only_files = {"accept", "max_size", "max_files"} & values.keys()
        if only_files and (path := next((one for one in chosen if not _is_file(of, one)), None)):
            found = f"Question '{path}' takes no files, so '{min(only_files).replace('_', ' ')}' cannot be set."
            raise ProblemError(Problem("does-not-fit", Place(question=path), found, "", "Choose {type: file}."))
        working.each_question(chosen, lambda question: replace(question, **values))  # type: ignore[arg-type]
    elif kind == "stages":
        stages = tuple(replace(one, **values) if one.id in chosen else one for one in of.stages)  # type: ignore[arg-type]
        working.definition = replace(of, stages=stages)
    elif kind == "decisions":
        decisions = tuple(replace(one, **values) if one.id in chosen else one for one in of.decisions)  # type: ignore[arg-type]
        working.definition = replace(of, decisions=decisions)
    elif kind == "service":
        working.definition = replace(of, **values)  # type: ignore[arg-type]


def _is_file(definition: Definition, path: str) -> bool:
    return any(one.type == "file" for known, one, _ in definition.questions() if known == path)


def _move(working: Working, kind: Kind, chosen: tuple[str, ...], end: End) -> None:
    if kind == "pages":
        pages = working.definition.pages
        moved = tuple(page for page in pages if page.id in chosen)
        rest = tuple(page for page in pages if page.id not in chosen)
        working.definition = replace(working.definition, pages=moved + rest if end == "first" else rest + moved)
        return

    def ordered(page: Page) -> Page:
        moved = tuple(one for one in page.questions if one.name in chosen)
        rest = tuple(one for one in page.questions if one.name not in chosen)
        return replace(page, questions=moved + rest if end == "first" else rest + moved)

    working.each_page(ordered)


def _add(working: Working, number: int, change: Change, chosen: tuple[str, ...]) -> None:
    if len(chosen) > 1:
        found = f"Change {number} would ask the same on {len(chosen)} pages."
        fix = "The practice has to say which: {place: first} or {place: last}."
        raise ProblemError(Problem("too-many-chosen", Place(line=change.parts.line), found, "", fix))
    (page_id,) = chosen
    taken = {path for path, _, _ in working.definition.questions()}
    for question in change.adds:
        if question.name in taken:
            found = f"There is a question '{question.name}' already."
            raise ProblemError(Problem("duplicate-name", Place(page=page_id, question=question.name), found))
    working.each_page(
        lambda page: replace(page, questions=page.questions + change.adds) if page.id == page_id else page
    )
    stem = f"change.{number}.add."
    for own in working.practice.texts[working.practice.language]:
        if own.startswith(stem):
            working.say(f"question.{own.removeprefix(stem)}", own)
