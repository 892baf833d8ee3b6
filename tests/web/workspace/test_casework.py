"""A caseworker's day: queue, case, questions, decision, undo; and two caseworkers who meet."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import apply

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries as reading
from servewell.apps.journal.sealing import seal_all


@pytest.fixture
def case(cast):
    case_id, _ = apply(cast, now=datetime.now(UTC) - timedelta(hours=3))
    return case_id


def seq_of(page):
    return re.search(r'name="base_seq" value="(\d+)"', page.content.decode())[1]


def state_of(case_id):
    return reading.case(case_id, for_resident=False, now=datetime.now(UTC)).state


def test_the_queue_shows_the_case_and_leads_to_it(cast, case, sign_in):
    client = sign_in(cast.amina)
    page = client.get("/staff/queue/").content.decode()
    assert "Apply for a parking permit" in page
    assert f"/staff/cases/{case}/" in page
    shown = client.get(f"/staff/cases/{case}/").content.decode()
    assert "Ana Silva" in shown
    assert "You live in Riverton" in shown
    assert "Met" in shown


def test_filters_survive_a_visit_to_a_case_and_can_be_cleared(cast, case, sign_in):
    client = sign_in(cast.amina)
    assert f"/staff/cases/{case}/" not in client.get("/staff/queue/?filtered=1&due=late").content.decode()
    client.get(f"/staff/cases/{case}/")
    again = client.get("/staff/queue/").content.decode()
    assert '<option value="late" selected' in again
    client.get("/staff/queue/?clear=1")
    assert f"/staff/cases/{case}/" in client.get("/staff/queue/").content.decode()


def test_the_next_case_is_taken_in_the_published_order(cast, case, sign_in):
    older, _ = apply(cast, now=datetime.now(UTC) - timedelta(days=30))
    client = sign_in(cast.amina)
    response = client.post("/staff/queue/next/")
    assert response.url == f"/staff/cases/{older}/"
    assert state_of(older).assigned_to == cast.amina.account_id
    assert state_of(case).assigned_to is None


def test_the_second_to_take_a_case_is_told_who_has_it(cast, case, sign_in):
    sign_in(cast.amina).post(f"/staff/cases/{case}/take/")
    response = sign_in(cast.boris).post(f"/staff/cases/{case}/take/", follow=True)
    assert state_of(case).assigned_to == cast.amina.account_id
    assert "Amina" in response.content.decode()


def test_a_message_a_note_and_a_stage_reach_the_case(cast, case, sign_in):
    client = sign_in(cast.amina)
    client.post(f"/staff/cases/{case}/message/", {"text": "We look at it today."})
    client.post(f"/staff/cases/{case}/note/", {"text": "Called, no answer."})
    client.post(f"/staff/cases/{case}/stage/", {"stage": "checking"})
    page = client.get(f"/staff/cases/{case}/").content.decode()
    assert "We look at it today." in page
    assert "Called, no answer." in page
    assert state_of(case).stage == "checking"


def test_a_request_stops_the_clock(cast, case, sign_in):
    client = sign_in(cast.amina)
    form = client.get(f"/staff/cases/{case}/request/")
    client.post(f"/staff/cases/{case}/request/", {"text": "Send proof.", "wanted": "Proof", "base_seq": seq_of(form)})
    assert state_of(case).waiting_on == "resident"
    assert "Waits for resident" in client.get(f"/staff/cases/{case}/").content.decode()


def test_an_empty_message_is_refused_with_a_reason(cast, case, sign_in):
    response = sign_in(cast.amina).post(f"/staff/cases/{case}/message/", {"text": "   "})
    assert response.status_code == 400
    assert "There is no text." in response.content.decode()


def test_the_case_page_explains_each_criterion_in_words(cast, case, sign_in):
    page = sign_in(cast.amina).get(f"/staff/cases/{case}/").content.decode()
    said = page.split('id="criteria"')[1]
    assert "This is met because your answer to “What is your postcode?” (4011) is 4011." in said
    assert "Your answer to “What is your postcode?” is 4011." in said
    assert "postcode = &#34;4011&#34;" in said


def test_a_decision_is_previewed_made_and_undone(cast, case, sign_in):
    client = sign_in(cast.amina)
    form = client.get(f"/staff/cases/{case}/decide/")
    typed = {
        "decision": "refuse", "reasons": ["refuse:no_proof"], "explanation": "The proof is missing.",
        "base_seq": seq_of(form),
    }  # fmt: skip
    preview = client.post(f"/staff/cases/{case}/decide/", {**typed, "action": "preview"}).content.decode()
    assert "There is no proof of your address." in preview
    assert state_of(case).decision is None
    client.post(f"/staff/cases/{case}/decide/", {**typed, "action": "decide"})
    assert state_of(case).decision.reasons == ("no_proof",)
    client.post(f"/staff/cases/{case}/undo/")
    assert state_of(case).decision is None


def test_a_decision_without_its_reason_is_refused_and_the_text_kept(cast, case, sign_in):
    client = sign_in(cast.amina)
    typed = {"decision": "refuse", "explanation": "Long and careful words.", "action": "decide"}
    response = client.post(f"/staff/cases/{case}/decide/", typed)
    assert response.status_code == 400
    assert "Long and careful words." in response.content.decode()
    assert state_of(case).decision is None


def test_the_second_of_two_deciders_is_stopped_and_keeps_the_text(cast, case, sign_in):
    amina, boris = sign_in(cast.amina), sign_in(cast.boris)
    seq = seq_of(amina.get(f"/staff/cases/{case}/decide/"))
    first = {"decision": "approve", "explanation": "All is there.", "base_seq": seq, "action": "decide"}
    second = {
        "decision": "refuse", "reasons": ["refuse:no_proof"], "explanation": "I read it otherwise.", "base_seq": seq,
        "action": "decide",
    }  # fmt: skip
    amina.post(f"/staff/cases/{case}/decide/", first)
    response = boris.post(f"/staff/cases/{case}/decide/", second)
    assert response.status_code == 409
    assert "I read it otherwise." in response.content.decode()
    assert state_of(case).decision.id == "approve"


def test_whoever_does_not_work_on_the_case_says_why_and_the_resident_sees_it(cast, case, sign_in):
    client = sign_in(cast.auditor)
    assert "Why do you open this case?" in client.get(f"/staff/cases/{case}/").content.decode()
    assert state_of(case).views == ()
    assert "Ana Silva" in client.get(f"/staff/cases/{case}/?purpose=audit").content.decode()
    assert [view.purpose for view in state_of(case).views] == ["audit"]


def test_a_stranger_from_the_neighbouring_agency_finds_nothing(cast, case, sign_in):
    client = sign_in(cast.stranger)
    assert client.get(f"/staff/cases/{case}/").status_code == 404
    assert client.post(f"/staff/cases/{case}/take/").status_code == 404
    assert f"/staff/cases/{case}/" not in client.get("/staff/queue/").content.decode()


def test_the_queue_asks_the_same_number_of_questions_for_1_and_50_cases(
    cast, case, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(cast.amina)
    client.get("/staff/queue/")
    with django_assert_max_num_queries(40) as one:
        client.get("/staff/queue/")
    for number in range(49):
        apply(cast, now=datetime.now(UTC) - timedelta(hours=4, minutes=number))
    with django_assert_num_queries(len(one)):
        client.get("/staff/queue/")


def test_applying_with_a_resident_marks_the_case(cast, sign_in):
    client = sign_in(cast.amina)
    assert client.post("/staff/apply/", {"service": "nothing"}).status_code == 400
    response = client.post("/staff/apply/", {"service": cast.service, "channel": "counter", "language": "en"})
    assert response.status_code == 302
    assert response.url.startswith("/d/")


def test_the_owner_pauses_a_service_and_the_auditor_reads_headers_only(cast, case, sign_in):
    owner = sign_in(cast.owner)
    owner.post(f"/staff/services/{cast.service}/", {"state": "paused", "note": "We are moving house."})
    assert "We are moving house." in owner.get(f"/staff/services/{cast.service}/").content.decode()
    assert "Newer events are being sealed." in sign_in(cast.auditor).get("/staff/record/").content.decode()
    seal_all()
    record = sign_in(cast.auditor).get("/staff/record/").content.decode()
    assert "Newer events" not in record
    assert "submitted" in record
    assert "Ana Silva" not in record


def test_without_a_second_factor_staff_are_led_to_set_one_up(cast, sign_in, settings):
    settings.DEMO = False
    response = sign_in(cast.amina).get("/staff/queue/")
    assert response.status_code == 302
    assert response.url == "/accounts/2fa/"


def test_one_click_sign_in_exists_in_the_demo_only(cast, client, settings):
    assert "Amina Diallo" in client.get("/staff/sign-in/").content.decode()
    response = client.post("/staff/sign-in/", {"email": "amina@riverton.example"})
    assert response.url == "/staff/"
    settings.DEMO = False
    assert client.get("/staff/sign-in/").status_code == 404


def test_staff_read_what_a_resident_says_against_the_decision(cast, sign_in):
    case, guest = apply(cast, now=datetime.now(UTC) - timedelta(hours=3))
    client = sign_in(cast.amina)
    client.post(f"/staff/cases/{case}/take/")
    seq = seq_of(client.get(f"/staff/cases/{case}/decide/"))
    form = {"base_seq": seq, "decision": "refuse", "reasons": ["refuse:no_proof"], "action": "decide"}
    client.post(f"/staff/cases/{case}/decide/", {**form, "explanation": "The letter says 200 metres."})
    later = datetime.now(UTC) + timedelta(hours=1)
    cases.appeal(case_id=case, text="The doctor meant 20 metres.", by=guest, now=later)
    page = client.get(f"/staff/cases/{case}/").content.decode()
    assert "The doctor meant 20 metres." in page


def test_whoever_applies_with_a_resident_finds_the_way_back_to_work(cast, sign_in):
    client = sign_in(cast.amina)
    begun = client.post("/staff/apply/", {"service": cast.service, "channel": "counter", "language": "en"})
    page = client.get(begun.url, follow=True).content.decode()
    assert "You are applying with a resident" in page
    assert 'href="/staff/"' in page


def test_a_case_is_put_aside_with_a_reason_and_taken_up_again(cast, case, sign_in):
    client = sign_in(cast.amina)
    client.post(f"/staff/cases/{case}/aside/", {"reason": "third party"})
    assert state_of(case).aside.reason == "third party"
    said = "Put aside: somebody outside"
    assert said in client.get("/staff/queue/").content.decode()
    page = client.get(f"/staff/cases/{case}/").content.decode()
    assert page.count(said) == 2, "beside the stage, and in the story"
    assert f"/staff/cases/{case}/aside/" not in page
    client.post(f"/staff/cases/{case}/take-up/")
    assert state_of(case).aside is None
    assert "Taken up again" in client.get(f"/staff/cases/{case}/").content.decode()
