from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import pytest

from servewell.core.definition import parse
from servewell.core.definition.journey import journey_of
from servewell.core.definition.rehearse import fill_page, rehearse, run_examples

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

PERMIT = """
service: permit
title: Permit
agency: riverton
values: {served_postcodes: ["4011"], max_income: 20000}
fee: if helped then 0 else 10
criteria:
  lives_here: {rule: home.postcode in served_postcodes, otherwise: No.}
  is_adult: {rule: 'born_on <= today() - duration("P18Y")', otherwise: No.}
pages:
  - page: about
    title: About
    ask:
      full_name: {type: name, label: Name}
      born_on: {type: date, label: Born, must: {rule: born_on <= today(), otherwise: Check the year.}}
      home: {type: address, label: Home}
  - page: too-young
    title: Too young
    only if: is_adult = false
    end: {because: You are a child.}
  - page: elsewhere
    title: Elsewhere
    only if: lives_here = false
    end: {because: You live elsewhere.}
  - page: money
    title: Money
    ask:
      income: {type: money, label: Income}
      helped: {type: yes or no, label: Help?, only if: income < max_income}
      colours: {type: choices, choices: {red: Red, blue: Blue, green: Green}, label: Colours, optional: yes}
  - page: exactly
    title: Exactly
    only if: income = 731.5
    ask:
      why: {type: text, label: Why, max length: 20}
  - page: red-only
    title: Red
    only if: list contains(colours, "red") and not(list contains(colours, "blue"))
    ask:
      shade: {type: choice, choices: [Dark, Light], label: Shade}
  - page: people
    title: People
    ask:
      people:
        type: group
        each: person
        label: People
        at most: 3
        ask:
          first_name: {type: name, label: Name}
          works: {type: yes or no, label: Works}
          wage: {type: money, label: Wage, only if: works}
stages: [received, decided]
decisions: {approve: {}, refuse: {reasons: {no: No.}}}
"""


def definition(text: str = PERMIT):
    parsed = parse(text)
    assert parsed.problems == ()
    return parsed.definition


def test_every_page_and_both_sides_of_every_branch_are_reached():
    seen = rehearse(definition(), times=400, seed=1, now=NOW)
    assert seen.never_reached == ()
    assert seen.one_sided == ()
    assert seen.faults == ()
    assert seen.walks == 400
    assert 0 < seen.completed < 400
    assert set(seen.branches) == {
        "page too-young", "page elsewhere", "page exactly", "page red-only", "question helped", "question people.wage",
    }  # fmt: skip


