"""Criteria explained: what decided, with the person's values; what is still open; what would have to be different."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from servewell.core.definition.explaining.different import Different, leaves
from servewell.core.definition.explaining.naming import Formats, PersonNames, RuleNames
from servewell.core.definition.journey import CriterionState, Journey
from servewell.core.definition.model import Decision, Definition
from servewell.core.rules import Rule
from servewell.core.rules.nodes import Node
from servewell.core.rules.say import Outline, book_of, capital, joined, outline, spoken_language


@dataclass(frozen=True, slots=True)
class Explained:
    """One criterion in words of `language`. `rule` is the general form, without anything about the person.

    `because`: the clauses that decided, with her values; `needed`: what would have to be different, if that is
    plain. While the criterion is open `because` says on what it depends.
    """

    name: str
    outcome: bool | None
    language: str
    rule: Outline
    because: Outline | None
    needed: Outline | None

    def lines(self) -> Iterator[str]:
        """Yield the explanation of this case as plain text; parts begin with '- '."""
        for one in (self.because, self.needed):
            if one is not None:
                yield one.text
                yield from one.lines()


AnyJudged = TypeVar("AnyJudged", Explained, CriterionState)


def general_rule(definition: Definition, rule: Rule, language: str, formats: Formats) -> Outline:
    """Return a rule in plain words, for everybody."""
    return _sentence(outline(rule.tree, RuleNames(definition, language, formats, text=rule.text), language))


def explain_case(
    journey: Journey,
    answers: Mapping[str, object],
    language: str,
    formats: Formats,
    *,
    now: datetime,
    channel: str = "online",
) -> tuple[Explained, ...]:
    """Explain every criterion over the answers of a case that was sent at `now`."""
    states = journey.state(answers, now=now, channel=channel).criteria
    return tuple(explain_criterion(journey, state, answers, language, formats, now) for state in states)


def explain_criterion(
    journey: Journey,
    state: CriterionState,
    answers: Mapping[str, object],
    language: str,
    formats: Formats,
    now: datetime,
) -> Explained:
    """Return why a criterion came out as it did, in a language of the definition."""
    definition, rule = journey.definition, journey.compiled.criteria[state.name].rule
    names = RuleNames(definition, language, formats, text=rule.text)
    person = PersonNames(definition, language, formats, answers, state.values, now, text=rule.text)
    by_text = {rule.text[leaf.start : leaf.end]: leaf for leaf in leaves(rule.tree)}
    decided = [
        (by_text[clause.text], clause.outcome)
        for clause in state.explanation.clauses
        if clause.decisive and clause.text in by_text
    ]
    outcomes = {by_text[one.text]: one.outcome for one in state.explanation.clauses if one.text in by_text}
    different = Different(names, language, outcomes, state.values, now)
    return Explained(
        name=state.name,
        outcome=state.outcome,
        language=spoken_language(language),
        rule=general_rule(definition, rule, language, formats),
        because=_because(state.outcome, decided, names, person),
        needed=_needed(rule.tree, different, language) if state.outcome is False else None,
    )


def named_in(decision: Decision, reasons: Collection[str], judged: Iterable[AnyJudged]) -> tuple[AnyJudged, ...]:
    """Return the criteria on which a decision rests: not met by the answers, or a reason has the criterion's name.

    A decision without reasons to choose from refuses nothing, so it names none.
    """
    if not decision.reasons:
        return ()
    return tuple(one for one in judged if one.outcome is False or one.name in reasons)


def _because(
    outcome: bool | None, decided: list[tuple[Node, bool | None]], names: RuleNames, person: PersonNames
) -> Outline | None:
    language = names.language
    if outcome is None:
        return _depends(names, person, [node for node, found in decided if found is None])
    parts = {
        str(said): said
        for node, found in decided
        if found is not None
        for said in (outline(node, person, language, positive=found),)
    }
    if not parts:
        return None
    together = joined(language, tuple(parts.values()), is_and=True)
    key = "because met" if outcome else "because not met"
    if not together.parts:
        return Outline(book_of(language).say(key, together.text))
    return Outline(book_of(language).say(f"{key.removeprefix('because ')} because all"), together.parts)


def _depends(names: RuleNames, person: PersonNames, open_clauses: list[Node]) -> Outline | None:
    """Return the questions that are still open, as what the outcome depends on."""
    book = book_of(names.language)
    lacking = {name for node in open_clauses for name in person.lacking(node)}
    asked = [question.name for page in names.definition.pages for question in page.questions]
    things = [thing for name in asked if name in lacking and (thing := names.thing(name)) is not None]
    said = [thing.phrase or book.say("answer", book.quoted(thing.label)) for thing in things]
    return Outline(book.say("still open", book.listed(said, "list and"))) if said else None


def _needed(tree: Node, different: Different, language: str) -> Outline | None:
    found = different.needed(tree)
    if found is None:
        return None
    book = book_of(language)
    if not found.parts:
        return Outline(book.say("met if", found.text))
    return Outline(book.say("met if all" if found.joins == "and" else "met if one"), found.parts)


def _sentence(said: Outline) -> Outline:
    return Outline(capital(said.text) + (":" if said.parts else "."), said.parts, said.joins)
