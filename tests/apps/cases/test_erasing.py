"""Who may erase what, what is left, and what the night does on its own."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import TestCase
from tests.apps.cases.canaries import pdf
from tests.apps.journal.audit import audit
from tests.cast import NOW, PERMIT, Cast, apply, begin, fill

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries, tasks
from servewell.apps.cases.models import Case, Document, Draft, Night
from servewell.apps.cases.nights import erase_due
from servewell.apps.cases.queries.past_answers import past_answers
from servewell.apps.cases.rebuild import rebuild
from servewell.apps.journal import queries as journal
from servewell.apps.notices.models import Notice
from servewell.apps.people.actor import SYSTEM, guest_of_draft
from servewell.apps.services import operations as services
from servewell.core.problem import ConflictError, NotAllowedError, ProblemError

DAY = timedelta(days=1)
YEAR = 366 * DAY


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def see(case_id):
    return queries.case(case_id, for_resident=True, now=NOW)


def closed(cast: Cast, **answers) -> str:
    case_id, _ = apply(cast, **answers)
    cases.decide(case_id=case_id, decision="approve", hold=timedelta(0), by=cast.amina, now=NOW)
    cases.close_case(case_id=case_id, by=cast.amina, now=NOW)
    return case_id


def propose(cast: Cast, case_id: str, questions=(), by=None) -> dict:
    what = {"case_id": case_id, "ground": "unlawful", "questions": questions}
    cases.propose_erasure(**what, text="A court said so.", by=by or cast.amina, now=NOW)
    return what


def kept_for(cast: Cast, keep: str) -> Cast:
    """Publish the service with a retention."""
    text = PERMIT.replace("languages: [en, es]\n", "").replace("criteria:", f"keep: {keep}\ncriteria:", 1)
    text = text.replace("label: Which car do you have?", "label: Which car do you have?, keep: 1 month")
    services.publish_version(definition_text=text, by=cast.owner, now=NOW)
    return cast


def nights(now) -> None:
    while erase_due(now=now):
        pass


def test_two_persons_erase_a_case(cast, documents):
    case_id = closed(cast)
    what = propose(cast, case_id)
    assert see(case_id).state.erasure_proposed is None  # the resident hears the answer, not the thinking
    assert queries.case(case_id, for_resident=False, now=NOW).state.erasure_proposed.ground == "unlawful"
    cases.erase_case(**what, by=cast.approver, now=NOW)
    view = queries.case(case_id, for_resident=False, now=NOW)
    assert view.state.is_erased
    assert (dict(view.state.answers), view.documents, view.has_email, view.account_id) == ({}, (), False, None)
    assert view.reference == view.state.reference
    assert [one.kind for one in view.timeline][-1] == "erased"
    assert all(not entry.body for entry in view.timeline[:-1])
    assert Notice.objects.count() == 0
    assert not Draft.objects.exists()
    assert audit() == []
    assert rebuild(check_only=True).differences == ()


def test_nobody_erases_alone(cast):
    case_id = closed(cast)
    with pytest.raises(ConflictError) as refused:
        cases.erase_case(case_id=case_id, ground="unlawful", by=cast.approver, now=NOW)
    assert refused.value.problems[0].code == "not-proposed"
    both = replace(cast.amina, roles=frozenset({"caseworker", "approver"}))
    what = propose(cast, case_id, by=both)
    with pytest.raises(NotAllowedError) as alone:
        cases.erase_case(**what, by=both, now=NOW)
    assert alone.value.problems[0].code == "second-person"
    other = {**what, "questions": ("car",)}
    with pytest.raises(ConflictError):
        cases.erase_case(**other, by=cast.approver, now=NOW)
    with pytest.raises(NotAllowedError):
        cases.erase_case(**what, by=cast.boris, now=NOW)
    assert see(case_id).state.answers["full_name"] == "Ana Silva"


def test_the_system_erases_only_what_is_due(cast):
    case_id = closed(kept_for(cast, "2 years"))
    for ground, questions, now in (
        ("retention", (), NOW + YEAR), ("not needed", (), NOW + 3 * YEAR), ("retention", ("postcode",), NOW + YEAR),
    ):  # fmt: skip
        with pytest.raises(ConflictError) as refused:
            cases.erase_case(case_id=case_id, ground=ground, questions=questions, by=SYSTEM, now=now)
        assert refused.value.problems[0].code == "not-due"


def test_a_case_on_which_somebody_works_is_not_erased(cast):
    case_id, _ = apply(cast)
    with pytest.raises(ConflictError) as refused:
        propose(cast, case_id)
    assert refused.value.problems[0].code == "case-open"


def test_what_is_proposed_is_checked(cast):
    case_id = closed(cast)
    with pytest.raises(ProblemError) as refused:
        propose(cast, case_id, questions=("ful_name",))
    assert refused.value.problems[0].fix == "Did you mean 'full_name'?"
    with pytest.raises(ProblemError) as refused:
        cases.propose_erasure(case_id=case_id, ground="retention", by=cast.amina, now=NOW)
    assert "unlawful" in refused.value.problems[0].expected


def with_proof(cast: Cast) -> str:
    draft = begin(cast)
    guest = guest_of_draft(draft)
    given = {"draft_id": draft, "by": guest, "now": NOW}
    cases.add_draft_file(question="proof", name="bill.pdf", content=pdf("x"), **given)
    proof = queries.draft(draft).answers["proof"]
    fill(draft)
    cases.save_page(page="home", answers={"postcode": "4011", "blind": False, "car": "Red", "proof": proof}, **given)
    case_id = cases.submit(submission_key=draft, **given).case_id
    asked = cases.request_information(case_id=case_id, text="More?", by=cast.amina, now=NOW)
    cases.give_information(
        case_id=case_id, request=asked, files=(("more.pdf", io.BytesIO(b"%PDF-1.7\nmore\n")),), by=guest, now=NOW
    )
    return case_id


def test_the_answers_to_some_questions_go_alone(cast, documents):
    case_id = with_proof(cast)
    for question, answer in (("car", "Blue"), ("postcode", "4012")):
        cases.rectify(case_id=case_id, question=question, answer=answer, reason="Asked.", by=cast.amina, now=NOW)
    what = propose(cast, case_id, questions=("proof", "car", "email"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        cases.erase_case(**what, by=cast.approver, now=NOW)
    view = see(case_id)
    assert dict(view.state.answers) == {
        "full_name": "Ana Silva", "born_on": "1950-02-28", "postcode": "4012", "blind": False
    }  # fmt: skip
    assert [one.name for one in view.documents] == ["more.pdf"]
    assert [one["name"] for one in view.state.documents] == ["more.pdf"]
    assert len([path for path in documents.rglob("*") if path.is_file()]) == 1
    assert not view.has_email
    assert [(one.question, one.before, one.answer) for one in view.state.rectified] == [
        ("car", None, None), ("postcode", "4011", "4012"),
    ]  # fmt: skip
    assert view.state.requests[0].text == "More?"
    assert audit() == []
    assert rebuild(check_only=True).differences == ()
    events = len(view.timeline)
    cases.erase_case(**what, by=cast.approver, now=NOW)
    assert len(see(case_id).timeline) == events


def test_a_killed_erasing_leaves_files_that_the_night_removes(cast, documents):
    case_id = with_proof(cast)
    what = propose(cast, case_id, questions=("proof",))
    cases.erase_case(**what, by=cast.approver, now=NOW)  # the commit's callbacks do not run here: killed before them
    assert len([path for path in documents.rglob("*") if path.is_file()]) == 2
    (documents / "quarantine").mkdir(exist_ok=True)
    (documents / "quarantine" / ("a" * 32)).write_bytes(b"half")
    nights(NOW + 400 * YEAR)
    assert [path.name for path in documents.rglob("*") if path.is_file()] == [
        name.rpartition("/")[2] for name in Document.objects.values_list("stored", flat=True)
    ]
    assert Night.objects.get().files == 2


def test_the_night_erases_what_is_due_and_says_so(cast):
    kept_for(cast, "2 years")
    first, second = closed(cast), closed(cast)
    open_one, _ = apply(cast)
    nights(NOW + 20 * DAY)
    assert Night.objects.get().answers == 0
    nights(NOW + 40 * DAY)
    for one in (first, second):
        assert "car" not in see(one).state.answers
        assert see(one).state.answers["full_name"] == "Ana Silva"
    assert see(open_one).state.answers["car"]
    assert (Night.objects.latest("on").answers, Night.objects.latest("on").cases) == (2, 0)
    nights(NOW + 3 * YEAR)
    assert see(first).state.is_erased
    assert [one.by for one in see(first).state.erased] == ["system", "system"]
    assert {one.ground for one in see(first).state.erased} == {"retention"}
    assert not see(open_one).state.is_erased
    assert Night.objects.latest("on").cases == 2
    assert Night.objects.latest("on").ended_at
    assert audit() == []
    assert rebuild(check_only=True).differences == ()


def test_a_night_that_broke_off_goes_on_and_counts_each_case_once(cast):
    kept_for(cast, "1 year")
    ids = [closed(cast) for _ in range(3)]
    broken = Case.objects.order_by("pk")[1]
    Case.objects.filter(pk=broken.pk).update(agency="nowhere")
    with pytest.raises(ProblemError):
        erase_due(now=NOW + 2 * YEAR)
    assert sum(see(one).state.is_erased for one in ids if one != broken.pk) == 1
    assert Night.objects.get().ended_at is None
    Case.objects.filter(pk=broken.pk).update(agency="riverton")
    nights(NOW + 2 * YEAR)
    assert all(see(one).state.is_erased for one in ids)
    assert Night.objects.get().cases == 3


def test_cases_from_before_there_was_a_day_get_theirs(cast):
    case_id = closed(kept_for(cast, "1 year"))
    day = Case.objects.get(pk=case_id).erase_on
    Case.objects.update(erase_on=None)
    nights(NOW)
    assert Case.objects.get(pk=case_id).erase_on == day


def test_a_contested_decision_keeps_everything(cast):
    kept_for(cast, "1 year")
    case_id, resident = apply(cast)
    cases.decide(case_id=case_id, decision="refuse", reasons=("no_proof",), hold=timedelta(0), by=cast.amina, now=NOW)
    cases.appeal(case_id=case_id, text="No.", by=resident, now=NOW + DAY)
    nights(NOW + 9 * YEAR)
    assert see(case_id).state.answers["car"]


def test_a_draft_that_ran_out_leaves_no_notice(cast):
    draft = begin(cast)
    cases.send_resume_link(draft_id=draft, email="ana@mail.example", by=guest_of_draft(draft), now=NOW)
    tasks.forget_drafts(now=NOW + 40 * DAY)
    assert not Notice.objects.exists()


def test_what_the_resident_asks_is_answered_with_a_reason(cast):
    case_id, resident = apply(cast)
    cases.ask_for_erasure(case_id=case_id, text="Forget me.", by=resident, now=NOW)
    cases.ask_for_erasure(case_id=case_id, text="Forget me!", by=resident, now=NOW)
    assert see(case_id).state.erasure_wish.text == "Forget me."
    cases.decline_erasure(case_id=case_id, reason="The law keeps it for a year.", by=cast.approver, now=NOW)
    state = see(case_id).state
    assert (state.erasure_wish, state.erasure_declined.reason) == (None, "The law keeps it for a year.")
    letter = Notice.objects.get(template="data_answered")
    assert "law" not in letter.subject + letter.text


def test_a_corrected_answer_is_what_is_used_and_the_old_one_stays(cast):
    case_id, _ = apply(cast)
    cases.rectify(case_id=case_id, question="postcode", answer="9999", reason="Moved.", by=cast.amina, now=NOW)
    state = see(case_id).state
    assert state.answers["postcode"] == "9999"
    (made,) = state.rectified
    assert (made.question, made.before, made.answer, made.reason) == ("postcode", "4011", "9999", "Moved.")
    submitted = journal.events_of(f"case:{case_id}")[0]
    assert submitted.body["answers"]["postcode"] == "4011"
    for question, answer in (("proof", None), ("nothing", "x")):
        with pytest.raises(ProblemError) as refused:
            cases.rectify(case_id=case_id, question=question, answer=answer, reason="x", by=cast.amina, now=NOW)
        assert refused.value.problems[0].code == "unknown-question"


def test_replays_judge_the_corrected_answers_and_what_partial_erasing_left(cast):
    case_id = closed(cast)
    cases.rectify(case_id=case_id, question="car", answer="Blue", reason="x", by=cast.amina, now=NOW)
    assert next(past_answers(cast.service)).answers["car"] == "Blue"
    cases.erase_case(**propose(cast, case_id, questions=("postcode",)), by=cast.approver, now=NOW)
    left = next(past_answers(cast.service)).answers
    assert (left["car"], "postcode" in left) == ("Blue", False)
    cases.erase_case(**propose(cast, case_id), by=cast.approver, now=NOW)
    assert next(past_answers(cast.service)) is None