def test_the_same_seed_gives_the_same_walks():
    first, again, other = (rehearse(definition(), times=50, seed=seed, now=NOW) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_a_page_behind_many_answers_is_found():
    pages = "\n".join(
        f"  - page: p{n}\n    title: P\n    ask:\n      q{n}: {{type: yes or no, label: Q}}\n"
        f"  - page: e{n}\n    title: E\n    only if: {f'q{n}' if n % 2 else f'not(q{n})'}\n    end: {{because: No.}}"
        for n in range(10)
    )
    text = (
        f"service: s\ntitle: T\nagency: a\npages:\n{pages}\nstages: [received, decided]\ndecisions: {{approve: {{}}}}"
    )
    seen = rehearse(definition(text), times=400, seed=1, now=NOW)
    assert seen.never_reached == ()


def test_a_page_nobody_gets_to_is_named():
    text = PERMIT.replace("only if: income = 731.5", "only if: income < 0 and income > 5")
    assert rehearse(definition(text), times=100, seed=1, now=NOW).never_reached == ("exactly",)


def test_a_text_that_fits_a_pattern_and_is_not_in_a_list_is_found():
    text = """
service: s
title: T
agency: a
values: {served: ["4011", "4012"]}
pages:
  - page: where
    title: Where
    ask:
      code: {type: text, label: Code, must: {rule: 'matches(code, "^[0-9]{4}$")', otherwise: Four digits.}}
  - page: elsewhere
    title: Elsewhere
    only if: not(code in served)
    end: {because: No.}
stages: [received, decided]
decisions: {approve: {}}
"""
    assert rehearse(definition(text), times=100, seed=1, now=NOW).never_reached == ()


def test_rules_that_no_answer_fulfils_are_a_fault():
    text = PERMIT.replace("born_on <= today()", "born_on < today() and born_on > today()")
    faults = rehearse(definition(text), times=5, seed=1, now=NOW).faults
    assert [(fault.code, fault.where.question) for fault in faults] == [("no-valid-answer", "born_on")]


def test_made_up_answers_of_a_page_are_valid():
    permit = definition()
    journey = journey_of(permit)
    answers: dict[str, object] = {}
    state = journey.state(answers, now=NOW)
    chance = random.Random(4)
    while state.next_page:
        answers |= fill_page(journey, state.next_page, answers, random=chance, now=NOW)
        state = journey.state(answers, now=NOW)
    assert state.is_complete or state.end_page
    assert journey.check_answers("about", answers, now=NOW) == ()


def test_a_thousand_walks_of_ten_pages_take_less_than_five_seconds():
    pages = "\n".join(
        f"  - page: p{n}\n    title: P\n    ask:\n      a{n}: {{type: number, label: A}}\n"
        f"      b{n}: {{type: yes or no, label: B, only if: a{n} > {n}}}\n      c{n}: {{type: date, label: C}}"
        for n in range(10)
    )
    text = (
        f"service: s\ntitle: T\nagency: a\npages:\n{pages}\nstages: [received, decided]\ndecisions: {{approve: {{}}}}"
    )
    long = definition(text)
    before = time.perf_counter()
    rehearse(long, times=1000, seed=1, now=NOW)
    assert time.perf_counter() - before < 5


GOOD = """
- example: An adult in Riverton
  answers:
    full_name: Ana Silva
    born_on: 1980-02-29
    home: {line_1: 1 High Street, town: Riverton, postcode: 4011}
    income: 30000
    colours: [red]
    shade: dark
    people:
      - {first_name: Ana, works: yes, wage: 5}
  expect: {criteria: {lives_here: true, is_adult: true}, pages: [about, money, red-only, people], complete: true}
- example: A child
  today: 2026-11-23
  answers: {full_name: Rui, born_on: 2015-01-01, home: {line_1: A, town: B, postcode: 4011}}
  expect: {criteria: {is_adult: no}, end: too-young, complete: false}
- example: Help is free
  answers: {full_name: Eva, born_on: 1990-01-01, home: {line_1: A, town: B, postcode: 4011}, income: 5, helped: yes}
  expect: {fee: 0, end: none}
"""


def test_examples_that_come_out_as_they_say_give_no_problem():
    assert run_examples(definition(), GOOD, "examples.yaml", NOW) == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("fee: 0", "fee: 10", "example-failed", "the fee is 0, expected 10"),
        ("end: too-young", "end: elsewhere", "example-failed", "ends at too-young"),
        ("lives_here: true", "lives_here: false", "example-failed", "'lives_here' is true, expected false"),
        ("[about, money, red-only, people]", "[about]", "example-failed", "expected about"),
        ("is_adult: no", "is_adult: unknown", "example-failed", "expected unknown"),
        ("shade: dark", "shade: pink", "bad-example", "cannot be answered with 'pink'"),
        ("born_on: 2015-01-01", "born_on: 2015-02-31", "bad-example", "cannot be answered with '2015-02-31'"),
        ("full_name: Rui", "ful_name: Rui", "bad-example", "Did you mean 'full_name'?"),
        ("complete: false", "complet: false", "bad-example", "Did you mean 'complete'?"),
        ("income: 5,", "income: 30000,", "example-failed", "'helped' is not asked"),
        ("today: 2026-11-23", "today: soon", "bad-example", "'today' is not a date"),
    ],
)
def test_what_is_wrong_with_an_example_is_said_with_its_line(old, new, code, words):
    text = GOOD.replace(old, new)
    problems = run_examples(definition(), text, "examples.yaml", NOW)
    assert [problem.code for problem in problems if words in problem.found] == [code], problems
    assert all(problem.where.line for problem in problems)


def test_examples_that_are_no_list_are_a_problem():
    assert run_examples(definition(), "a: b", "examples.yaml", NOW)[0].code == "wrong-shape"
    assert run_examples(definition(), "- [", "examples.yaml", NOW)
