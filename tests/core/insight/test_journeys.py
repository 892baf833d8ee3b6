"""Where people leave and where they are refused: found where it was planted, as large as it was planted, else not."""

import re

import pytest
from tests.core.insight.planted_journeys import DAY, START, journeys

from servewell.core.insight.finding import Asked, Finding
from servewell.core.insight.journeys import find_drop_out, find_faults
from servewell.gateways.logs import log_of_rows


@pytest.fixture(scope="module")
def faulty():
    """People leave at the income page, on the phone above all; the rent is refused, in Spanish above all."""
    return journeys(
        1_500,
        leave=lambda page, device, language: (0.3 if device == "phone" else 0.1) if page == "income" else 0.03,
        refuse=lambda question, device, language: (0.5 if language == "es" else 0.2) if question == "rent" else 0.02,
    )


@pytest.fixture(scope="module")
def left(faulty):
    return find_drop_out(faulty, Asked())


@pytest.fixture(scope="module")
def refused(faulty):
    return find_faults(faulty, Asked())


def at(findings: list[Finding], **where: str) -> Finding:
    return next(one for one in findings if one.where == where)


def test_the_page_where_people_leave_is_named_with_its_size(left):
    found = at(left, page="income")
    assert found.kind == "drop-out"
    assert found.comparison.value == pytest.approx(0.2, abs=0.03)
    assert found.comparison.reference == pytest.approx(0.03, abs=0.01)
    assert found.comparison.low is not None
    assert found.comparison.low < 0.17 < found.comparison.high
    assert found.size.cases_a_month == pytest.approx(found.size.cases / (310 / 30.44), rel=0.01)
    assert found.size.gain_low < found.size.gain_days < found.size.gain_high <= found.size.days
    assert found.confidence == "high"
    devices = {one.value: one for one in found.groups if one.by == "device"}
    assert devices["phone"].measure == pytest.approx(0.3, abs=0.04)
    assert devices["desktop"].measure == pytest.approx(0.1, abs=0.04)
    assert re.search(r"At page ‘income’ \d+ people, \d+ a month, leave the form", found.sentence)


def test_who_leaves_more_is_named_against_the_others(left):
    found = at(left, page="income", attribute="device", value="phone")
    assert found.comparison.value == pytest.approx(0.3, abs=0.03)
    assert found.comparison.reference == pytest.approx(0.1, abs=0.03)
    assert found.sentence.startswith("On a phone, 3")
    assert [row.label for row in found.picture.rows if row.is_marked] == ["phone"]


def test_the_question_that_is_refused_is_named_with_its_fault(refused):
    found = at(refused, page="income", question="rent")
    assert found.comparison.value == pytest.approx(0.26 * 0.8, abs=0.03)  # who has left is not refused
    assert "‘missing’" in found.sentence
    spanish = at(refused, page="income", question="rent", attribute="language", value="es")
    assert spanish.sentence.startswith("In the language ‘es’, ")
    assert not [one for one in refused if one.where["question"] != "rent"]


def test_the_proof_counts_what_the_finding_says(faulty, left, refused):
    engine = faulty.cases.get_backend().con
    for found in (*left, *refused):
        assert engine.execute(found.proof).fetchall() == [(found.size.cases,)]
        assert 1 <= len(found.examples) <= 10


def test_whoever_leaves_right_after_a_refusal_is_said_to():
    log = journeys(
        600,
        leave=lambda page, device, language: 0.01,
        refuse=lambda question, device, language: 0.4 if question == "rent" else 0.01,
        leave_refused=0.6,
    )
    found = at(find_drop_out(log, Asked()), page="income")
    assert "most of them right after the answer to ‘rent’ was refused" in found.sentence


def test_nothing_is_found_where_nothing_is():
    log = journeys(400, seed=4, leave=lambda *_: 0.1, refuse=lambda *_: 0.1, leave_refused=0.1)
    assert find_drop_out(log, Asked()) == []
    assert find_faults(log, Asked()) == []


def test_a_log_of_cases_has_no_pages():
    log = log_of_rows([("c1", "submitted", START, None), ("c1", "decided", START + DAY, None)])
    assert find_drop_out(log, Asked()) == []
    assert find_faults(log, Asked()) == []


def test_a_form_on_which_nothing_was_refused_has_no_faults():
    log = journeys(60, refuse=lambda *_: 0.0, leave=lambda *_: 0.3)
    assert find_faults(log, Asked()) == []
    assert find_drop_out(log, Asked()) == []
