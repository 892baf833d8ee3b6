"""What changed between two versions, in words a public servant can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from servewell.core.definition.model import (
    Decision,
    Definition,
    Duration,
    Keep,
    Page,
    Promise,
    Question,
    RuleText,
    Stage,
)
from servewell.core.definition.scalars import write_duration, write_keep
from servewell.core.definition.table_differences import table_differences
from servewell.core.problem import Place

Kind = Literal[
    "service", "wording", "translation", "question", "choice", "rule", "page", "order", "promise", "fee", "value",
    "stage", "closure",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: what kind, at which page and question, and the words for it."""

    kind: Kind
    place: Place
    words: str


def differences(old: Definition, new: Definition) -> tuple[Difference, ...]:
    """Return what changed from `old` to `new`, in the order of the file. Equal definitions give none."""
    comparison = _Comparison(old, new)
    return tuple(
        Difference(kind, place, f"{_said(place, old, new)}{words}")
        for part in (
            comparison.service,
            comparison.values,
            comparison.tables,
            comparison.criteria,
            comparison.pages,
            comparison.stages,
            comparison.decisions,
            comparison.wording,
            comparison.translations,
        )
        for kind, place, words in part()
    )


Found = tuple[Kind, Place, str]


def _said(place: Place, old: Definition, new: Definition) -> str:
    words = []
    if place.page is not None:
        of = new if new.page(place.page) else old
        words.append(f"Page '{of.text(f'page.{place.page}.title') or place.page}'")
    if place.question is not None:
        words.append(f"question '{place.question}'")
    return ", ".join(words) + ": " if words else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"'{line}'" if len(line) <= 70 else f"'{line[:67]}...'"


def _plain(value: object) -> str:
    """Return a field's value in words."""
    if value is None or value == ():
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Duration):
        return write_duration(value)
    if isinstance(value, Keep):
        return write_keep(value)
    if isinstance(value, RuleText):
        return _short(value.text)
    if isinstance(value, Promise):
        return f"{write_duration(value.within)} for {value.share}%"
    if isinstance(value, (tuple, list)):
        return ", ".join(_plain(item) for item in value)
    return str(value)


def _order(old: Iterable[str], new: Iterable[str]) -> bool:
    """Tell whether the things in both stand in another order."""
    old, new = list(old), list(new)
    return [one for one in old if one in new] != [one for one in new if one in old]


