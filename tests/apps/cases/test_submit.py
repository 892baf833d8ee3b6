"""Submit exactly once, only what applies, only when complete."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from tests.cast import ABOUT_YOU, NOW, PERMIT, PERMIT_ES, begin, fill

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.cases.models import Case, Draft
from servewell.apps.journal import queries as journal
from servewell.apps.notices import queries as notices
from servewell.apps.people.actor import guest_of_case, guest_of_draft
from servewell.apps.services import operations as services
from servewell.core.problem import ProblemError


def submit(draft_id, key="k", now=NOW):
    return cases.submit(draft_id=draft_id, submission_key=key, by=guest_of_draft(draft_id), now=now)


def test_the_receipt_is_the_same_however_often_and_from_however_many_tabs(cast):
    draft_id = begin(cast)
    fill(draft_id)
    first = submit(draft_id)
    assert submit(draft_id) == first
    assert submit(draft_id, key="another tab", now=NOW + timedelta(days=2)) == first
    assert Case.objects.count() == 1
    assert queries.case_secret_matches(first.case_id, first.secret)
    assert len(notices.mailbox()) == 1


def test_two_simultaneous_presses_give_one_case_and_one_receipt(shared_cast):
    for turn in range(5):
        draft_id = begin(shared_cast)
        fill(draft_id)
        gate, receipts = threading.Barrier(2), []

        def press(tab, draft_id=draft_id, gate=gate, receipts=receipts):
            try:
                gate.wait()
                receipts.append(submit(draft_id, key=f"{draft_id}-{tab}"))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=press, args=(tab,)) for tab in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(receipts) == 2
        assert receipts[0] == receipts[1]
        assert Case.objects.count() == turn + 1
        assert len(journal.events_of(f"case:{receipts[0].case_id}")) == 1


def test_an_answer_that_no_longer_applies_is_not_part_of_the_case(cast):
    draft_id = begin(cast)
    fill(draft_id)
    cases.save_page(draft_id=draft_id, page="home", answers={"blind": True}, by=guest_of_draft(draft_id), now=NOW)
    assert queries.draft(draft_id).answers["car"] == "A small one"
    sent = submit(draft_id)
    answers = queries.case(sent.case_id, for_resident=False, now=NOW).state.answers
    assert "car" not in answers
    assert answers["blind"] is True


def test_an_incomplete_draft_is_refused_with_its_pages_and_nothing_is_stored(cast):
    draft_id = begin(cast)
    cases.save_page(
        draft_id=draft_id, page="about-you", answers={"full_name": "A"}, by=guest_of_draft(draft_id), now=NOW
    )
    with pytest.raises(ProblemError) as refused:
        submit(draft_id)
    assert [problem.where.page for problem in refused.value.problems] == ["about-you", "home"]
    assert Case.objects.count() == 0
    assert queries.draft(draft_id).answers == {"full_name": "A"}


def test_an_end_page_is_no_way_to_a_case(cast):
    draft_id = begin(cast)
    fill(draft_id, postcode="9999")
    with pytest.raises(ProblemError) as refused:
        submit(draft_id)
    assert refused.value.problems[0].code == "journey-ended"


def test_a_case_keeps_the_version_it_began_with(cast):
    draft_id = begin(cast)
    fill(draft_id)
    services.publish_version(
        definition_text=PERMIT.replace("Park near", "Park very near"),
        translations={"es": PERMIT_ES},
        by=cast.owner,
        now=NOW,
    )
    sent = submit(draft_id)
    assert queries.case(sent.case_id, for_resident=True, now=NOW).version == cast.version
    assert queries.draft(begin(cast)).version != cast.version


def test_the_answers_leave_the_draft_once_they_are_in_the_record(cast):
    draft_id = begin(cast)
    fill(draft_id)
    sent = submit(draft_id)
    assert Draft.objects.get(pk=draft_id).answers == {}
    assert queries.case(sent.case_id, for_resident=True, now=NOW).state.answers == {
        **ABOUT_YOU, "postcode": "4011", "blind": False, "car": "A small one",
    }  # fmt: skip


def test_the_receipt_stands_when_mail_cannot_go_out(cast, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    draft_id = begin(cast)
    fill(draft_id)
    assert submit(draft_id).reference


def test_a_key_of_another_application_is_refused(cast):
    one, other = begin(cast), begin(cast)
    fill(one)
    fill(other)
    submit(one, key="same")
    with pytest.raises(ProblemError) as refused:
        submit(other, key="same")
    assert refused.value.problems[0].code == "submission-key-used"
    assert submit(other, key="its own")


def test_an_assisted_case_is_marked_and_the_resident_can_follow_it(cast):
    draft_id = begin(cast, by=cast.amina, channel="counter")
    fill(draft_id, by=cast.amina)
    sent = cases.submit(draft_id=draft_id, submission_key="k", by=cast.amina, now=NOW)
    view = queries.case(sent.case_id, for_resident=False, now=NOW)
    assert view.is_assisted
    assert view.state.channel == "counter"
    cases.send_message(case_id=sent.case_id, text="Thank you", by=guest_of_case(sent.case_id), now=NOW)
