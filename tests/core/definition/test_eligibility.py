"""The eligibility check asks what can still change the result, and nothing else: counted against every answer."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import product

import pytest

from servewell.core.definition import parse
from servewell.core.definition.journey import Journey

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD = """
service: test
title: Test
agency: riverton
criteria:
{criteria}
pages:
  - page: first
    title: First
    ask:
      blind: {{type: yes or no, label: B}}
      town: {{type: choice, choices: {{north: N, south: S, west: W}}, label: T}}
      deaf: {{type: yes or no, label: D, only if: not(blind)}}
  - page: second
    title: Second
    only if: town != "west"
    ask:
      benefit: {{type: choice, choices: {{dla: D, pip: P}}, label: F, optional: yes}}
      permit: {{type: yes or no, label: P}}
      carer: {{type: yes or no, label: C, only if: permit}}
stages: [received, decided]
decisions: {{approve: {{}}}}
"""
VALUES: Mapping[str, tuple[object, ...]] = {
    "blind": (True, False), "town": ("north", "south", "west"), "deaf": (True, False),
    "benefit": ("dla", "pip"), "permit": (True, False), "carer": (True, False),
}  # fmt: skip
RULES = {
    "one condition": {"a": "blind"},
    "what settles early": {"a": "blind or deaf", "b": 'town in ("north", "south")'},
    "a criterion over criteria": {"able": "blind or deaf", "near": 'town = "north"', "ok": "able and (near or permit)"},
    "a choice of conditions": {"a": 'if blind then town = "west" else deaf and town != "west"'},
    "every choice will do": {"a": 'town in ("north", "south", "west")', "b": "not(blind)"},
    "conditions that exclude each other": {"a": 'blind or town = "south"', "b": 'not(blind) and town != "south"'},
    "what need not be answered": {"a": 'benefit = "dla" or permit', "b": 'town = "north"'},
    "behind two conditions": {"a": "carer or blind"},
}  # fmt: skip


def journey_for(rules: Mapping[str, str]) -> Journey:
    criteria = "\n".join(f"  {name}: {{rule: '{rule}', otherwise: No.}}" for name, rule in rules.items())
    parsed = parse(HEAD.format(criteria=criteria))
    assert parsed.definition is not None, parsed.problems
    return Journey(parsed.definition)


def residents() -> Iterator[dict[str, object]]:
    """Yield every resident there can be: with an answer to each question."""
    for chosen in product(*VALUES.values()):
        yield dict(zip(VALUES, chosen, strict=True))


def walked(journey: Journey, resident: Mapping[str, object]) -> tuple[list[str], bool | None]:
    """Ask one resident the first open question until none is open."""
    told: dict[str, object] = {}
    while (found := journey.eligibility(told, NOW)).open:
        told[found.open[0]] = resident[found.open[0]]
    return list(told), found.outcome


@pytest.mark.parametrize("name", RULES)
def test_no_resident_is_asked_what_cannot_change_her_result(name: str) -> None:
    journey = journey_for(RULES[name])
    results = {tuple(one.values()): journey.eligibility(one, NOW).outcome for one in residents()}
    order = list(VALUES)
    for resident in residents():
        asked, outcome = walked(journey, resident)
        assert outcome is results[tuple(resident.values())], (resident, asked)
        for count, question in enumerate(asked):
            told, at = asked[:count], order.index(question)
            lines: dict[tuple[object, ...], set[bool | None]] = {}
            for answers, result in results.items():
                if all(answers[order.index(one)] == resident[one] for one in told):
                    lines.setdefault(answers[:at] + answers[at + 1 :], set()).add(result)
            assert any(len(line) > 1 for line in lines.values()), (resident, told, question)


def test_a_criterion_read_as_a_value_may_ask_more_but_never_decides_otherwise() -> None:
    journey = journey_for({"able": "blind or deaf", "odd": "able = permit"})
    for resident in residents():
        assert walked(journey, resident)[1] is journey.eligibility(resident, NOW).outcome


@pytest.mark.parametrize(
    ("name", "fewest", "most"),
    [
        ("one condition", 1, 1),
        ("what settles early", 2, 3),
        ("every choice will do", 1, 1),
        ("conditions that exclude each other", 0, 0),
        ("a choice of conditions", 2, 3),
    ],
)
def test_a_check_is_as_short_as_it_can_be(name: str, fewest: int, most: int) -> None:
    counts = {len(walked(journey_for(RULES[name]), resident)[0]) for resident in residents()}
    assert (min(counts), max(counts)) == (fewest, most)
