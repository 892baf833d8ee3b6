"""What staff do with a case, and what its resident sees of it."""

import io
import threading
from datetime import timedelta

import pytest
from django.db import connections
from tests.cast import NOW, apply

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries, tasks
from servewell.apps.cases.models import Case
from servewell.apps.journal import queries as journal
from servewell.apps.notices import queries as notices
from servewell.apps.notices.tasks import send_due
from servewell.core.problem import ConflictError, NotAllowedError, NotFoundError, ProblemError

DAY = timedelta(days=1)
PDF = b"%PDF-1.7\ntrailer\n"


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def see(case_id, now=NOW, *, resident=False):
    return queries.case(case_id, for_resident=resident, now=now)


def kinds(case_id):
    return [event.header.kind for event in journal.events_of(f"case:{case_id}")]


def mails(case_id, template):
    return [mail for mail in notices.notices_about(f"case:{case_id}") if mail.template == template]


def test_a_case_begins_in_its_first_stage_with_a_running_clock(cast):
    case_id, _ = apply(cast)
    view = see(case_id, NOW + DAY)
    assert (view.state.status, view.state.stage, view.state.waiting_on) == ("open", "received", "agency")
    assert view.clock.state == "running"
    assert view.clock.due_on.isoformat() == "2026-12-07"
    assert view.state.answers["full_name"] == "Ana Silva"


def test_the_resident_sees_at_once_who_looked_and_why(cast):
    case_id, _ = apply(cast)
    cases.view_case(case_id=case_id, purpose="decide", by=cast.amina, now=NOW)
    cases.view_case(case_id=case_id, purpose="audit", by=cast.auditor, now=NOW)
    looked = [entry for entry in see(case_id, resident=True).timeline if entry.kind == "viewed_by_staff"]
    assert [(entry.body["who"], entry.data["purpose"]) for entry in looked] == [
        ("Amina Diallo, caseworker", "decide"),
        ("Audra Udit, auditor", "audit"),
    ]


def test_a_look_later_is_another_look(cast):
    case_id, _ = apply(cast)
    for minutes in (0, 3, 9, 30):
        cases.view_case(case_id=case_id, purpose="decide", by=cast.amina, now=NOW + timedelta(minutes=minutes))
    assert kinds(case_id).count("viewed_by_staff") == 2


def test_a_request_stops_the_clock_and_the_answer_sets_it_going(cast):
    case_id, guest = apply(cast)
    assert Case.objects.get().due_on.isoformat() == "2026-12-07"
    request = cases.request_information(
        case_id=case_id, text="Send the lease.", wanted=("Lease",), by=cast.amina, now=NOW + DAY
    )
    assert see(case_id, NOW + 3 * DAY).clock.state == "paused"
    assert Case.objects.get().waiting_on == "resident"
    (mail,) = mails(case_id, "information_requested")
    assert "Send the lease." in mail.text
    assert "- Lease" in mail.text
    files = [("lease.pdf", io.BytesIO(PDF))]
    cases.give_information(case_id=case_id, request=request, text="Here.", files=files, by=guest, now=NOW + 8 * DAY)
    view = see(case_id, NOW + 8 * DAY)
    assert view.clock.state == "running"
    assert Case.objects.get().due_on.isoformat() == "2026-12-14"
    assert [document.request for document in view.documents] == [request]
    assert view.state.requests[0].answer == "Here."


def test_a_wrong_file_keeps_the_whole_answer_back(cast, tmp_path):
    case_id, guest = apply(cast)
    request = cases.request_information(case_id=case_id, text="Send it.", by=cast.amina, now=NOW)
    files = [("good.pdf", io.BytesIO(PDF)), ("bad.pdf", io.BytesIO(b"program"))]
    with pytest.raises(ProblemError) as refused:
        cases.give_information(case_id=case_id, request=request, text="Here", files=files, by=guest, now=NOW)
    assert refused.value.problems[0].code == "file-content"
    assert see(case_id).state.requests[0].answered_at is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_held_decision_is_invisible_to_the_resident_and_can_be_undone(cast):
    case_id, _ = apply(cast)
    until = cases.decide(
        case_id=case_id, decision="refuse", reasons=("no_proof",), explanation="No lease.", by=cast.amina, now=NOW
    )
    assert see(case_id).hold_until == until
    hidden = see(case_id, resident=True)
    assert (hidden.state.status, hidden.state.decision) == ("open", None)
    assert send_due(now=NOW + timedelta(seconds=29)) == 1  # the receipt only
    cases.undo_decision(case_id=case_id, by=cast.amina, now=NOW + timedelta(seconds=29))
    send_due(now=NOW + DAY)
    assert [mail.state for mail in mails(case_id, "decision")] == ["cancelled"]
    seen = see(case_id, NOW + DAY, resident=True)
    assert seen.state.status == "open"
    assert "decided" not in [entry.kind for entry in seen.timeline]
    assert see(case_id).state.stage == "received"
    assert Case.objects.get().decided_at is None


