from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import examples

from servewell.core.definition import parse
from servewell.core.definition.journey import Journey, journey_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

PARKING = """
service: disabled-parking-permit
title: Apply for a disabled parking permit
agency: riverton
values: {served_postcodes: ["4011", "4012"]}
fee: if means_tested then 0 else 10
criteria:
  lives_here: {rule: home.postcode in served_postcodes, otherwise: You need to live in Riverton.}
  cannot_walk_far:
    rule: walking_distance_m < 80 or blind
    otherwise: The permit is for people who cannot walk 80 metres.
pages:
  - page: about-you
    title: About you
    ask:
      full_name: {type: name, label: Name}
      born_on:
        type: date
        label: Born
        must: {rule: born_on <= today(), otherwise: Check the year.}
      phone: {type: phone, label: Phone, optional: yes}
  - page: address
    title: Address
    ask:
      home: {type: address, label: Address}
  - page: elsewhere
    title: You cannot apply
    only if: lives_here = false
    end: {because: You live elsewhere.}
  - page: walking
    title: Walking
    ask:
      blind: {type: yes or no, label: Blind?}
      walking_distance_m: {type: number, unit: m, label: How far?, only if: not(blind)}
  - page: no-phone
    title: How to reach you
    only if: phone = null
    ask:
      reach: {type: text, label: How can we reach you?}
  - page: income
    title: Income
    ask:
      means_tested: {type: yes or no, label: Help?}
      household:
        type: group
        each: person
        label: Household
        optional: yes
        ask:
          first_name: {type: name, label: First name}
          works: {type: yes or no, label: Works?}
          wage: {type: money, label: Wage, only if: works, must: {rule: wage > 0, otherwise: More than nothing.}}
stages: [received, decided]
decisions: {approve: {}, refuse: {reasons: {can_walk: You can walk.}}}
"""

ABOUT = {"full_name": "Ana Silva", "born_on": "1980-02-29", "phone": "0791234567"}
HOME = {"home": {"line_1": "1 High Street", "town": "Riverton", "postcode": "4011"}}
BLIND = {"blind": True}
HELPED = {"means_tested": True}
COMPLETE = ABOUT | HOME | BLIND | HELPED


def journey(text: str = PARKING) -> Journey:
    parsed = parse(text)
    assert parsed.problems == ()
    return Journey(parsed.definition)


@pytest.fixture(scope="module")
def parking() -> Journey:
    return journey()


def statuses(state) -> dict[str, str]:
    return {page.id: page.status for page in state.pages}


def test_an_empty_draft_is_to_begin_at_the_first_page(parking):
    state = parking.state({}, now=NOW)
    assert state.next_page == "about-you"
    assert not state.is_complete
    assert state.end_page is None
    assert state.page("about-you").questions == ("full_name", "born_on", "phone")
    assert {criterion.outcome for criterion in state.criteria} == {None}


def test_complete_answers_make_a_complete_journey(parking):
    state = parking.state(COMPLETE, now=NOW)
    assert set(statuses(state).values()) == {"done"}
    assert state.is_complete
    assert state.next_page is None
    assert state.fee == Decimal(0)
    assert [criterion.outcome for criterion in state.criteria] == [True, True]
    assert state.answers == COMPLETE


def test_an_end_page_stops_the_journey_when_everything_before_it_is_done(parking):
    away = {"home": {"line_1": "1 Hill", "town": "Elsewhere", "postcode": "9999"}}
    state = parking.state(ABOUT | away, now=NOW)
    assert state.end_page == "elsewhere"
    assert [page.id for page in state.pages] == ["about-you", "address"]
    assert not state.is_complete
    unfinished = parking.state(away, now=NOW)
    assert unfinished.end_page is None
    assert unfinished.next_page == "about-you"


def test_a_question_applies_only_when_its_rule_is_true(parking):
    assert parking.state(ABOUT | HOME, now=NOW).page("walking").questions == ("blind",)
    seeing = parking.state(ABOUT | HOME | {"blind": False}, now=NOW)
    assert seeing.page("walking").questions == ("blind", "walking_distance_m")
    assert seeing.page("walking").status == "to do"
    assert seeing.next_page == "walking"


def test_an_answer_that_no_longer_applies_is_not_part_of_the_case(parking):
    state = parking.state(COMPLETE | {"walking_distance_m": "500"}, now=NOW)
    assert "walking_distance_m" not in state.answers
    assert [criterion.outcome for criterion in state.criteria] == [True, True]


