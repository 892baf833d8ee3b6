"""What a change of a service does to people's privacy and to who may have it: what an approver has to see marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from servewell.core.definition.model import Definition, Keep, Question
from servewell.core.problem import Place

Effect = Literal["new personal data", "new recipient", "stricter eligibility", "kept longer"]
# Web and mail addresses: whoever reads a text may send personal data there.
ADDRESS: Final = re.compile(r"(?i)\b[a-z][a-z0-9+.-]*://[^\s)\]]+|\bwww\.[^\s)\]]+|[\w.+-]+@[\w-]+\.[\w.-]+")
_SINCE: Final = ("submission", "decision", "closing")
_DAYS: Final = {"working days": 1.4, "days": 1, "weeks": 7, "months": 30.5, "years": 366}
# Types of answers by how much they tell: a change to a later one asks for more.
_TELLS_LITTLE: Final = frozenset({"yes or no", "declaration", "choice"})


@dataclass(frozen=True, slots=True)
class PrivacyEffect:
    """One thing that becomes stricter or tells more: what kind, where, in words."""

    effect: Effect
    place: Place
    words: str


def privacy_effects(old: Definition, new: Definition) -> tuple[PrivacyEffect, ...]:
    """Return the effects of going from `old` to `new`. What only becomes laxer is none."""
    return (*_data(old, new), *_recipients(old, new), *_eligibility(old, new))


def _data(old: Definition, new: Definition) -> Iterator[PrivacyEffect]:
    before = {path: question for path, question, _ in old.questions()}
    pages = {path: page.only_if for path, _, page in old.questions()}
    for path, question, page in new.questions():
        place = Place(page=page.id, question=path)
        known = before.get(path)
        if known is None:
            label = new.text(f"question.{path}.label")
            yield PrivacyEffect("new personal data", place, f"A new question is asked: {label}")
            continue
        for words in _asks_more(known, question):
            yield PrivacyEffect("new personal data", place, words)
        if (known.only_if, pages[path]) != (question.only_if, page.only_if):
            yield PrivacyEffect("new personal data", place, "Other people are asked than before.")
        follows_case = (old.kept(path), new.kept(path)) == (old.kept(), new.kept())
        if not follows_case and _is_longer(old.kept(path), new.kept(path)):
            yield PrivacyEffect("kept longer", place, "The answer is kept longer than before.")
    if _is_longer(old.kept(), new.kept()):
        yield PrivacyEffect("kept longer", Place(), "Cases are kept longer than before.")


def _asks_more(old: Question, new: Question) -> Iterator[str]:
    if old.optional and not new.optional:
        yield "What could be left empty has to be answered."
    if old.type != new.type and not (new.type in _TELLS_LITTLE and old.type not in _TELLS_LITTLE):
        yield f"The answer is of another kind: '{new.type}' instead of '{old.type}'."
    if new.max_files > old.max_files:
        yield f"Up to {new.max_files} files are taken instead of {old.max_files}."
    if set(new.choices) - set(old.choices):
        yield "There are more answers to choose from."


def _is_longer(old: Keep, new: Keep) -> bool:
    """Tell whether more time passes, or it begins to count on a later day of the case."""
    return _days(new) > _days(old) or _SINCE.index(new.since) > _SINCE.index(old.since)


def _days(keep: Keep) -> float:
    return keep.span.count * _DAYS[keep.span.unit]


def _recipients(old: Definition, new: Definition) -> Iterator[PrivacyEffect]:
    if old.agency != new.agency:
        yield PrivacyEffect("new recipient", Place(), f"The agency '{new.agency}' gets the answers.")
    for channel in new.channels:
        if channel not in old.channels:
            yield PrivacyEffect("new recipient", Place(), f"Answers also come in through '{channel}'.")
    known = set(_addresses(old))
    for address in dict.fromkeys(_addresses(new)):
        if address not in known:
            yield PrivacyEffect("new recipient", Place(), f"A text names a new address: {address[:80]}")


def _addresses(definition: Definition) -> Iterator[str]:
    for texts in definition.texts.values():
        for text in texts.values():
            yield from ADDRESS.findall(text)


def _eligibility(old: Definition, new: Definition) -> Iterator[PrivacyEffect]:
    """Yield what may shut somebody out. Whether a changed rule is stricter only a replay can tell, so it is marked."""
    criteria = {one.name: one.rule for one in old.criteria}
    for one in new.criteria:
        if one.name not in criteria:
            yield PrivacyEffect("stricter eligibility", Place(), f"There is a new criterion '{one.name}'.")
        elif criteria[one.name] != one.rule:
            yield PrivacyEffect("stricter eligibility", Place(), f"The criterion '{one.name}' has another rule.")
    if {name: old.values.get(name) for name in new.values} != dict(new.values):
        yield PrivacyEffect("stricter eligibility", Place(), "Named values that rules use are changed.")
    if old.tables != new.tables:
        yield PrivacyEffect("stricter eligibility", Place(), "Decision tables are changed.")
    ends = {page.id: page.only_if for page in old.pages if page.is_end}
    for page in new.pages:
        if page.is_end and (page.id not in ends or ends[page.id] != page.only_if):
            yield PrivacyEffect("stricter eligibility", Place(page=page.id), "Other journeys end here.")
    musts = {path: question.must for path, question, _ in old.questions()}
    for path, question, page in new.questions():
        if any(must not in musts.get(path, ()) for must in question.must):
            place = Place(page=page.id, question=path)
            yield PrivacyEffect("stricter eligibility", place, "Answers have to fulfil another rule.")
