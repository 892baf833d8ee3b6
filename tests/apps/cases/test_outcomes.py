"""The resident says whether it is solved: a fact apart from the closure. Her "not" opens a review by somebody else."""

from datetime import timedelta

import pytest
from tests.cast import NOW, apply

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.cases.models import Case
from servewell.apps.cases.rebuild import rebuild
from servewell.apps.journal import queries as journal
from servewell.apps.notices import queries as notices
from servewell.apps.people import operations as people
from servewell.core.problem import ConflictError, NotAllowedError, ProblemError
from servewell.core.record import open_review

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CLOSED = NOW + HOUR


def closed(cast, **answers):
    case_id, guest = apply(cast, **answers)
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW)
    cases.close_case(case_id=case_id, by=cast.amina, now=CLOSED)
    return case_id, guest


def say(case_id, by, outcome="not", *, now=CLOSED + DAY, **more):
    cases.give_outcome(case_id=case_id, outcome=outcome, by=by, now=now, **more)


def state(case_id, now=CLOSED + 40 * DAY):
    return queries.case(case_id, for_resident=False, now=now).state


def reviews(cast, **filters):
    chosen = queries.QueueFilters(review=True, **filters)
    return queries.queue(agency="riverton", filters=chosen, by=cast.boris, now=CLOSED + 2 * DAY)


def mails(case_id, template):
    return [mail for mail in notices.notices_about(f"case:{case_id}") if mail.template == template]


def test_the_resident_is_asked_once_when_the_case_is_closed(cast):
    case_id, _guest = apply(cast)
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW)
    assert not mails(case_id, "outcome")
    for _ in range(2):
        cases.close_case(case_id=case_id, by=cast.amina, now=CLOSED)
    (asked,) = mails(case_id, "outcome")
    reference = state(case_id).reference
    assert asked.subject == "Is it solved?"
    assert f"/o/{reference}/" in asked.text
    assert "Ana" not in asked.text


def test_her_word_is_apart_from_the_closure(cast):
    case_id, guest = closed(cast)
    say(case_id, guest, "partly", satisfied=2, text="The sign is missing.")
    found = state(case_id)
    assert (found.status, found.closed_at) == ("closed", CLOSED)
    assert (found.outcome.outcome, found.outcome.satisfied, found.outcome.text) == ("partly", 2, "The sign is missing.")
    assert open_review(found) is None
    event = journal.events_of(f"case:{case_id}")[-1]
    assert dict(event.header.data) == {"outcome": "partly", "satisfied": 2}
    assert rebuild().differences == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [({"outcome": "perhaps"}, "not-a-choice"), ({"satisfied": 6}, "not-a-choice"), ({"text": "x" * 5001}, "too-long")],
)
def test_what_is_no_answer_is_refused_and_nothing_is_noted(cast, given, code):
    case_id, guest = closed(cast)
    with pytest.raises(ProblemError) as refused:
        say(case_id, guest, **given)
    assert refused.value.problems[0].code == code
    assert state(case_id).outcome is None


def test_before_the_end_of_the_work_nobody_is_asked(cast):
    case_id, guest = apply(cast)
    with pytest.raises(ConflictError) as refused:
        say(case_id, guest)
    assert refused.value.problems[0].code == "case-not-closed"


def test_she_may_change_her_mind_for_14_days(cast):
    case_id, guest = closed(cast)
    say(case_id, guest, "not")
    say(case_id, guest, "solved", now=CLOSED + 15 * DAY)
    assert state(case_id).outcome.outcome == "solved"
    assert not reviews(cast).rows, "she says that it is solved by now"
    with pytest.raises(ConflictError) as refused:
        say(case_id, guest, "partly", now=CLOSED + 15 * DAY + HOUR)
    assert refused.value.problems[0].code == "outcome-final"


def test_reopening_ends_her_word_and_closing_anew_asks_anew(cast):
    case_id, guest = closed(cast)
    say(case_id, guest, "solved")
    cases.reopen(case_id=case_id, reason="A slip.", by=cast.amina, now=CLOSED + 2 * DAY)
    assert Case.objects.get(pk=case_id).outcome == ""
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=CLOSED + 3 * DAY)
    cases.close_case(case_id=case_id, by=cast.amina, now=CLOSED + 4 * DAY)
    assert len(mails(case_id, "outcome")) == 2
    say(case_id, guest, "not", now=CLOSED + 30 * DAY)
    assert state(case_id).outcome.outcome == "not"


