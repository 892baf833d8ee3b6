"""Drafts: saved at every page, found again from another phone, nobody else's."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import ABOUT_YOU, HOME, NOW, apply, begin, fill

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries, tasks, tokens
from servewell.apps.cases.models import Document, Draft
from servewell.apps.journal import queries as journal
from servewell.apps.notices import queries as notices
from servewell.apps.people.actor import GUEST, guest_of_draft
from servewell.apps.services import operations as services
from servewell.core.definition.answers import AnswerFault
from servewell.core.problem import ConflictError, NotFoundError, ProblemError

PDF = b"%PDF-1.7\ntrailer\n"


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kinds(subject):
    return [event.header.kind for event in journal.events_of(subject)]


def test_a_page_is_saved_in_one_row_with_its_time_and_a_new_expiry(cast):
    draft_id = begin(cast)
    later = NOW + timedelta(days=3)
    cases.save_page(draft_id=draft_id, page="about-you", answers=ABOUT_YOU, by=guest_of_draft(draft_id), now=later)
    draft = queries.draft(draft_id)
    assert draft.answers == ABOUT_YOU
    assert draft.saved_at == later
    assert draft.expires_at - later >= timedelta(days=30)
    assert draft.answered_pages == {"about-you"}


def test_a_page_changes_only_its_own_answers_and_none_clears(cast):
    draft_id = begin(cast)
    by = guest_of_draft(draft_id)
    fill(draft_id)
    cases.save_page(draft_id=draft_id, page="about-you", answers={"email": None, "postcode": "9999"}, by=by, now=NOW)
    answers = queries.draft(draft_id).answers
    assert "email" not in answers
    assert answers["postcode"] == "4011"
    assert answers["full_name"] == "Ana Silva"


def test_leaving_saves_without_calling_the_page_done(cast):
    draft_id = begin(cast)
    cases.save_page(
        draft_id=draft_id, page="home", answers={"postcode": "4011"}, by=guest_of_draft(draft_id), now=NOW, leave=True
    )
    assert queries.draft(draft_id).answered_pages == frozenset()
    assert kinds(f"draft:{draft_id}") == ["opened", "saved"]


def test_journey_events_carry_no_personal_data(cast):
    draft_id = begin(cast, by=cast.resident)
    by = cast.resident
    cases.show_page(draft_id=draft_id, page="about-you", by=by, now=NOW)
    cases.refuse_page(
        draft_id=draft_id, page="about-you", faults=[AnswerFault("born_on", "not-a-date")], by=by, now=NOW
    )
    fill(draft_id, by=by)
    cases.show_page(draft_id=draft_id, page="elsewhere", by=by, now=NOW)
    happened = journal.events_of(f"draft:{draft_id}")
    assert kinds(f"draft:{draft_id}") == [
        "opened", "page_shown", "page_refused", "page_answered", "page_answered", "ended",
    ]  # fmt: skip
    said = repr(happened)
    for personal in (*ABOUT_YOU.values(), HOME["car"], cast.resident.id):
        assert str(personal) not in said


def test_only_the_holder_the_account_and_the_helping_agency_open_a_draft(cast):
    own = begin(cast, by=cast.resident)
    cases.resume_draft(draft_id=own, device="phone", by=cast.resident, now=NOW)
    for foreign in (cast.helper, cast.amina, cast.stranger, GUEST, guest_of_draft("x")):
        with pytest.raises(NotFoundError):
            cases.resume_draft(draft_id=own, device="phone", by=foreign, now=NOW)
    helped = begin(cast, by=cast.amina, channel="counter")
    assert queries.draft(helped).assisted
    cases.resume_draft(draft_id=helped, device="phone", by=cast.boris, now=NOW)
    with pytest.raises(NotFoundError):
        cases.resume_draft(draft_id=helped, device="phone", by=cast.stranger, now=NOW)


def test_only_hashes_of_secrets_are_stored(cast):
    begun = cases.begin_draft(service=cast.service, language="en", channel="online", device="phone", by=GUEST, now=NOW)
    row = Draft.objects.values().get(pk=begun.draft_id)
    assert begun.secret not in repr(row)
    assert queries.draft_secret_matches(begun.draft_id, begun.secret)
    assert not queries.draft_secret_matches(begun.draft_id, begun.secret[:-1] + "x")
    assert not queries.draft_secret_matches("none", begun.secret)


def test_the_mailed_link_opens_the_draft_and_is_not_stored(cast):
    draft_id = begin(cast, language="es")
    cases.send_resume_link(draft_id=draft_id, email="ana@mail.example", by=guest_of_draft(draft_id), now=NOW)
    (mail,) = notices.mailbox()
    secret = mail.text.split(f"/d/{draft_id}/")[1].split()[0]
    assert queries.draft_secret_matches(draft_id, secret)
    assert queries.draft(draft_id).code in mail.text
    with connection.cursor() as cursor:
        cursor.execute("select text from notices_notice")
        assert secret not in cursor.fetchall()[0][0]
    assert "ana" not in mail.subject.lower()


@pytest.mark.parametrize("second", ["1950-02-28", "code"])
def test_a_draft_opens_with_its_code_and_a_second_check(cast, second):
    draft_id = begin(cast)
    fill(draft_id)
    cases.send_resume_link(draft_id=draft_id, email="ana@mail.example", by=guest_of_draft(draft_id), now=NOW)
    if second == "code":
        cases.send_access_code(subject=f"draft:{draft_id}", by=GUEST, now=NOW)
        second = notices.mailbox()[0].text.split("code is ")[1][:6]
    code = queries.draft(draft_id).code.replace("-", " ").lower()
    opened = cases.open_with_code(code_or_reference=code, second=second, by=GUEST, now=NOW)
    assert (opened.kind, opened.id) == ("draft", draft_id)
    assert queries.draft_secret_matches(draft_id, opened.secret)


def test_a_code_works_once_and_not_after_a_quarter_of_an_hour(cast):
    case_id, _ = apply(cast)
    reference = queries.case(case_id, for_resident=True, now=NOW).reference

    def open_it(after):
        cases.send_access_code(subject=f"case:{case_id}", by=GUEST, now=NOW)
        code = notices.mailbox()[0].text.split("code is ")[1][:6]
        at = NOW + after
        return [
            cases.open_with_code(code_or_reference=reference, second=code, by=GUEST, now=at) is not None for _ in "ab"
        ]

    assert open_it(timedelta(minutes=1)) == [True, False]
    assert open_it(timedelta(minutes=16)) == [False, False]
    tasks.tick(now=NOW + timedelta(minutes=16))
    assert [mail.text for mail in notices.mailbox() if mail.template == "access_code"] == ["", ""]


def test_guessing_ends_after_five_tries_and_none_looks_like_not_yours(cast):
    draft_id = begin(cast)
    fill(draft_id)
    code, none = queries.draft(draft_id).code, tokens.new_reference()
    for reference in (code, none):
        for _ in range(5):
            assert cases.open_with_code(code_or_reference=reference, second="1951-01-01", by=GUEST, now=NOW) is None
        with pytest.raises(ProblemError) as refused:
            cases.open_with_code(code_or_reference=reference, second="1950-02-28", by=GUEST, now=NOW)
        assert refused.value.problems[0].code == "too-many-tries"


def test_an_account_takes_a_draft_only_with_its_secret(cast):
    begun = cases.begin_draft(service=cast.service, language="en", channel="online", device="phone", by=GUEST, now=NOW)
    with pytest.raises(NotFoundError):
        cases.claim_draft(draft_id=begun.draft_id, secret="guess", by=cast.helper, now=NOW)
    cases.claim_draft(draft_id=begun.draft_id, secret=begun.secret, by=cast.resident, now=NOW)
    assert [row.id for row in queries.drafts_of(cast.resident.account_id)] == [begun.draft_id]
    with pytest.raises(ProblemError):
        cases.claim_draft(draft_id=begun.draft_id, secret=begun.secret, by=cast.helper, now=NOW)


def test_files_are_checked_counted_and_given_back(cast):
    draft_id = begin(cast)
    by = guest_of_draft(draft_id)

    def add(content, name="proof.pdf"):
        return cases.add_draft_file(
            draft_id=draft_id, question="proof", name=name, content=io.BytesIO(content), by=by, now=NOW
        )

    first = add(PDF)
    assert add(PDF).id == first.id
    add(PDF + b"2")
    with pytest.raises(ProblemError) as refused:
        add(PDF + b"3")
    assert refused.value.problems[0].code == "file-count"
    with pytest.raises(ProblemError) as refused:
        add(b"program", "proof.exe")
    assert refused.value.problems[0].code == "file-type"
    assert [file["name"] for file in queries.draft(draft_id).answers["proof"]["files"]] == ["proof.pdf", "proof.pdf"]
    for document in queries.draft(draft_id).files:
        cases.remove_draft_file(draft_id=draft_id, document_id=document.id, by=by, now=NOW)
    assert "proof" not in queries.draft(draft_id).answers


def test_files_stay_with_the_case(cast):
    draft_id = begin(cast)
    by = guest_of_draft(draft_id)
    cases.add_draft_file(draft_id=draft_id, question="proof", name="a.pdf", content=io.BytesIO(PDF), by=by, now=NOW)
    fill(draft_id)
    sent = cases.submit(draft_id=draft_id, submission_key="k", by=by, now=NOW)
    view = queries.case(sent.case_id, for_resident=True, now=NOW)
    (document,) = view.documents
    assert view.state.answers["proof"]["files"][0]["id"] == document.id
    with queries.open_document(case_id=sent.case_id, document_id=document.id) as content:
        assert content.read() == PDF
    with pytest.raises(NotFoundError):
        queries.document(case_id="other", document_id=document.id)


def test_a_draft_that_ran_out_is_forgotten_with_its_files_and_noted(cast, tmp_path):
    draft_id = begin(cast)
    by = guest_of_draft(draft_id)
    cases.add_draft_file(draft_id=draft_id, question="proof", name="a.pdf", content=io.BytesIO(PDF), by=by, now=NOW)
    tasks.tick(now=NOW + timedelta(days=29))
    assert queries.has_draft(draft_id)
    tasks.tick(now=NOW + timedelta(days=31))
    assert not queries.has_draft(draft_id)
    assert Document.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert kinds(f"draft:{draft_id}")[-1] == "abandoned"


def test_a_paused_service_says_so_and_drafts_under_way_may_finish(cast):
    draft_id = begin(cast)
    fill(draft_id)
    services.set_availability(service=cast.service, state="paused", note="Back in January.", by=cast.owner, now=NOW)
    with pytest.raises(ProblemError) as refused:
        begin(cast)
    assert refused.value.problems[0].fix == "Back in January."
    assert cases.submit(draft_id=draft_id, submission_key="k", by=guest_of_draft(draft_id), now=NOW)


def test_after_closing_a_draft_may_finish_for_two_weeks(cast):
    draft_id = begin(cast)
    fill(draft_id)
    services.set_availability(service=cast.service, state="closed", by=cast.owner, now=NOW)
    with pytest.raises(ProblemError):
        cases.submit(draft_id=draft_id, submission_key="k", by=guest_of_draft(draft_id), now=NOW + timedelta(days=15))
    assert cases.submit(
        draft_id=draft_id, submission_key="k", by=guest_of_draft(draft_id), now=NOW + timedelta(days=14)
    )


def test_drafts_begun_from_one_address_are_limited_generously_and_never_for_staff(cast, monkeypatch):
    monkeypatch.setattr("servewell.apps.cases.limits.DRAFTS_PER_ADDRESS", 2)
    given = {"service": cast.service, "language": "en", "channel": "online", "device": "phone", "address": "192.0.2.1"}
    for _ in range(2):
        cases.begin_draft(**given, by=GUEST, now=NOW)
    with pytest.raises(ProblemError) as refused:
        cases.begin_draft(**given, by=GUEST, now=NOW)
    assert refused.value.problems[0].code == "too-many-tries"
    cases.begin_draft(**given, by=cast.amina, now=NOW)


def test_a_submitted_draft_takes_no_more_answers(cast):
    draft_id = begin(cast)
    fill(draft_id)
    by = guest_of_draft(draft_id)
    cases.submit(draft_id=draft_id, submission_key="k", by=by, now=NOW)
    with pytest.raises(ConflictError):
        cases.save_page(draft_id=draft_id, page="about-you", answers=ABOUT_YOU, by=by, now=NOW)


def test_a_page_costs_few_queries(cast):
    draft_id = begin(cast)
    by = guest_of_draft(draft_id)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        cases.save_page(draft_id=draft_id, page="about-you", answers=ABOUT_YOU, by=by, now=NOW)
    # Where another may append at the same moment, the event stands behind a point to go back to.
    assert len(spent) <= 9 + connection.features.has_select_for_update
