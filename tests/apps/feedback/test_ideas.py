"""An idea is raised from a finding or a case, and its service owner answers."""

from datetime import date, timedelta

import pytest
from tests.cast import NOW, apply

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries as of_cases
from servewell.apps.feedback import operations, queries
from servewell.apps.journal import queries as journal
from servewell.apps.notices import queries as notices
from servewell.core.problem import ConflictError, NotAllowedError, NotFoundError, ProblemError

LATER = NOW + timedelta(hours=1)


def raised(cast, text="Ask for the proof at once.", **more):
    return operations.raise_idea(service=cast.service, text=text, by=cast.amina, now=NOW, **more)


def test_an_idea_names_who_raised_it_and_where_it_came_from(cast):
    case_id, _guest = apply(cast)
    from_case = queries.idea(raised(cast, case=case_id), by=cast.owner)
    from_finding = queries.idea(raised(cast, finding="abc"), by=cast.owner)
    assert (from_case.case_id, from_case.raised_by, from_case.state) == (case_id, "Amina Diallo", "raised")
    assert [one.id for one in queries.ideas_from("abc")] == [from_finding.id]
    assert queries.with_ideas(cast.service) == {"abc"}
    assert {one.id for one in queries.ideas_of("riverton", by=cast.auditor)} == {from_case.id, from_finding.id}


def test_the_words_of_an_idea_are_erasable(cast):
    idea = raised(cast)
    event = journal.events_of(f"service:{cast.service}")[-1]
    assert dict(event.header.data) == {"idea": idea, "finding": "", "case": ""}
    assert event.body == {"text": "Ask for the proof at once."}


def test_the_owner_answers_and_may_change_the_answer(cast):
    idea = raised(cast)
    operations.answer_idea(idea=idea, state="considered", by=cast.owner, now=NOW)
    operations.answer_idea(idea=idea, state="declined", reason="The law asks for it.", by=cast.owner, now=NOW)
    view = queries.idea(idea, by=cast.amina)
    assert (view.state, view.reason, view.answered_by) == ("declined", "The law asks for it.", "Olga Owner")


@pytest.mark.parametrize(
    ("state", "code"), [("declined", "missing"), ("raised", "unknown-state"), ("", "unknown-state")]
)
def test_an_answer_without_what_it_needs_is_refused(cast, state, code):
    idea = raised(cast)
    with pytest.raises(ProblemError) as refused:
        operations.answer_idea(idea=idea, state=state, by=cast.owner, now=NOW)
    assert refused.value.problems[0].code == code
    assert queries.idea(idea, by=cast.owner).answered_at is None


def test_an_idea_without_words_or_from_a_case_of_others_is_refused(cast):
    case_id, _guest = apply(cast)
    with pytest.raises(ProblemError):
        raised(cast, text=" ")
    with pytest.raises(NotFoundError):
        raised(cast, case="nothing")
    for actor in (cast.auditor, cast.operator):
        with pytest.raises(NotAllowedError):
            operations.raise_idea(service=cast.service, text="More.", case=case_id, by=actor, now=NOW)
    with pytest.raises(NotFoundError):
        queries.idea(raised(cast), by=cast.stranger)


def decided(cast):
    case_id, guest = apply(cast)
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW)
    return case_id, guest


def wished(cast, case_id, guest, text="Say the fee on the first page."):
    return operations.raise_idea(service=cast.service, case=case_id, text=text, by=guest, now=LATER)


def code_of(refused):
    return refused.value.problems[0].code


def test_a_resident_raises_an_idea_after_a_decision_in_the_stream_of_her_case(cast):
    case_id, guest = decided(cast)
    idea = wished(cast, case_id, guest)
    assert wished(cast, case_id, guest) == idea, "the same words again"
    view = queries.idea(idea, by=cast.owner)
    assert (view.text, view.is_residents, view.raised_by) == ("Say the fee on the first page.", True, "")
    assert [one.id for one in queries.ideas_of_case(case_id)] == [idea]
    assert not [event for event in journal.events_of(f"service:{cast.service}") if event.header.kind == "idea_raised"]


def test_without_a_told_decision_or_on_a_case_of_others_there_is_no_idea(cast):
    case_id, guest = apply(cast)
    with pytest.raises(ConflictError) as refused:
        wished(cast, case_id, guest)
    assert code_of(refused) == "no-decision-yet"
    other, _ = decided(cast)
    for actor in (guest, cast.resident):
        with pytest.raises(NotFoundError):
            wished(cast, other, actor)


def test_neither_one_case_nor_one_address_floods_the_owner(cast):
    case_id, guest = decided(cast)
    for place in range(5):
        wished(cast, case_id, guest, f"Idea {place}")
    with pytest.raises(ConflictError) as refused:
        wished(cast, case_id, guest, "One more")
    assert code_of(refused) == "too-many-ideas"
    given = {"service": cast.service, "case": case_id, "text": "Idea 1", "by": guest, "now": LATER}
    for _ in range(operations.IDEAS_PER_ADDRESS):
        operations.raise_idea(address="198.51.100.7", **given)
    with pytest.raises(ProblemError) as refused:
        operations.raise_idea(address="198.51.100.7", **given)
    assert code_of(refused) == "too-many-tries"