def test_not_solved_stands_in_the_queue_for_somebody_else(cast):
    case_id, guest = closed(cast)
    assert reviews(cast).counts.review == 0
    say(case_id, guest, "not", text="Nothing came.")
    page = reviews(cast)
    (row,) = page.rows
    assert (row.id, row.review_at, row.assigned_to, page.counts.review) == (case_id, CLOSED + DAY, None, 1)
    for step, more in ((cases.take_review, {}), (cases.answer_review, {"text": "Look."})):
        with pytest.raises(NotAllowedError) as refused:
            step(case_id=case_id, by=cast.amina, now=CLOSED + DAY, **more)
        assert refused.value.problems[0].code == "second-person"
    cases.take_review(case_id=case_id, by=cast.boris, now=CLOSED + 2 * DAY)
    assert [row.id for row in reviews(cast, assigned="mine").rows] == [case_id]
    assert not reviews(cast, assigned="nobody").rows
    assert rebuild().differences == ()


def test_the_review_ends_with_an_answer_that_the_resident_reads(cast):
    case_id, guest = closed(cast)
    say(case_id, guest)
    cases.take_review(case_id=case_id, by=cast.boris, now=CLOSED + 2 * DAY)
    cases.answer_review(case_id=case_id, text="We have sent it again.", by=cast.boris, now=CLOSED + 3 * DAY)
    assert not reviews(cast).rows
    seen = queries.case(case_id, for_resident=True, now=CLOSED + 3 * DAY).state.reviews[-1]
    assert (seen.answer, seen.answered_at) == ("We have sent it again.", CLOSED + 3 * DAY)
    assert "We have sent it again." in mails(case_id, "review_answered")[0].text
    with pytest.raises(ConflictError) as refused:
        cases.take_review(case_id=case_id, by=cast.boris, now=CLOSED + 3 * DAY)
    assert refused.value.problems[0].code == "no-review"


def test_who_closed_it_reviews_it_where_nobody_else_can(cast):
    case_id, guest = closed(cast)
    say(case_id, guest)
    people.revoke_role(
        account_id=cast.boris.account_id, agency="riverton", role="caseworker", by=cast.operator, now=NOW
    )
    cases.take_review(case_id=case_id, by=cast.amina, now=CLOSED + 2 * DAY)
    assert Case.objects.get(pk=case_id).reviewer_id == cast.amina.account_id


def test_erasing_takes_her_words_and_leaves_the_fact(cast):
    case_id, guest = closed(cast)
    say(case_id, guest, "solved", text="Anabel helped me.")
    held = queries.held_on(case_id, now=CLOSED + 2 * DAY)
    assert "Anabel helped me." in [entry.body.get("text") for entry in held.events]
    cases.propose_erasure(case_id=case_id, ground="unlawful", by=cast.amina, now=CLOSED + 2 * DAY)
    cases.erase_case(case_id=case_id, ground="unlawful", by=cast.approver, now=CLOSED + 2 * DAY)
    found = state(case_id)
    assert (found.outcome.outcome, found.outcome.text) == ("solved", "")
    with pytest.raises(ConflictError):
        say(case_id, guest, "not", now=CLOSED + 3 * DAY)
    assert rebuild().differences == ()


def test_numbers_come_from_ten_answers_on_and_small_parts_are_kept_back(cast):
    for place in range(10):
        case_id, guest = closed(cast)
        if place < 9:
            say(case_id, guest, "solved", satisfied=5)
    assert queries.outcomes_said(service=cast.service, now=CLOSED + 2 * DAY).answered is None
    say(case_id, guest, "solved", satisfied=5)
    said = queries.outcomes_said(service=cast.service, version=cast.version, now=CLOSED + 2 * DAY)
    assert (said.answered, said.solved, said.share_solved, said.share_satisfied) == (10, 10, 1.0, 1.0)
    say(case_id, guest, "partly", satisfied=1, now=CLOSED + 2 * DAY)
    said = queries.outcomes_said(service=cast.service, now=CLOSED + 3 * DAY)
    assert (said.answered, said.solved, said.partly, said.share_solved, said.share_satisfied) == (
        10, None, None, None, None,
    )  # fmt: skip
