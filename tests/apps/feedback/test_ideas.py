"""An idea is raised from a finding or a case, and its service owner answers."""

import pytest
from tests.cast import NOW, apply

from servewell.apps.feedback import operations, queries
from servewell.apps.journal import queries as journal
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError


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