def test_after_the_hold_the_resident_is_told_and_only_a_new_decision_corrects(cast):
    case_id, _ = apply(cast, language="es")
    cases.decide(
        case_id=case_id, decision="refuse", reasons=("no_proof",), explanation="Falta.", by=cast.amina, now=NOW
    )
    after = NOW + timedelta(seconds=31)
    preview = queries.preview_letter(
        case_id=case_id, decision="refuse", reasons=["no_proof"], explanation="Falta.", now=NOW
    )
    send_due(now=after)
    (mail,) = mails(case_id, "decision")
    assert mail.state == "sent"
    assert preview.text in mail.text
    assert "No hay prueba de su domicilio." in mail.text
    assert "Ana" not in mail.subject
    told = see(case_id, after, resident=True).state
    assert (told.status, told.decision.id, told.stage) == ("decided", "refuse", "decided")
    with pytest.raises(ConflictError) as refused:
        cases.undo_decision(case_id=case_id, by=cast.amina, now=after)
    assert refused.value.problems[0].code == "decision-told"
    cases.reopen(case_id=case_id, reason="The lease was there.", by=cast.boris, now=after)
    cases.decide(case_id=case_id, decision="approve", by=cast.boris, now=after)
    later = after + DAY
    assert [made.id for made in see(case_id, later, resident=True).state.decisions] == ["refuse", "approve"]
    assert "The lease was there." in repr(see(case_id, later, resident=True).timeline)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"decision": "refuse"}, "reason-missing"),
        ({"decision": "refuse", "reasons": ("moon",)}, "unknown-reason"),
        ({"decision": "aprove"}, "unknown-decision"),
        ({"decision": ""}, "unknown-decision"),
    ],
)
def test_a_decision_is_one_of_the_definitions_with_its_reasons(cast, given, code):
    case_id, _ = apply(cast)
    with pytest.raises(ProblemError) as refused:
        cases.decide(case_id=case_id, **given, by=cast.amina, now=NOW)
    assert refused.value.problems[0].code == code
    assert see(case_id).state.status == "open"


def test_the_second_of_two_caseworkers_is_told(cast):
    case_id, _ = apply(cast)
    shown = see(case_id).seq
    cases.send_message(case_id=case_id, text="We look at it.", by=cast.amina, now=NOW)
    with pytest.raises(ConflictError) as refused:
        cases.decide(case_id=case_id, decision="approve", base_seq=shown, by=cast.boris, now=NOW)
    assert refused.value.problems[0].code == "case-changed"
    cases.decide(case_id=case_id, decision="approve", base_seq=see(case_id).seq, by=cast.boris, now=NOW)
    with pytest.raises(ConflictError) as refused:
        cases.decide(case_id=case_id, decision="approve", base_seq=shown, by=cast.amina, now=NOW)
    assert refused.value.problems[0].code == "already-decided"


def test_looks_and_notices_conflict_with_nobody(cast):
    case_id, guest = apply(cast)
    shown = see(case_id).seq
    cases.view_case(case_id=case_id, purpose="audit", by=cast.auditor, now=NOW)
    cases.record_status_view(case_id=case_id, by=guest, now=NOW)
    send_due(now=NOW)
    cases.enter_stage(case_id=case_id, stage="checking", base_seq=shown, by=cast.amina, now=NOW)
    assert kinds(case_id)[-1] == "stage_entered"


def test_two_simultaneous_decisions_give_one(shared_cast):
    case_id, _ = apply(shared_cast)
    gate, results = threading.Barrier(2), []

    def press(by, decision, reasons):
        try:
            gate.wait()
            cases.decide(case_id=case_id, decision=decision, reasons=reasons, base_seq=1, by=by, now=NOW)
            results.append("decided")
        except ConflictError as error:
            results.append(error.problems[0].code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=press, args=(shared_cast.amina, "approve", ())),
        threading.Thread(target=press, args=(shared_cast.boris, "refuse", ("no_proof",))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["already-decided", "decided"]
    assert kinds(case_id).count("decided") == 1


def test_a_case_somebody_has_is_not_taken_silently(cast):
    case_id, _ = apply(cast)
    cases.take_case(case_id=case_id, by=cast.amina, now=NOW)
    with pytest.raises(ConflictError) as refused:
        cases.take_case(case_id=case_id, by=cast.boris, now=NOW)
    assert "Amina Diallo" in refused.value.problems[0].found
    cases.assign_case(case_id=case_id, to=cast.boris.account_id, by=cast.amina, now=NOW)
    assert see(case_id).assigned_name == "Boris Novak"
    with pytest.raises(ProblemError):
        cases.assign_case(case_id=case_id, to=cast.stranger.account_id, by=cast.amina, now=NOW)


def test_notes_names_and_alarms_stay_with_the_staff(cast):
    case_id, _ = apply(cast)
    cases.add_note(case_id=case_id, text="Sounds doubtful.", by=cast.amina, now=NOW)
    cases.take_case(case_id=case_id, by=cast.amina, now=NOW)
    shown = see(case_id, resident=True)
    assert "doubtful" not in repr(shown)
    assert "Amina" not in repr(shown)
    assert "doubtful" in repr(see(case_id))


def test_an_appeal_has_its_time(cast):
    case_id, guest = apply(cast)
    cases.decide(case_id=case_id, decision="refuse", reasons=("no_proof",), by=cast.amina, now=NOW)
    with pytest.raises(ConflictError):
        cases.appeal(case_id=case_id, text="Look again.", by=guest, now=NOW)
    with pytest.raises(ConflictError) as refused:
        cases.appeal(case_id=case_id, text="Look again.", by=guest, now=NOW + 40 * DAY)
    assert refused.value.problems[0].code == "appeal-too-late"
    cases.appeal(case_id=case_id, text="Look again.", by=guest, now=NOW + 10 * DAY)
    assert kinds(case_id)[-1] == "appealed"


def test_a_withdrawn_case_takes_no_decision_and_rings_no_clock(cast):
    case_id, guest = apply(cast)
    cases.withdraw(case_id=case_id, reason="", by=guest, now=NOW)
    with pytest.raises(ConflictError):
        cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW)
    tasks.tick(now=NOW + 60 * DAY)
    assert "deadline_missed" not in kinds(case_id)
    assert mails(case_id, "withdrawn")


