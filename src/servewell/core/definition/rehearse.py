"""Drives made-up valid answers through a definition without a server, and says what was never reached.

Walks remember answers that led somewhere new and vary them, so that pages behind many conditions are found too.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary

from servewell.core.definition.answers import Answers
from servewell.core.definition.examples import run_examples
from servewell.core.definition.journey import Journey, journey_of
from servewell.core.definition.journey.compiled import CompiledPage, CompiledQuestion, CompiledRule
from servewell.core.definition.journey.walk import Walk
from servewell.core.definition.model import Definition
from servewell.core.definition.palette import Palette
from servewell.core.problem import Place, Problem

_TRIES: Final = 40  # for one answer that its `must` rules accept
_LEFT_OUT: Final = 0.3  # how often an optional question stays unanswered
_VARIED: Final = 0.6  # how often a walk varies an earlier one
_LAST: Final = 0.5
_KEPT: Final = 0.85  # how many of the earlier walk's answers it keeps
_MOST_REMEMBERED: Final = 200
_CHECKED_WALKS: Final = 25


@dataclass(frozen=True, slots=True)
class Branch:
    """How often an `only if` was true and how often not."""

    true: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the walks saw. `branches` are named 'page <id>' and 'question <path>'."""

    walks: int
    completed: int
    pages: Mapping[str, int]
    never_reached: tuple[str, ...]
    branches: Mapping[str, Branch]
    faults: tuple[Problem, ...]

    @property
    def one_sided(self) -> tuple[str, ...]:
        """Return the branches that were never true, or always."""
        return tuple(name for name, branch in self.branches.items() if not branch.true or not branch.other)

    def as_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        sides = sum((branch.true > 0) + (branch.other > 0) for branch in self.branches.values())
        return {
            "walks": self.walks,
            "completed": self.completed,
            "pages": dict(self.pages),
            "pages_reached": sum(1 for visits in self.pages.values() if visits),
            "pages_in_all": len(self.pages),
            "never_reached": list(self.never_reached),
            "branches": {name: {"true": one.true, "other": one.other} for name, one in self.branches.items()},
            "branch_sides_seen": sides,
            "branch_sides_in_all": 2 * len(self.branches),
            "one_sided": list(self.one_sided),
            "faults": [fault.as_json() for fault in self.faults],
        }


def rehearse(
    definition: Definition, *, times: int, seed: int, now: datetime, file: str = "definition.yaml"
) -> Rehearsal:
    """Walk `times` journeys with answers made from `seed`; the same seed gives the same walks."""
    journey = journey_of(definition)
    stage = _Stage(journey, random.Random(seed), now, file)  # noqa: S311 - test data, not secrets
    for _ in range(times):
        stage.walk()
    return stage.result()


def fill_page(
    journey: Journey, page_id: str, answers: Answers, *, random: random.Random, now: datetime
) -> Mapping[str, object]:
    """Return valid made-up answers of one page's questions that apply, given the answers before it."""
    stage = _Stage(journey, random, now, "")
    walk = Walk(journey.compiled, answers, now)
    for page in journey.compiled.pages:
        if page.page.id == page_id:
            stage.fill(walk, page, {})
            names = [question.question.name for question in page.questions]
            return {name: walk.kept[name] for name in names if name in walk.kept}
        if not page.page.is_end and walk.applies(page.only_if):
            walk.enter(page)
    return {}


_palettes: Final[WeakKeyDictionary[Journey, Palette]] = WeakKeyDictionary()


def _palette_of(journey: Journey) -> Palette:
    if journey not in _palettes:
        _palettes[journey] = Palette(journey.compiled)
    return _palettes[journey]


@dataclass(slots=True)
class _Seen:
    """What all walks together saw."""

    pages: dict[str, int]
    branches: dict[str, list[int]] = field(default_factory=dict)
    news: int = 0

    def page(self, page_id: str) -> None:
        self.news += self.pages[page_id] == 0
        self.pages[page_id] += 1

    def branch(self, name: str, *, is_true: bool) -> None:
        sides = self.branches[name]
        self.news += sides[is_true] == 0
        sides[is_true] += 1


