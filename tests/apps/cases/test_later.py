"""Documents that were left for later come in without being asked for; an appeal stays in sight until it is taken up."""

import io

import pytest
from tests.cast import HOME, NOW, apply, begin, fill

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.cases.queries import QueueFilters
from servewell.apps.cases.rebuild import rebuild
from servewell.apps.people.actor import guest_of_draft
from servewell.core.problem import ProblemError

PDF = b"%PDF-1.7\ntrailer\n"
LATER = {"files": [], "later": True}


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def apply_without_proof(cast):
    draft_id = begin(cast)
    guest = guest_of_draft(draft_id)
    fill(draft_id)
    cases.save_page(draft_id=draft_id, page="home", answers={**HOME, "proof": LATER}, by=guest, now=NOW)
    return cases.submit(draft_id=draft_id, submission_key=draft_id, by=guest, now=NOW).case_id, guest


def see(case_id):
    return queries.case(case_id, for_resident=True, now=NOW)


def send(case_id, by, *contents):
    files = tuple((f"{n}.pdf", io.BytesIO(content)) for n, content in enumerate(contents))
    cases.add_documents(case_id=case_id, question="proof", files=files, by=by, now=NOW)


def test_a_document_left_for_later_is_awaited_until_it_comes(cast):
    complete, _ = apply(cast)
    assert see(complete).awaited == ()
    later, guest = apply_without_proof(cast)
    assert see(later).awaited == ("proof",)
    send(later, guest, PDF)
    assert see(later).awaited == ()
    assert [(one.question, one.name) for one in see(later).documents] == [("proof", "0.pdf")]


def test_the_same_file_twice_is_kept_once_and_a_new_one_beside_it_is_kept(cast):
    case_id, guest = apply_without_proof(cast)
    send(case_id, guest, PDF)
    send(case_id, guest, PDF, PDF + b"more")
    assert len(see(case_id).documents) == 2


def test_a_question_that_asks_for_no_file_takes_none(cast):
    case_id, guest = apply(cast)
    with pytest.raises(ProblemError) as refused:
        cases.add_documents(case_id=case_id, question="full_name", files=(), by=guest, now=NOW)
    assert refused.value.problems[0].code == "unknown-question"


def test_a_contested_decision_is_counted_and_found_until_it_is_taken_up(cast):
    case_id, guest = apply(cast)
    cases.decide(case_id=case_id, decision="refuse", reasons=("no_proof",), by=cast.amina, now=NOW)
    after = NOW.replace(hour=15)
    cases.appeal(case_id=case_id, text="I have the proof.", by=guest, now=after)

    def contested():
        page = queries.queue(agency="riverton", filters=QueueFilters(appealed=True), by=cast.boris, now=after)
        return [row.id for row in page.rows], page.counts.appealed

    assert contested() == ([case_id], 1)
    assert rebuild(check_only=True).differences == ()
    cases.reopen(case_id=case_id, reason="New proof", by=cast.boris, now=after)
    assert contested() == ([], 0)