def test_what_a_decision_grants_is_given_out_once_with_its_end(cast):
    case_id, _ = apply(cast)
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW)
    with pytest.raises(ConflictError):
        cases.issue_output(case_id=case_id, by=cast.amina, now=NOW)
    cases.issue_output(case_id=case_id, by=cast.amina, now=NOW + DAY)
    (event,) = [event for event in journal.events_of(f"case:{case_id}") if event.header.kind == "output_issued"]
    assert event.header.data["output"] == "permit"
    assert str(event.header.data["valid_until"]).startswith("2029-11-2")


def test_clocks_ring_once_each_and_not_while_the_case_waits(cast):
    case_id, guest = apply(cast)
    waiting, _ = apply(cast, email="")
    request = cases.request_information(case_id=waiting, text="Which?", by=cast.amina, now=NOW)
    assert tasks.tick(now=NOW + DAY) == 0
    near = NOW + 11 * DAY  # Friday; due on Monday in a week, two working days before is Thursday
    assert tasks.tick(now=near) == 1
    assert tasks.tick(now=near) == 0
    assert tasks.tick(now=NOW + 15 * DAY) == 1
    assert kinds(case_id)[-2:] == ["deadline_near", "deadline_missed"]
    assert "deadline_near" not in kinds(waiting)
    assert see(case_id, NOW + 15 * DAY).clock.state == "late"
    del guest, request


def test_strangers_and_other_roles_learn_nothing(cast):
    case_id, _ = apply(cast)
    for by in (cast.stranger, cast.resident, cast.helper):
        with pytest.raises(NotFoundError):
            cases.view_case(case_id=case_id, purpose="curious", by=by, now=NOW)
    with pytest.raises(NotAllowedError):
        cases.view_case(case_id=case_id, purpose="curious", by=cast.operator, now=NOW)
    assert kinds(case_id) == ["submitted"]


def test_an_account_sees_its_cases_without_a_held_decision(cast):
    case_id, _ = apply(cast)
    Case.objects.update(account_id=cast.resident.account_id)
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW)
    (row,) = queries.cases_of(cast.resident.account_id, now=NOW)
    assert (row.status, row.stage) == ("open", "received")
    (row,) = queries.cases_of(cast.resident.account_id, now=NOW + DAY)
    assert (row.status, row.stage) == ("decided", "decided")


def test_messages_go_both_ways_and_the_resident_is_written_to(cast):
    case_id, guest = apply(cast)
    cases.send_message(case_id=case_id, text="Is it there?", by=guest, now=NOW)
    cases.send_message(case_id=case_id, text="It is.", by=cast.amina, now=NOW)
    assert [(item.sender, item.text) for item in see(case_id, resident=True).state.messages] == [
        ("resident", "Is it there?"), ("agency", "It is."),
    ]  # fmt: skip
    assert len(mails(case_id, "message")) == 1
    with pytest.raises(ProblemError):
        cases.send_message(case_id=case_id, text="  \n", by=guest, now=NOW)


def test_how_the_promise_was_kept_is_silent_below_ten(cast):
    for number in range(9):
        case_id, _ = apply(cast)
        cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW + (number % 3 + 1) * DAY)
    later = NOW + 30 * DAY
    assert queries.promise_kept(service=cast.service, now=later).cases is None
    case_id, _ = apply(cast)
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW + 25 * DAY)
    kept = queries.promise_kept(service=cast.service, now=later)
    assert (kept.cases, kept.share, kept.usual_days) == (10, 90, 2)
