"""Replay in bulk and row by row: the same result, whatever the versions and the cases."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from tests.core.definition.replay.permits import NOW, made_up, version
from tests.thorough import THOROUGH

from servewell.core.definition import load_folder
from servewell.core.definition.model import Definition
from servewell.core.definition.replay import PastCase, Replay
from servewell.core.definition.replay.rows import replay
from servewell.gateways.case_files import open_case_file
from servewell.gateways.replays import questions_of, replay_file


def written(path: Path, cases: list[PastCase]) -> Path:
    """Write cases as the guide tells public servants to."""
    names = list(dict.fromkeys(name for case in cases for name in case.answers))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["reference", *names])
        for case in cases:
            writer.writerow([case.reference, *(_cell(case.answers.get(name)) for name in names)])
    return path


def _cell(answer: object) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list) and all(isinstance(one, str) for one in answer):
        return ";".join(answer)
    if isinstance(answer, dict | list):
        return json.dumps(answer)
    return "" if answer is None else str(answer)


def both(tmp_path: Path, old: Definition, new: Definition, cases: list[PastCase], *by: str) -> tuple[Replay, Replay]:
    """Return the replay of a file, in bulk where that can be, and the replay of the same cases row by row."""
    file = open_case_file(written(tmp_path / "cases.csv", cases), questions_of(old, new), by=by)
    assert not file.problems
    return replay_file(old, new, file, now=NOW, by=by), replay(old, new, cases, now=NOW, by=by)


VARIATIONS = {
    "a threshold": ("most: 20000", "most: 9999.99"),
    "a date": ('"P18Y"', '"P30Y"'),
    "a condition that a page hangs on": (
        "    only if: helped\n",
        '    only if: income > 10000 or district = "north"\n',
    ),
    "a question that is asked of some": ("label: Helped?", "label: Helped?, only if: income < 15000"),
    "a question that nobody was asked": (
        "      helped:",
        "      works: {type: yes or no, label: Works?, only if: income > 5000}\n      helped:",
    ),
    "an optional question": ("label: Income", "label: Income, optional: yes"),
    "fewer choices": ("{north: North, south: South}", "{north: North, east: East}"),
    "another fee": ("if helped then 0 else 12.50", 'if district = "north" then income * 0.01 else 7'),
    "an end page more": (
        "  - page: papers",
        "  - page: rich\n    title: Rich\n    only if: is_poor = false\n    end: {because: No.}\n  - page: papers",
    ),
    "another type": ("postcode: {type: text", "postcode: {type: long text"),
    "a question gone": ("      district: {type: choice, label: District, choices: {north: North, south: South}}\n", ""),
}


@pytest.mark.parametrize("name", VARIATIONS)
@pytest.mark.parametrize("left_out", [0.0, 0.3])
def test_every_kind_of_change_is_judged_alike(tmp_path, name, left_out):
    old = version(("postcode in served", 'postcode in served or postcode = "SW1A 1AA"'))
    new = version(VARIATIONS[name], ("postcode in served", 'postcode in served or postcode = "SW1A 1AA"'))

    bulk, rows = both(tmp_path, old, new, made_up(old, 80, left_out=left_out), "helped")

    assert bulk.fallback_rules == ()
    assert replace(bulk, fallback_cases=0) == rows
    assert bulk.fallback_cases < bulk.cases / (1 if left_out else 10)
    assert len(bulk.flows) > 1


def test_a_criterion_that_reads_what_was_not_asked_is_unknown_in_bulk_too(tmp_path):
    asks_more = version(
        ("income < most", 'income < most and (works or district = "north")'),
        ("      helped:", "      works: {type: yes or no, label: Works?}\n      helped:"),
    )

    bulk, rows = both(tmp_path, version(), asks_more, made_up(version(), 80))

    assert replace(bulk, fallback_cases=0) == rows
    assert bulk.undecidable > 0
    assert "works" in [one.question for one in bulk.unanswered]


def test_a_rule_without_form_over_columns_is_named_and_judged_row_by_row(tmp_path):
    odd = version(("income < most", "floor(income) < 15000"))

    bulk, rows = both(tmp_path, version(), odd, made_up(version(), 60))

    assert bulk.fallback_rules == ("criterion is_poor",)
    assert bulk.fallback_cases == 60
    assert replace(bulk, fallback_rules=(), fallback_cases=0) == rows


def test_cases_with_a_day_of_their_own_are_judged_as_of_it(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(
        "submitted_at,born_on,postcode,district,income,helped\n"
        "2020-01-01T12:00:00Z,2004-06-01,4011,north,1,no\n"
        "2026-01-01 12:00,2004-06-01,4011,north,1,no\n"
        ",2004-06-01,4011,north,1,no\n"
    )
    file = open_case_file(path, questions_of(version(), version()))

    found = replay_file(version(), version(), file, now=NOW)

    assert next(case.submitted_at for case in file.rows()) == datetime.fromisoformat("2020-01-01T12:00:00Z")
    assert [one.after for one in found.outcomes][:2] == [2, 1]
    assert found.fallback_rules == ("criterion is_adult",)


@pytest.mark.parametrize("name", sorted(folder.name for folder in Path("examples").iterdir() if folder.is_dir()))
def test_the_services_of_the_examples_are_judged_alike(tmp_path, name):
    old = load_folder(Path("examples") / name).definition
    assert old is not None
    bulk, rows = both(tmp_path, old, old, made_up(old, 30))

    assert replace(bulk, fallback_rules=(), fallback_cases=0) == rows
    assert rows.cases == 30


CLAUSES = (
    "income < {n}", "income * 3 - 5 >= {n}", "income in [{n}..20000)", "not(helped)", "helped = true", "helped = null",
    'district = "north"', 'district in ("north", "west")', 'postcode in served', "income = null", "is_poor",
    "is_poor = null", "born_on < date(\"1990-01-01\")", "(size > 0 and income / size < {n})",
    "size between 2 and 5", "letter != null",
    'starts with(postcode, "40")', 'if helped then income > {n} else size > 2', 'list contains(needs, "care")',
    "count(needs) > 1", "sure", "string length(letter) > 3",
)  # fmt: skip
GENERATED = """
service: made-up
title: Made up
agency: riverton
values: {{served: ["4011", "SW1A 1AA"]}}
fee: {fee}
criteria:
  is_poor: {{rule: income < {n}, otherwise: No.}}
  one: {{rule: '{one}', otherwise: No.}}
  two: {{rule: '{two}', otherwise: No.}}