def test_a_change_asks_again_only_what_it_makes_necessary(parking):
    pages = {"about-you", "address", "walking", "income"}
    changed = COMPLETE | {"blind": False}
    state = parking.state(changed, now=NOW, answered_pages=pages)
    assert statuses(state) == {"about-you": "done", "address": "done", "walking": "to do", "income": "done"}
    assert state.missing == ("walking_distance_m",)


def test_optional_questions_are_done_once_their_page_was_sent(parking):
    without_phone = {key: value for key, value in COMPLETE.items() if key != "phone"}
    unsent = parking.state(without_phone, now=NOW, answered_pages=())
    assert unsent.page("about-you").status == "to do"
    sent = parking.state(without_phone, now=NOW, answered_pages={"about-you"})
    assert sent.page("about-you").status == "done"


def test_a_page_that_hangs_on_an_open_question_is_not_yet(parking):
    assert statuses(parking.state({}, now=NOW, answered_pages=()))["no-phone"] == "not yet"
    sent = parking.state(ABOUT | {"phone": ""}, now=NOW, answered_pages={"about-you"})
    assert statuses(sent)["no-phone"] == "to do"
    assert "no-phone" not in statuses(parking.state(ABOUT, now=NOW, answered_pages={"about-you"}))


def test_nobody_is_refused_for_what_she_was_not_asked():
    text = PARKING.replace("rule: walking_distance_m < 80 or blind", 'rule: colour = "red"').replace(
        "      means_tested:",
        "      colour: {type: choice, choices: {red: Red, blue: Blue}, label: C}\n      means_tested:",
    )
    states, open_names, _ = journey(text).eligibility({}, NOW)
    assert [one.outcome for one in states] == [None, None]
    assert open_names == ("home", "colour")


def test_a_rule_that_fails_later_brings_its_page_back(parking):
    state = parking.state(COMPLETE | {"born_on": "2030-01-01"}, now=NOW)
    assert state.page("about-you").status == "to do"
    faults = parking.check_answers("about-you", COMPLETE | {"born_on": "2030-01-01"}, now=NOW)
    assert [(fault.question, fault.code, fault.message_key) for fault in faults] == [
        ("born_on", "must", "question.born_on.must.1.otherwise")
    ]
    assert parking.check_answers("about-you", COMPLETE, now=NOW) == ()


def test_answers_of_unknown_questions_and_malformed_ones_are_left_out(parking):
    tampered = COMPLETE | {"nonsense": "x", "born_on": "31 Feb", "blind": "yes", "full_name": ["a"], "household": 5}
    state = parking.state(tampered, now=NOW)
    assert set(state.answers) == {"phone", "home", "means_tested"}


def test_groups_keep_what_applies_in_each_entry(parking):
    household = [{"first_name": "Rui", "works": False, "wage": "5"}, {"first_name": "Eva", "works": True}]
    state = parking.state(COMPLETE | {"household": household}, now=NOW)
    assert state.answers["household"] == [{"first_name": "Rui", "works": False}, {"first_name": "Eva", "works": True}]
    assert state.missing == ("household",)
    faulty = COMPLETE | {"household": [household[0], {"first_name": "Eva", "works": True, "wage": "0"}]}
    fault = parking.check_answers("income", faulty, now=NOW)[0]
    assert (fault.question, fault.params) == ("household.wage", {"entry": "1"})


def test_eligibility_asks_only_what_decides_it(parking):
    assert parking.eligibility_questions() == ("home", "blind", "walking_distance_m")
    assert parking.eligibility({}, NOW)[1] == ("home", "blind")
    states, left, _ = parking.eligibility(HOME | {"blind": False}, NOW)
    assert left == ("walking_distance_m",)
    assert [one.outcome for one in states] == [True, None]
    states, left, _ = parking.eligibility(HOME | {"blind": True}, NOW)
    assert (left, [one.outcome for one in states]) == ((), [True, True])


def test_eligibility_asks_nothing_more_once_a_criterion_is_not_met(parking):
    away = {"home": {"line_1": "1 Hill", "town": "Elsewhere", "postcode": "9999"}}
    states, left, _ = parking.eligibility(away, NOW)
    assert left == ()
    assert states[0].outcome is False
    assert [clause.outcome for clause in states[0].explanation.clauses] == [False]


