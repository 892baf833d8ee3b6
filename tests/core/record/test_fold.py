"""What a case has come to is a fold of its events, and of nothing else."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.record.strategies import ANSWERS, START, cases, event, instant, story, submitted
from tests.thorough import examples

from servewell.core.problem import ProblemError
from servewell.core.record import Event, fold_case, open_review

HOUR = timedelta(hours=1)
ASK = ("information_requested", {"request": "q", "documents": 0}, {"text": "Which?", "wanted": ["a letter"]})
TELL = ("information_received", {"request": "q"}, {"text": "This.", "documents": [{"id": "f2"}]})
REFUSE = (
    "decided",
    {"decision": "refuse", "reasons": ["no_proof"], "hold_until": instant(600), "stage": "decided"},
    {"explanation": "Nothing came.", "fee": "10"},
)
UNDO = ("decision_undone", {"stage": "received"}, None)
REOPEN = ("reopened", {"stage": "received"}, {"reason": "A mistake", "text": ""})


@examples(120)
@given(cases())
def test_every_case_that_can_happen_folds(happened):
    state = fold_case(happened)
    assert state.events_seq == happened[-1].header.seq
    assert (state.status == "decided") <= (state.decision is not None)
    assert (state.status == "open") <= (state.decision is None and state.decided_at is None and state.closed_at is None)
    assert (state.status in ("closed", "withdrawn")) == (state.closed_at is not None)
    assert state.stages[-1][0] == state.stage


@examples(80)
@given(cases())
def test_only_the_last_review_can_be_under_way_and_only_after_her_no(happened):
    state = fold_case(happened)
    assert all(one.answered_at is not None for one in state.reviews[:-1])
    said = state.outcome
    assert said is None or said.first_at <= said.at
    if open_review(state) is not None and said is not None:
        assert said.outcome == "not"


@examples(80)
@given(cases(), st.data())
def test_going_on_from_an_earlier_fold_is_the_same_as_folding_all(happened, data):
    cut = data.draw(st.integers(1, len(happened)))
    assert fold_case(happened[cut:], fold_case(happened[:cut])) == fold_case(happened)


@examples(80)
@given(cases())
def test_pauses_are_in_order_apart_and_open_only_while_waiting_for_the_resident(happened):
    state = fold_case(happened)
    ends = [end for _, end in state.pauses]
    assert (state.waiting_on == "resident") == (bool(ends) and ends[-1] is None)
    assert None not in ends[:-1]
    assert all(start <= (end or start) for start, end in state.pauses)
    following = [start for start, _ in state.pauses][1:]
    assert all(end <= start for end, start in zip(ends[:-1], following, strict=True))


@examples(60)
@given(cases(), st.data())
def test_a_decision_undone_leaves_the_case_as_it_was(happened, data):
    before = fold_case(happened)
    if before.status != "open":
        return
    seq, minutes = before.events_seq, 200_000
    made = event("decided", seq + 1, minutes=minutes, body=REFUSE[2], **REFUSE[1])
    undone = event("decision_undone", seq + 2, minutes=minutes + 1, stage=before.stage)
    after = fold_case((made, undone), before)
    names = ("status", "stage", "decision", "decisions", "decided_at", "closed_at", "waiting_on", "pauses", "requests")
    assert {name: getattr(after, name) for name in names} == {name: getattr(before, name) for name in names}


def test_a_case_begins_with_what_was_submitted():
    state = fold_case([submitted(assisted=True)])
    assert (state.reference, state.service, state.version) == ("ABCD-EFGH", "permit", "v1")
    assert (state.language, state.channel, state.device, state.is_assisted) == ("es", "online", "phone", True)
    assert state.answers == ANSWERS
    assert [document["id"] for document in state.documents] == ["f1"]
    assert (state.status, state.stage, state.stages) == ("open", "received", (("received", START),))
    assert (state.assigned_to, state.waiting_on, state.submitted_at) == (None, "agency", START)


def test_there_is_no_case_without_events():
    with pytest.raises(ProblemError) as raised:
        fold_case([])
    assert raised.value.problems[0].code == "no-events"


def test_an_erased_case_still_has_its_course():
    erased = [Event(one.header, None) for one in story(ASK, TELL, REFUSE)]
    state = fold_case(erased)
    assert (state.reference, dict(state.answers), state.documents) == ("", {}, ())
    assert (state.status, state.stage, state.requests[0].text) == ("decided", "decided", "")
    assert state.decision is not None
    assert (state.decision.reasons, state.decision.explanation) == (("no_proof",), "")


def test_taking_and_returning():
    assert fold_case(story(("assigned", {"to": 7}, None))).assigned_to == 7
    assert fold_case(story(("assigned", {"to": 7}, None), ("returned", {}, None))).assigned_to is None


def test_entering_the_stage_it_is_in_changes_nothing():
    checking = ("stage_entered", {"stage": "checking"}, None)
    assert [stage for stage, _ in fold_case(story(checking, checking)).stages] == ["received", "checking"]


def test_asking_stops_the_clock_and_the_answer_starts_it():
    asked = fold_case(story(ASK))
    assert (asked.waiting_on, asked.pauses) == ("resident", ((START + HOUR, None),))
    assert asked.requests[0].wanted == ("a letter",)
    told = fold_case(story(ASK, TELL))
    assert (told.waiting_on, told.pauses) == ("agency", ((START + HOUR, START + 2 * HOUR),))
    assert (told.requests[0].answer, told.requests[0].answered_at) == ("This.", START + 2 * HOUR)
    assert [document["id"] for document in told.documents] == ["f1", "f2"]


def test_the_clock_stands_until_the_last_of_several_questions_is_answered():
    second = ("information_requested", {"request": "q2", "documents": 0}, {"text": "And?", "wanted": []})
    half = fold_case(story(ASK, second, TELL))
    assert (half.waiting_on, half.pauses) == ("resident", ((START + HOUR, None),))
    whole = fold_case(story(ASK, second, TELL, ("information_received", {"request": "q2"}, {"text": "That."})))
    assert whole.pauses == ((START + HOUR, START + 4 * HOUR),)


def test_a_decision_ends_the_case_with_its_reasons():
    state = fold_case(story(REFUSE))
    assert state.decision is not None
    assert (state.decision.id, state.decision.reasons) == ("refuse", ("no_proof",))
    assert (state.decision.explanation, state.decision.by) == ("Nothing came.", "staff:7")
    assert state.decision.hold_until == START + 10 * HOUR
    assert (state.status, state.stage, state.decided_at) == ("decided", "decided", START + HOUR)
    assert state.decisions == (state.decision,)


def test_a_decision_while_waiting_lets_no_pause_go_on():
    assert fold_case(story(ASK, REFUSE)).pauses == ((START + HOUR, START + 2 * HOUR),)


def test_undoing_a_decision_made_while_waiting_waits_on():
    state = fold_case(story(ASK, REFUSE, UNDO))
    assert (state.status, state.decisions, state.waiting_on) == ("open", (), "resident")
    assert state.pauses == ((START + HOUR, None),)


def test_undoing_after_a_reopening_does_not_stop_the_clock_for_days_that_counted():
    """The question of long ago is still open, but the case was not waiting when it was decided again."""
    state = fold_case(story(ASK, REFUSE, REOPEN, REFUSE, UNDO))
    assert (state.status, state.waiting_on) == ("open", "agency")
    assert state.pauses == ((START + HOUR, START + 2 * HOUR),)


def test_a_reopened_case_keeps_its_first_decision_in_the_history():
    state = fold_case(story(REFUSE, ("closed", {"outcome": "done"}, None), REOPEN))
    assert (state.status, state.decision, state.decided_at, state.closed_at) == ("open", None, None, None)
    assert [made.id for made in state.decisions] == ["refuse"]
    assert state.stage == "received"


def test_a_withdrawn_case_waits_for_nobody():
    state = fold_case(story(ASK, ("withdrawn", {}, {"reason": "Moved"})))
    assert (state.status, state.waiting_on, state.closed_at) == ("withdrawn", "agency", START + 2 * HOUR)


def test_messages_notes_and_looks_say_who_and_when():
    state = fold_case(
        story(
            ("message_sent", {"message": "m1"}, {"text": "Hello"}),
            ("message_received", {"message": "m2"}, {"text": "Hola"}),
            ("note_added", {"note": "n1"}, {"text": "Call back"}),
            ("viewed_by_staff", {"purpose": "decide"}, {"who": "Amina Diallo, caseworker"}),
        )
    )
    assert [(one.sender, one.text) for one in state.messages] == [("agency", "Hello"), ("resident", "Hola")]
    assert (state.notes[0].text, state.notes[0].by) == ("Call back", "staff:7")
    look = state.views[0]
    assert (look.who, look.purpose, look.at) == ("Amina Diallo, caseworker", "decide", START + 4 * HOUR)


def test_a_kind_of_later_versions_changes_only_the_count():
    before = fold_case([submitted()])
    header = event("status_viewed", 2).header
    later = Event(type(header)(**{**{n: getattr(header, n) for n in header.__slots__}, "kind": "feedback_given"}))
    assert fold_case([later], before).events_seq == 2


def test_work_is_put_aside_for_a_reason_and_the_clock_runs_on():
    state = fold_case(story(("put_aside", {"reason": "third party"}, None)))
    assert state.aside is not None
    assert (state.aside.reason, state.aside.by) == ("third party", "staff:7")
    assert (state.status, state.waiting_on, state.pauses) == ("open", "agency", ())
    assert fold_case(story(("put_aside", {"reason": "visit"}, None), ("taken_up", {}, None))).aside is None


def test_a_case_that_is_reopened_is_not_put_aside():
    assert fold_case(story(("put_aside", {"reason": "other"}, None), REFUSE, REOPEN)).aside is None
    assert fold_case(story(("put_aside", {"reason": "other"}, None), REFUSE, UNDO)).aside is not None
