"""Until when a case and its answers are kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.core.definition.sound import SOUND, TRANSLATIONS

from servewell.core.definition import parse
from servewell.core.promise import Calendar, retention
from servewell.core.record import CaseState

SENT = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)  # 1 February in Lisbon's summer neighbour Madrid
HELD = {"blind": True, "full_name": "Ana"}
STATE = CaseState(
    reference="", service="", version="", language="en", channel="online", device="phone", arm="", is_assisted=False,
    answers={}, documents=(), submitted_at=SENT, stage="decided", stages=(), status="decided",
    decided_at=datetime(2026, 3, 10, 9, 0, tzinfo=UTC),
)  # fmt: skip
TEXT = SOUND.replace("label: Are you blind?", "label: Are you blind?, keep: 1 month after submission")


def kept(state: CaseState, text: str = TEXT):
    definition = parse(text, translations=TRANSLATIONS).definition
    return retention(state, definition, calendar=Calendar(), timezone="Europe/Madrid")


def test_a_decided_case_that_nobody_closes_counts_from_its_decision() -> None:
    found = kept(STATE)
    assert found.case == date(2029, 3, 10)
    assert not found.is_due(date(2029, 3, 10))
    assert found.is_due(date(2029, 3, 11))


def test_the_closing_counts_once_there_is_one() -> None:
    closed = replace(STATE, status="closed", closed_at=datetime(2026, 4, 1, 9, 0, tzinfo=UTC))
    assert kept(closed).case == date(2029, 4, 1)


def test_an_answer_with_a_span_of_its_own_goes_first_by_the_agencys_date() -> None:
    found = kept(STATE)
    assert found.answers["blind"] == date(2026, 3, 1)
    assert found.due_answers(date(2026, 3, 1), HELD) == ()
    assert found.due_answers(date(2026, 3, 2), HELD) == ("blind",)
    assert found.answers["full_name"] == found.case


def test_an_answer_is_never_kept_longer_than_its_case() -> None:
    text = SOUND.replace("keep: 3 years", "keep: 1 month after submission").replace(
        "label: Are you blind?", "label: Are you blind?, keep: 1 year after decision"
    )
    found = kept(STATE, text)
    assert found.answers["blind"] == found.case == date(2026, 3, 1)


def test_a_withdrawn_case_counts_from_its_withdrawal() -> None:
    withdrawn = replace(STATE, status="withdrawn", decided_at=None, closed_at=datetime(2026, 2, 2, 9, 0, tzinfo=UTC))
    assert kept(withdrawn, TEXT.replace("keep: 3 years", "keep: 3 years after decision")).case == date(2029, 2, 2)


@pytest.mark.parametrize("change", [{"status": "open"}, {"appealed_at": SENT}])
def test_nothing_is_due_while_work_goes_on_or_the_decision_is_contested(change) -> None:
    found = kept(replace(STATE, **change))
    assert found.case is None
    assert set(found.answers.values()) == {None}
    assert not found.is_due(date(9999, 1, 1))
    assert found.due_answers(date(9999, 1, 1), HELD) == ()