def test_a_posted_page_is_read_with_its_faults(parking):
    form = {"full_name": [" Ana  Silva "], "born_on-day": ["31"], "born_on-month": ["2"], "born_on-year": ["2020"]}
    reading = parking.read_page("about-you", form, {}, now=NOW)
    assert reading.answers == {"full_name": "Ana Silva", "born_on": None, "phone": None}
    assert [(fault.question, fault.code, fault.part) for fault in reading.faults] == [("born_on", "not-a-date", "day")]
    assert reading.typed["born_on-day"] == "31"


def test_a_question_that_comes_to_apply_on_the_page_is_asked_without_blame(parking):
    reading = parking.read_page("walking", {"blind": ["no"]}, ABOUT | HOME, now=NOW)
    assert reading.faults == ()
    assert reading.asks_more == ("walking_distance_m",)
    shown = ABOUT | HOME | {"blind": False}
    again = parking.read_page("walking", {"blind": ["no"]}, shown, now=NOW)
    assert [(fault.question, fault.code) for fault in again.faults] == [("walking_distance_m", "missing")]
    cleared = parking.read_page("walking", {"blind": ["yes"], "walking_distance_m": ["40"]}, shown, now=NOW)
    assert cleared.answers == {"blind": True, "walking_distance_m": None}


def test_a_must_rule_speaks_when_its_page_is_read(parking):
    form = {"full_name": ["A"], "born_on-day": ["1"], "born_on-month": ["1"], "born_on-year": ["2030"]}
    reading = parking.read_page("about-you", form, {}, now=NOW)
    assert [fault.code for fault in reading.faults] == ["must"]


def test_an_entry_of_a_group_is_asked_for_what_comes_to_apply(parking):
    form = {"means_tested": ["yes"], "household-0-first_name": ["Eva"], "household-0-works": ["yes"]}
    reading = parking.read_page("income", form, COMPLETE, now=NOW)
    assert reading.faults == ()
    assert reading.asks_more == ("household",)
    held = COMPLETE | {"household": reading.answers["household"]}
    again = parking.read_page("income", form, held, now=NOW)
    assert [(fault.question, fault.code, fault.params["entry"]) for fault in again.faults] == [
        ("household.wage", "missing", "0")
    ]


answer_values = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["", "80", "4011", "2020-01-01", "x", "31"]),
    st.lists(st.text(), max_size=2),
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["full_name", "born_on", "phone", "blind", "walking_distance_m", "means_tested", "household", "reach"]
        ),
        answer_values,
    ),
    st.booleans(),
)
@examples(60)
def test_what_does_not_apply_never_matters(answers, with_home):
    """The case is made of answers that apply: with them alone everything comes out the same."""
    evaluator = journey_of(PARSED)
    given_answers = answers | (HOME if with_home else {})
    first = evaluator.state(given_answers, now=NOW)
    again = evaluator.state(first.answers, now=NOW)
    assert again == first
    asked = {name for page in first.pages for name in page.questions}
    assert set(first.answers) <= asked
    assert first.is_complete == (first.next_page is None and first.end_page is None)


PARSED = parse(PARKING).definition


def test_the_compiled_journey_of_a_definition_is_kept():
    assert journey_of(PARSED) is journey_of(PARSED)


def test_a_hundred_questions_with_a_hundred_rules_are_judged_fast():
    lines = ["service: long", "title: Long", "agency: riverton", "criteria:"]
    lines += [f"  c{n}: {{rule: q{n} > 10 or (q{n + 1} = 3 and q{n} < 5), otherwise: No.}}" for n in range(20)]
    lines += ["pages:"]
    for page in range(10):
        lines += [f"  - page: p{page}", f"    title: P{page}", "    ask:"]
        for n in range(page * 10, page * 10 + 10):
            rule = f", only if: q{n - 1} != 7 or q{n - 2} > 3" if n > 1 else ""
            lines.append(f"      q{n}: {{type: number, label: Q{n}{rule}}}")
    lines += ["stages: [received, decided]", "decisions: {approve: {}}"]
    long = journey("\n".join(lines))
    half = {f"q{n}": str(n % 12) for n in range(50)}
    for answers in ({}, half, {f"q{n}": str(n % 12) for n in range(100)}):
        taken = []
        for _ in range(5):
            before = time.perf_counter()
            long.state(answers, now=NOW)
            taken.append(time.perf_counter() - before)
        assert min(taken) < 0.02
