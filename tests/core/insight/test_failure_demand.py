"""Contacts are found before the step that people wait for, and proved."""

from __future__ import annotations

import pytest
from tests.core.insight.planted import planted

from servewell.core.insight.failure_demand import find_failure_demand
from servewell.core.insight.finding import Asked
from servewell.gateways.logs import log_of_rows

DAY_US = 86_400_000_000


def test_planted_contacts_are_found_before_the_step_that_is_waited_for() -> None:
    log = planted("contacts", seed=1, cases=1_000).log()
    (found,) = find_failure_demand(log, Asked())
    assert found.where == {"activity": "Assessment"}
    assert found.confidence == "high"
    assert 0.4 < found.size.share < 0.6


def test_a_log_without_contacts_has_none() -> None:
    assert find_failure_demand(planted(seed=1, cases=300).log(), Asked()) == []


def test_the_numbers_the_gain_and_the_proof_are_those_counted_by_hand() -> None:
    rows = []
    for number in range(40):
        asks, more = number % 4 == 0, number // 4 % 2
        contacts = [("Status enquiry", 6), ("Complaint", 8)] if asks else []
        steps = [("in", 0), *contacts, ("decided", (10 if asks else 4) + more)]
        rows += [(f"{number:02}", name, day * DAY_US, None) for name, day in steps]
    log = log_of_rows(rows)
    (found,) = find_failure_demand(log, Asked())
    assert found.sentence.startswith("While they wait for ‘decided’, people get in touch 20 times, most often ")
    assert "in 10 cases (25 in 100 of these waits): half of the contacts come within 7 days" in found.sentence
    assert (found.size.cases, found.size.days) == (10, 105)
    assert found.size.gain_days == pytest.approx(10 * 6)
    assert log.events.get_backend().con.execute(found.proof).fetchall() == [(20, 10)]
    assert found.examples == tuple(f"{number:02}" for number in range(0, 40, 4))


def test_contacts_of_fewer_than_ten_cases_are_not_told() -> None:
    rows = []
    for number in range(40):
        steps = [("in", 0), *([("Complaint", 6)] if number < 9 else []), ("decided", 10)]
        rows += [(f"{number}", name, day * DAY_US, None) for name, day in steps]
    assert find_failure_demand(log_of_rows(rows), Asked()) == []


def test_an_answer_is_no_step_that_people_wait_for() -> None:
    rows = []
    for case in range(30):
        names = ["submitted", "message from the resident", "message to the resident", "decided"]
        if case >= 15:
            names = ["submitted", "decided"]
        days = [0, 4, 5, 9] if len(names) == 4 else [0, 6]
        rows += [(f"c{case}", name, day * 86_400_000_000, None) for name, day in zip(names, days, strict=True)]
    (found,) = find_failure_demand(log_of_rows(rows), Asked())
    assert found.where == {"activity": "decided"}
    assert found.comparison.value == 9.0