def test_erasing_the_case_erases_the_words_everywhere(cast):
    case_id, guest = decided(cast)
    idea = wished(cast, case_id, guest, "My neighbour Bartolo needs it in large print.")
    held = of_cases.held_on(case_id, now=LATER)
    assert "My neighbour Bartolo needs it in large print." in [entry.body.get("text") for entry in held.events]
    cases.propose_erasure(case_id=case_id, ground="unlawful", by=cast.amina, now=LATER)
    cases.erase_case(case_id=case_id, ground="unlawful", by=cast.approver, now=LATER)
    assert queries.idea(idea, by=cast.owner).text == ""


def test_an_answer_is_owed_in_working_days_and_the_longest_owed_is_first(cast):
    first = operations.raise_idea(service=cast.service, text="First.", by=cast.amina, now=NOW - timedelta(days=40))
    answered = operations.raise_idea(service=cast.service, text="Answered.", by=cast.amina, now=NOW)
    last = operations.raise_idea(service=cast.service, text="Last.", by=cast.amina, now=NOW)
    operations.answer_idea(idea=answered, state="planned", by=cast.owner, now=NOW)
    views = queries.ideas_of("riverton", by=cast.owner)
    assert [view.id for view in views] == [first, last, answered]
    assert views[1].due_on == date(2026, 12, 21), "20 working days after Monday 23 November"


def test_support_counts_a_person_once_and_names_nobody(cast):
    idea = raised(cast)
    for _ in range(2):
        operations.support_idea(idea=idea, by=cast.boris, now=NOW)
    operations.support_idea(idea=idea, by=cast.amina, now=NOW)
    assert queries.idea(idea, by=cast.owner).supporters == 1, "who raised it does not support it too"
    case_id, guest = decided(cast)
    with pytest.raises(NotFoundError):
        operations.support_idea(idea=idea, case=case_id, by=guest, now=LATER)
    operations.publish_idea(idea=idea, said="Ask for papers at once", by=cast.owner, now=LATER)
    for _ in range(2):
        operations.support_idea(idea=idea, case=case_id, by=guest, now=LATER)
    assert queries.idea(idea, by=cast.owner).supporters == 2
    event = journal.events_of(f"service:{cast.service}")[-1].header
    assert (event.kind, event.actor, dict(event.data)) == ("idea_supported", "resident", {"idea": idea})


def test_the_public_reads_only_what_staff_wrote_and_no_small_number(cast):
    case_id, guest = decided(cast)
    idea = wished(cast, case_id, guest, "Ask Bartolo!")
    assert queries.public_ideas() == ()
    operations.publish_idea(idea=idea, said="Say the fee first.", by=cast.owner, now=LATER)
    operations.support_idea(idea=idea, by=cast.boris, now=LATER)
    (shown,) = queries.public_ideas(service=cast.service)
    assert (shown.said, shown.supporters, shown.state) == ("Say the fee first.", None, "raised")
    assert [one.id for one in queries.similar_public(cast.service, "Could you say the fee first?")] == [idea]
    operations.publish_idea(idea=idea, said="", by=cast.owner, now=LATER)
    assert queries.public_ideas(agency="riverton") == ()


def test_an_idea_leads_to_a_change_and_who_raised_it_is_told(cast):
    case_id, guest = decided(cast)
    idea = wished(cast, case_id, guest)
    operations.link_idea(idea=idea, change="c1", by=cast.owner, now=LATER)
    view = queries.idea(idea, by=cast.owner)
    assert (view.change, view.state) == ("c1", "planned")
    operations.answer_idea(idea=idea, state="done", reason="The fee stands first.", by=cast.owner, now=LATER)
    mails = [one for one in notices.notices_about(f"case:{case_id}") if one.template == "idea_answered"]
    assert [mail.subject for mail in mails] == ["There is news about your idea"] * 2
    for late in (
        lambda: operations.link_idea(idea=idea, change="c2", by=cast.owner, now=LATER),
        lambda: operations.support_idea(idea=idea, by=cast.boris, now=LATER),
    ):
        with pytest.raises(ConflictError) as refused:
            late()
        assert code_of(refused) == "idea-over"


def test_staff_find_ideas_that_say_about_the_same(cast):
    case_id, guest = decided(cast)
    theirs = wished(cast, case_id, guest, "Say the fee on the very first page of the form")
    assert [one.id for one in queries.similar_ideas(cast.service, "The fee on the first page", by=cast.amina)] == [
        theirs
    ]
    assert queries.similar_ideas(cast.service, "Free coffee", by=cast.amina) == ()
    with pytest.raises(NotFoundError):
        queries.similar_ideas(cast.service, "The fee", by=cast.stranger)