class _Stage:
    def __init__(self, journey: Journey, chance: random.Random, now: datetime, file: str) -> None:
        self._journey = journey
        self._palette = _palette_of(journey)
        self._chance = chance
        self._now = now
        self._today = now.date()
        self._file = file
        self._seen = _Seen({page.page.id: 0 for page in journey.compiled.pages})
        for name in _branch_names(journey):
            self._seen.branches[name] = [0, 0]
        self._remembered: list[Mapping[str, object]] = []
        self._walks = 0
        self._completed = 0
        self._answered: set[str] = set()
        self._refused: dict[str, Problem] = {}
        self._faults: list[Problem] = []

    def walk(self) -> None:
        """Go once from the first page to the end."""
        varies = self._remembered and self._chance.random() < _VARIED
        kept = self._earlier() if varies else {}
        walk = Walk(self._journey.compiled, {}, self._now)
        news = self._seen.news
        end = None
        for page in self._journey.compiled.pages:
            if not self._gets_to(walk, page):
                continue
            if page.page.is_end:
                end = page.page.id
                break
            self.fill(walk, page, kept)
        self._walks += 1
        self._completed += end is None
        if self._seen.news > news and len(self._remembered) < _MOST_REMEMBERED:
            self._remembered.append(dict(walk.kept))
        if self._walks <= _CHECKED_WALKS:
            self._compare(walk, end)

    def _earlier(self) -> Mapping[str, object]:
        """Return an earlier walk; as often as not the last that led somewhere new, because there may be more."""
        return self._remembered[-1] if self._chance.random() < _LAST else self._chance.choice(self._remembered)

    def fill(self, walk: Walk, page: CompiledPage, kept: Mapping[str, object]) -> None:
        """Answer the questions of a page that apply, from `kept` where that is still valid."""
        for question in page.questions:
            if self._applies(walk, question.only_if, f"question {question.path}"):
                self._answer(walk, question, kept)

    def result(self) -> Rehearsal:
        """Return what was seen."""
        never = [problem for path, problem in self._refused.items() if path not in self._answered]
        return Rehearsal(
            walks=self._walks,
            completed=self._completed,
            pages=self._seen.pages,
            never_reached=tuple(page for page, visits in self._seen.pages.items() if not visits),
            branches={name: Branch(sides[1], sides[0]) for name, sides in self._seen.branches.items()},
            faults=(*self._faults, *never),
        )

    def _gets_to(self, walk: Walk, page: CompiledPage) -> bool:
        if not self._applies(walk, page.only_if, f"page {page.page.id}"):
            return False
        self._seen.page(page.page.id)
        return True

    def _applies(self, walk: Walk, rule: CompiledRule | None, name: str) -> bool:
        if rule is None:
            return True
        outcome = walk.applies(rule) is True
        self._seen.branch(name, is_true=outcome)
        return outcome

    def _answer(self, walk: Walk, question: CompiledQuestion, kept: Mapping[str, object]) -> None:
        name = question.question.name
        if question.question.optional and self._chance.random() < _LEFT_OUT:
            return
        answer = kept.get(name) if self._chance.random() < _KEPT else None
        for _ in range(_TRIES):
            if answer is None:
                answer = self._made(walk, question)
            walk.take(question, answer)
            faults = walk.faults((question,))
            if not faults:
                self._answered.add(name)
                return
            answer = None
        if question.question.optional:
            walk.forget(question)
            return
        found = f"No answer was found that the rules under 'must' of '{name}' accept."
        where = Place(self._file, question.question.line, None, None, name)
        self._refused[name] = Problem("no-valid-answer", where, found, "", "Check that they can be fulfilled together.")

    def _made(self, walk: Walk, question: CompiledQuestion) -> object:
        of = question.question
        if of.type != "group":
            return self._palette.pick(question, self._today, self._chance)
        least = of.at_least if of.at_least is not None else 1
        most = min(of.at_most or least + 3, least + 3)
        return [self._entry(walk, question) for _ in range(self._chance.randint(max(least, 1), max(most, 1)))]

    def _entry(self, walk: Walk, group: CompiledQuestion) -> dict[str, object]:
        entry: dict[str, object] = {}
        for inner in group.inner:
            name = f"question {inner.path}"
            if inner.only_if is not None:
                applies = walk.inner_applies(inner, group, entry)
                self._seen.branch(name, is_true=applies)
                if not applies:
                    continue
            if not inner.question.optional or self._chance.random() >= _LEFT_OUT:
                entry[inner.question.name] = self._palette.pick(inner, self._today, self._chance)
        return entry

    def _compare(self, walk: Walk, end: str | None) -> None:
        """Ask the evaluator that the server uses; it must agree about where the walk came to."""
        state = self._journey.state(walk.kept, now=self._now)
        is_faulty = bool(set(self._refused) & set(walk.kept))
        if not is_faulty and (state.end_page != end or state.is_complete != (end is None)):
            found = f"A walk came to {end or 'the end'}, but its answers are judged to be at {state.next_page}."
            self._faults.append(Problem("walk-differs", Place(self._file), found))


def _branch_names(journey: Journey) -> list[str]:
    names: list[str] = []
    for page in journey.compiled.pages:
        names += [f"page {page.page.id}"] if page.only_if else []
        for question in page.questions:
            names += [f"question {one.path}" for one in (question, *question.inner) if one.only_if]
    return names


__all__ = ["Branch", "Rehearsal", "fill_page", "rehearse", "run_examples"]
