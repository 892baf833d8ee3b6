from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.core.definition.replay.permits import NOW, PERMIT, case, made_up, version

from servewell.core.definition import load_folder
from servewell.core.definition.journey import journey_of
from servewell.core.definition.replay import CriterionChange, Fees, Flow, OutcomeCount, as_json, replay
from servewell.core.definition.replay.judging import judge
from servewell.core.problem import ProblemError

OLD = version()
STRICTER = version(("most: 20000", "most: 10000"))


def test_a_lower_limit_turns_the_cases_between_the_limits_down():
    cases = [case("a", income="5000"), case("b", income="15000"), case("c", income="25000"), case("d", postcode="1")]

    found = replay(OLD, STRICTER, cases, now=NOW)

    assert (found.cases, found.changed) == (4, 1)
    assert found.outcomes == (
        OutcomeCount("eligible", 2, 1),
        OutcomeCount("not eligible", 1, 2),
        OutcomeCount("not yet known", 0, 0),
        OutcomeCount("stopped", 1, 1),
    )
    assert Flow("eligible", "not eligible", 1) in found.flows
    assert [(one.case, one.why) for one in found.examples] == [("b", (CriterionChange("is_poor", True, False),))]


def test_a_question_that_no_case_has_answered_leaves_them_undecided_and_is_named():
    asks_more = version(
        ("income < most", "income < most and works"),
        ("      helped:", "      works: {type: yes or no, label: Works?}\n      helped:"),
    )

    found = replay(OLD, asks_more, [case("a"), case("b"), case("c", income="25000")], now=NOW)

    assert found.undecidable == 2
    assert [(one.question, one.cases) for one in found.unanswered] == [("works", 2)]
    assert Flow("not eligible", "not eligible", 1) in found.flows  # whatever she would answer


def test_a_new_question_that_decides_nothing_leaves_every_case_decided():
    asks_more = version(("      helped:", "      nickname: {type: text, label: Nickname?}\n      helped:"))

    found = replay(OLD, asks_more, [case()], now=NOW)

    assert (found.changed, found.undecidable) == (0, 0)


def test_an_end_page_that_a_missing_answer_could_lead_to_leaves_the_case_undecided():
    ends = version(
        (
            "  - page: papers",
            "  - page: over\n    title: Over\n    only if: owns\n    end: {because: No.}\n  - page: papers",
        ),
        ("      helped:", "      owns: {type: yes or no, label: Owns?}\n      helped:"),
    )

    found = replay(OLD, ends, [case()], now=NOW)

    assert (found.undecidable, found.unanswered[0].question) == (1, "owns")


def test_fees_are_paid_by_those_who_are_not_stopped():
    dearer = version(("12.50", "20"))
    cases = [case(), case(helped=True), case(income="99999"), case(postcode="1")]

    assert replay(OLD, dearer, cases, now=NOW).fees == Fees(Decimal("25.00"), Decimal(40), "EUR")


def test_pages_that_are_asked_are_counted_on_average():
    always = version(("    only if: helped\n", ""))

    pages = replay(OLD, always, [case(), case(helped=True)], now=NOW).pages

    assert (pages.before, pages.after) == (2.5, 3.0)


def test_a_case_is_judged_as_of_its_day():
    young = case(born_on="2004-06-01")
    in_time = replace(young, submitted_at=NOW.replace(year=2020))

    assert [count.before for count in replay(OLD, OLD, [young], now=NOW).outcomes][:2] == [1, 0]
    assert [count.before for count in replay(OLD, OLD, [in_time], now=NOW).outcomes][:2] == [0, 1]


def test_small_groups_are_suppressed_with_another_that_would_give_them_away():
    cases = [case(district="north", income="15000") for _ in range(30)]
    cases += [case(district="south", income="15000") for _ in range(9)]
    cases += [case(district=None, income="5000") for _ in range(20)]

    found = replay(OLD, STRICTER, cases, now=NOW, by=["district"])

    assert [(one.value, one.cases, one.gains, one.loses) for one in found.groups] == [
        ("", None, None, None),
        ("north", 30, 0, None),
        ("south", None, None, None),
    ]


def test_grouping_by_what_differs_in_every_case_is_refused():
    cases = [case(income=str(number)) for number in range(1_100)]

    with pytest.raises(ProblemError) as raised:
        replay(OLD, OLD, cases, now=NOW, by=["income"])

    assert raised.value.problems[0].code == "too-many-groups"


def test_examples_show_every_flow_before_a_second_case_of_one():
    mixed = version(("most: 20000", "most: 10000"), ('"4012"]', '"4012", "1"]'), text=PERMIT)
    cases = [case(f"a{number}") for number in range(9)] + [case("z", postcode="1", income="1")]

    found = replay(OLD, mixed, cases, now=NOW, examples=2)

    assert [(one.case, one.before, one.after) for one in found.examples] == [
        ("a0", "eligible", "not eligible"),
        ("z", "stopped", "eligible"),
    ]


def test_no_case_at_all_is_a_replay_too():
    assert as_json(replay(OLD, STRICTER, [], now=NOW))["cases"] == 0


@pytest.mark.parametrize("name", ["disabled-parking-permit", "housing-support", "planning-permission"])
def test_whole_cases_of_the_examples_are_judged_as_the_journey_judges_them(name):
    definition = load_folder(Path("examples") / name).definition
    assert definition is not None
    journey = journey_of(definition)
    seen = set()
    for past in made_up(definition, 40, left_out=0.0):
        state = journey.state(past.answers, now=NOW)
        found = judge(journey, past.answers, now=NOW)
        if not state.is_complete and state.end_page is None:
            continue  # held up by a `must` rule
        seen.add(found.outcome)
        assert (found.outcome == "stopped") is (state.end_page is not None)
        assert dict(found.criteria) == {one.name: one.outcome for one in state.criteria}
        assert found.pages == len(state.pages)
        assert found.outcome == "stopped" or found.fee == state.fee
    assert seen