pages:
  - page: first
    title: First
    ask:
      helped: {{type: yes or no, label: A, optional: {maybe}}}
      income: {{type: money, label: A, only if: '{early}'}}
      born_on: {{type: date, label: A}}
  - page: second
    title: Second
    only if: '{second}'
    ask:
      district: {{type: choice, label: A, choices: {{north: N, south: S, west: W}}}}
      postcode: {{type: text, label: A}}
      size: {{type: number, label: A, only if: '{middle}', optional: {maybe}}}
  - page: over
    title: Over
    only if: '{over}'
    end: {{because: No.}}
  - page: third
    title: Third
    ask:
      letter: {{type: text, label: A, only if: '{late}', optional: {maybe}}}
      needs: {{type: choices, label: A, choices: {{care: C, home: H, food: F}}}}
      sure: {{type: declaration, label: A, optional: yes}}
stages: [received, decided]
decisions: {{approve: {{}}}}
"""


def generated(chance: random.Random) -> Definition:
    """Return a definition whose rules are put together by chance, from clauses that have a form over columns."""

    def clause(*names: str) -> str:
        fit = [one for one in CLAUSES if not set(OTHERS) - set(names) & set(one.replace("(", " ").split())]
        found = chance.choice(fit).format(n=chance.choice((0, 1, 9000, 15000.5)))
        return found if chance.random() < 0.7 else f"not({found})"

    def rule(*names: str) -> str:
        joined = f" {chance.choice(('and', 'or'))} ".join(clause(*names) for _ in range(chance.randint(1, 3)))
        return joined.replace("'", "''")

    return version(
        text=GENERATED.format(
            n=chance.choice((5000, 12000)),
            fee=chance.choice(("10", "if helped then 0 else 12.5", "income * 0.01")),
            one=rule(*OTHERS),
            two=rule(*OTHERS),
            early=rule("helped"),
            second=rule("helped", "income", "born_on", "is_poor"),
            middle=rule("helped", "income", "born_on", "is_poor", "district", "postcode"),
            over=rule("helped", "income", "born_on", "is_poor", "district", "postcode", "size"),
            late=rule("helped", "income", "is_poor", "district", "size"),
            maybe=chance.choice(("yes", "no")),
        )
    )


OTHERS = ("income", "helped", "district", "postcode", "size", "is_poor", "born_on", "letter", "needs", "sure")


@pytest.mark.parametrize("seed", range(60 if THOROUGH else 8))
def test_versions_put_together_by_chance_are_judged_alike(tmp_path, seed):
    chance = random.Random(seed)
    old, new = generated(chance), generated(chance)
    cases = made_up(old, 40, seed, left_out=chance.choice((0.0, 0.2)))

    bulk, rows = both(tmp_path, old, new, cases, "helped", "needs")

    assert bulk.fallback_rules == ()
    assert replace(bulk, fallback_cases=0) == rows
