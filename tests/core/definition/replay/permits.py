"""Two versions of a small service that differ in one threshold, and cases of it."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from servewell.core.definition import parse
from servewell.core.definition.journey import journey_of
from servewell.core.definition.model import Definition
from servewell.core.definition.rehearse import fill_page
from servewell.core.definition.replay import PastCase

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

PERMIT = """
service: permit
title: Permit
agency: riverton
values: {served: ["4011", "4012"], most: 20000}
fee: if helped then 0 else 12.50
criteria:
  lives_here: {rule: postcode in served, otherwise: No.}
  is_poor: {rule: income < most, otherwise: No.}
  is_adult: {rule: 'born_on <= today() - duration("P18Y")', otherwise: No.}
pages:
  - page: about
    title: About
    ask:
      born_on: {type: date, label: Born}
      postcode: {type: text, label: Postcode}
      district: {type: choice, label: District, choices: {north: North, south: South}}
  - page: elsewhere
    title: Elsewhere
    only if: lives_here = false
    end: {because: You live elsewhere.}
  - page: money
    title: Money
    ask:
      income: {type: money, label: Income}
      helped: {type: yes or no, label: Helped?}
  - page: papers
    title: Papers
    only if: helped
    ask:
      letter: {type: text, label: Letter, optional: yes}
stages: [received, decided]
decisions: {approve: {}}
"""


def version(*changes: tuple[str, str], text: str = PERMIT) -> Definition:
    """Return the definition of a text in which each pair's first is replaced by its second."""
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    parsed = parse(text)
    assert parsed.definition is not None, parsed.problems
    return parsed.definition


def case(reference: str = "1", **answers: object) -> PastCase:
    """Return a case that qualifies, with other answers where given; None takes an answer away."""
    sound = {"born_on": "1980-01-01", "postcode": "4011", "district": "north", "income": "15000", "helped": False}
    return PastCase(reference, {name: value for name, value in (sound | answers).items() if value is not None})


def made_up(definition: Definition, count: int, seed: int = 1, left_out: float = 0.1) -> list[PastCase]:
    """Return cases with valid answers of this version, some of which are missing."""
    journey = journey_of(definition)
    chance = random.Random(seed)
    cases = []
    for number in range(1, count + 1):
        answers: dict[str, object] = {}
        for page in definition.pages:
            if not page.is_end:
                answers |= fill_page(journey, page.id, answers, random=chance, now=NOW)
        kept = {name: value for name, value in answers.items() if chance.random() >= left_out}
        cases.append(PastCase(str(number), kept if chance.random() < 0.5 else answers))
    return cases