class _Comparison:
    def __init__(self, old: Definition, new: Definition) -> None:
        self.old, self.new = old, new
        self.old_questions = {path: (question, page.id) for path, question, page in old.questions()}
        self.new_questions = {path: (question, page.id) for path, question, page in new.questions()}
        self.owners = tuple(self._owners(old, new))

    def service(self) -> Iterator[Found]:
        kinds: dict[str, Kind] = {"promise": "promise", "fee": "fee", "currency": "fee"}
        for name in ("service", "agency", "language", "life_events", "channels", "promise", "fee", "currency", "keep"):
            before, after = getattr(self.old, name), getattr(self.new, name)
            if before != after:
                label = name.replace("_", " ")
                yield kinds.get(name, "service"), Place(), f"{label} changed from {_plain(before)} to {_plain(after)}"
        yield from self._named("language", self.old.languages, self.new.languages, "translation", Place())
        yield from self._named("section", self.old.sections, self.new.sections, "page", Place())

    def _named(
        self, what: str, old: tuple[str, ...], new: tuple[str, ...], kind: Kind, place: Place, stem: str = ""
    ) -> Iterator[Found]:
        for name in new:
            if name not in old:
                text = self.new.text(f"{stem}.{name}") if stem else ""
                yield kind, place, f"new {what} '{name}'" + (f": {_short(text)}" if text else "")
        for name in old:
            if name not in new:
                yield kind, place, f"{what} '{name}' removed"
        if _order(old, new):
            yield "order", place, f"{what}s in another order: {', '.join(new)}"

    def values(self) -> Iterator[Found]:
        yield from self._named("value", tuple(self.old.values), tuple(self.new.values), "value", Place())
        for name, after in self.new.values.items():
            before = self.old.values.get(name, after)
            if before != after:
                yield "value", Place(), f"value '{name}' changed from {_plain(before)} to {_plain(after)}"

    def tables(self) -> Iterator[Found]:
        old = {one.name: one for one in self.old.tables}
        yield from self._named("table", tuple(old), tuple(one.name for one in self.new.tables), "rule", Place())
        for table in self.new.tables:
            if table.name in old:
                for words in table_differences(old[table.name], table):
                    yield "rule", Place(), f"table '{table.name}': {words}"

    def criteria(self) -> Iterator[Found]:
        old = {one.name: one.rule for one in self.old.criteria}
        new = {one.name: one.rule for one in self.new.criteria}
        yield from self._named("criterion", tuple(old), tuple(new), "rule", Place())
        for name, rule in new.items():
            if name in old and old[name] != rule:
                yield "rule", Place(), f"criterion '{name}' changed from {_plain(old[name])} to {_plain(rule)}"

    def pages(self) -> Iterator[Found]:
        old = {page.id: page for page in self.old.pages}
        new = {page.id: page for page in self.new.pages}
        for page in self.new.pages:
            if page.id not in old:
                yield "page", Place(page=page.id), "new page"
            else:
                yield from self._page(old[page.id], page)
            yield from self._questions(page)
        for page in self.old.pages:
            if page.id not in new:
                yield "page", Place(page=page.id), "page removed"
            for path in self._paths(page):
                if path not in self.new_questions:
                    yield "question", Place(page=page.id), f"question '{path}' removed"
        if _order(old, new):
            yield "order", Place(), f"pages in another order: {', '.join(new)}"

    def _page(self, old: Page, new: Page) -> Iterator[Found]:
        place = Place(page=new.id)
        if old.only_if != new.only_if:
            yield "rule", place, f"'only if' changed from {_plain(old.only_if)} to {_plain(new.only_if)}"
        if old.section != new.section:
            yield "page", place, f"section changed from {_plain(old.section)} to {_plain(new.section)}"
        if old.keep != new.keep:
            yield "page", place, f"keep changed from {_plain(old.keep)} to {_plain(new.keep)}"
        if old.is_end != new.is_end:
            yield "page", place, "is now an end page" if new.is_end else "is no end page any more"
        if _order((one.name for one in old.questions), (one.name for one in new.questions)):
            yield "order", place, f"questions in another order: {', '.join(one.name for one in new.questions)}"

    @staticmethod
    def _paths(page: Page) -> Iterator[str]:
        for question in page.questions:
            yield question.name
            yield from (f"{question.name}.{inner.name}" for inner in question.questions)

    def _questions(self, page: Page) -> Iterator[Found]:
        for path in self._paths(page):
            question = self.new_questions[path][0]
            if path not in self.old_questions:
                yield "question", Place(page=page.id), f"new question '{path}'"
                continue
            before, page_before = self.old_questions[path]
            if page_before != page.id:
                yield "order", Place(page=page.id), f"question '{path}' moved here from page '{page_before}'"
            yield from self._question(path, before, question, Place(page=page.id, question=path))

    def _question(self, path: str, old: Question, new: Question, place: Place) -> Iterator[Found]:
        if old.only_if != new.only_if:
            yield "rule", place, f"'only if' changed from {_plain(old.only_if)} to {_plain(new.only_if)}"
        if old.must != new.must:
            before, after = ([must.rule for must in one.must] for one in (old, new))
            yield "rule", place, f"'must' changed from {_plain(tuple(before))} to {_plain(tuple(after))}"
        stem = f"question.{path}"
        yield from self._named("choice", old.choices, new.choices, "choice", place, f"{stem}.choices")
        yield from self._named("place", old.places, new.places, "choice", place, f"{stem}.places")
        if _order((one.name for one in old.questions), (one.name for one in new.questions)):
            yield "order", place, f"questions in another order: {', '.join(one.name for one in new.questions)}"
        handled = {"name", "only_if", "must", "choices", "places", "questions", "line"}
        for name in (field.name for field in fields(Question)):
            before_value, after_value = getattr(old, name), getattr(new, name)
            if name not in handled and before_value != after_value:
                label = name.replace("_", " ")
                yield "question", place, f"{label} changed from {_plain(before_value)} to {_plain(after_value)}"

    def stages(self) -> Iterator[Found]:
        old: dict[str, Stage] = {stage.id: stage for stage in self.old.stages}
        new: dict[str, Stage] = {stage.id: stage for stage in self.new.stages}
        yield from self._named("stage", tuple(old), tuple(new), "stage", Place())
        for name, stage in new.items():
            if name in old and old[name].promise != stage.promise:
                words = f"stage '{name}': promise changed from {_plain(old[name].promise)} to {_plain(stage.promise)}"
                yield "promise", Place(), words

    def decisions(self) -> Iterator[Found]:
        old: dict[str, Decision] = {one.id: one for one in self.old.decisions}
        new: dict[str, Decision] = {one.id: one for one in self.new.decisions}
        yield from self._named("decision", tuple(old), tuple(new), "closure", Place())
        for name in (name for name in new if name in old):
            stem = f"decision.{name}.reasons"
            for kind, place, words in self._named(
                "reason", old[name].reasons, new[name].reasons, "closure", Place(), stem
            ):
                yield kind, place, f"decision '{name}': {words}"
            for field in ("output", "valid_for", "appeal_within"):
                before, after = getattr(old[name], field), getattr(new[name], field)
                if before != after:
                    label = field.replace("_", " ")
                    words = f"decision '{name}': {label} changed from {_plain(before)} to {_plain(after)}"
                    yield "closure", Place(), words

    def wording(self) -> Iterator[Found]:
        old = self.old.texts.get(self.old.language, {})
        new = self.new.texts.get(self.new.language, {})
        for key in (*new, *(key for key in old if key not in new)):
            if old.get(key) == new.get(key) or not self._owner_stayed(key):
                continue
            place, label = self._label(key)
            if key not in old:
                yield "wording", place, f"new {label} {_short(new[key])}"
            elif key not in new:
                yield "wording", place, f"{label} removed, was {_short(old[key])}"
            else:
                yield "wording", place, f"{label} changed from {_short(old[key])} to {_short(new[key])}"

    def translations(self) -> Iterator[Found]:
        old_source = self.old.texts.get(self.old.language, {})
        new_source = self.new.texts.get(self.new.language, {})
        for language in self.new.languages:
            if language == self.new.language or language not in self.old.languages:
                continue
            old = self.old.texts.get(language, {})
            yield from self._translation(language, old, self.new.texts.get(language, {}), old_source, new_source)

    def _translation(
        self,
        language: str,
        old: Mapping[str, str],
        new: Mapping[str, str],
        old_source: Mapping[str, str],
        new_source: Mapping[str, str],
    ) -> Iterator[Found]:
        for key in new_source:
            if key not in old_source or not self._owner_stayed(key):
                continue
            place, label = self._label(key)
            is_same, is_same_source = old.get(key) == new.get(key), old_source[key] == new_source[key]
            if not is_same_source and is_same and key in new:
                yield "translation", place, f"{label}: the {language} text may be stale, only the source text changed"
            elif is_same_source and not is_same:
                words = f"{label}: the {language} text changed from {_short(old.get(key, ''))}"
                yield "translation", place, f"{words} to {_short(new.get(key, ''))}"

    def _owner_stayed(self, key: str) -> bool:
        """Tell whether the thing a text belongs to is in both; what is new or gone has been said already."""
        parts = key.split(".")
        stems = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
        return all(stems & owners for owners in self.owners)

    @staticmethod
    def _owners(*definitions: Definition) -> Iterator[set[str]]:
        for of in definitions:
            known = {"title", "summary", "for", "fee", "purpose", "declaration", "need"}
            known |= {f"page.{page.id}" for page in of.pages} | {f"section.{name}" for name in of.sections}
            known |= {f"criterion.{one.name}" for one in of.criteria} | {f"stage.{one.id}" for one in of.stages}
            for decision in of.decisions:
                known |= {f"decision.{decision.id}.{part}" for part in ("title", "text", "appeal")}
                known |= {f"decision.{decision.id}.reasons.{reason}" for reason in decision.reasons}
            for path, question, _ in of.questions():
                parts = ("label", "as", "hint", "help", "because", "each", "must")
                known |= {f"question.{path}.{part}" for part in parts}
                known |= {f"question.{path}.choices.{choice}" for choice in question.choices}
                known |= {f"question.{path}.places.{one}" for one in question.places}
            yield known

    def _label(self, key: str) -> tuple[Place, str]:
        """Return the place a text belongs to and what to call it there."""
        kind, _, rest = key.partition(".")
        if kind == "question":
            path = max(
                (path for path in {**self.old_questions, **self.new_questions} if rest.startswith(f"{path}.")), key=len
            )
            page = (self.new_questions.get(path) or self.old_questions[path])[1]
            return Place(page=page, question=path), rest[len(path) + 1 :].replace(".", " ").replace("choices", "choice")
        if kind == "page":
            page, _, part = rest.rpartition(".")
            return Place(page=page), part
        return Place(), key.replace(".", " ")
