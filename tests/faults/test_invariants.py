"""The judge of faults finds what is lost, doubled and broken: otherwise its silence would say nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import NOW, begin, fill
from tests.faults.invariants import Confirmed, judge

from servewell.apps.cases import operations as cases
from servewell.apps.cases.models import Case
from servewell.apps.journal import operations as journal
from servewell.apps.people.actor import guest_of_case, guest_of_draft

pytestmark = pytest.mark.django_db


def lived(cast) -> tuple[Confirmed, str, str]:
    """Return what was confirmed of one journey, its draft and its case."""
    confirmed = Confirmed()
    draft = begin(cast)
    fill(draft)
    case = cases.submit(draft_id=draft, submission_key="k", by=guest_of_draft(draft), now=NOW).case_id
    cases.send_message(case_id=case, text="Hello", by=guest_of_case(case), now=NOW)
    for line in ("opened", "page_answered", "page_answered"):
        confirmed.take(f"{line} {draft} -")
    for line in ("submitted", "message_received"):
        confirmed.take(f"{line} {draft} {case}")
    return confirmed, draft, case


def test_a_journey_that_is_all_there_is_fine(cast):
    confirmed, _, _ = lived(cast)
    verdict = judge(confirmed)
    assert (verdict.lost, verdict.doubled, verdict.broken) == (0, 0, ())
    assert confirmed.events == 5
    assert confirmed.unsent() == []


@pytest.mark.parametrize("line", ["opened other -", "page_answered {draft} -", "submitted other {case}"])
def test_what_was_confirmed_and_is_not_there_is_lost(cast, line):
    confirmed, draft, case = lived(cast)
    confirmed.take(line.format(draft=draft, case=case))
    assert judge(confirmed).lost == 1


@pytest.mark.parametrize(
    ("subject", "kind"), [("draft", "opened"), ("case", "message_received"), ("draft", "page_answered")]
)
def test_what_is_there_twice_is_doubled(cast, subject, kind):
    confirmed, draft, case = lived(cast)
    about = f"{subject}:{draft if subject == 'draft' else case}"
    data = {"message": "m"} if kind == "message_received" else {}
    journal.append(subject=about, kind=kind, by="resident", now=NOW + timedelta(1), data=data)
    assert judge(confirmed).doubled == 1


def test_a_row_that_says_something_else_is_broken(cast):
    confirmed, _, case = lived(cast)
    Case.objects.filter(pk=case).update(stage="elsewhere")
    (fault,) = judge(confirmed).broken
    assert "stage is 'elsewhere'" in fault


def test_a_thread_that_died_of_something_else_is_told(cast):
    confirmed, _, _ = lived(cast)
    confirmed.take("died KeyError no_such_thing")
    assert judge(confirmed).broken == ("A thread died of KeyError: no_such_thing.",)
    assert connection.in_atomic_block
