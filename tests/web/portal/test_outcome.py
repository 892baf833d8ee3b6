"""From the mail that asks whether it is solved to the answer of a review, and an idea on the way."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast
from tests.web.portal.conftest import Resident

from servewell.apps.cases import operations, queries
from servewell.apps.feedback import operations as feedback
from servewell.apps.feedback import queries as ideas
from servewell.apps.journal import queries as journal
from servewell.apps.notices import queries as notices

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def closed(cast: Cast, resident: Resident) -> str:
    """The reference of a case that Amina decided and closed."""
    reference = resident.apply()
    case_id, now = queries.case_by_reference(reference).id, timezone.now()
    operations.decide(case_id=case_id, decision="approve", hold=timedelta(0), by=cast.amina, now=now)
    operations.close_case(case_id=case_id, by=cast.amina, now=now)
    return reference


def link_in_mail(reference: str) -> str:
    about = f"case:{queries.case_by_reference(reference).id}"
    (mail,) = [one for one in notices.notices_about(about) if one.template == "outcome"]
    return re.search(r"/o/\S+", mail.text)[0]


def events(reference: str) -> list[str]:
    return [one.header.kind for one in journal.events_of(f"case:{queries.case_by_reference(reference).id}")]


def test_opening_the_link_of_the_mail_notes_nothing(closed: str) -> None:
    before, scanner = events(closed), Client()
    page = scanner.get(link_in_mail(closed), follow=True)
    assert "Is what you needed solved?" in text(page)
    assert events(closed) == before
    assert Client().get(link_in_mail(closed)[:-2] + "zz").status_code == 404


def test_a_press_without_a_choice_is_told_and_keeps_the_words(closed: str, resident: Resident) -> None:
    address = reverse("case_outcome", args=[closed])
    answer = resident.browser.post(address, {"text": "Nothing came.", "satisfied": "2"})
    assert answer.status_code == 422
    assert "Choose one of the three answers" in text(answer)
    assert "Nothing came.</textarea>" in text(answer)
    assert 'value="2" checked' in text(answer)


def test_not_solved_goes_to_a_review_and_its_answer_comes_back(cast: Cast, closed: str) -> None:
    phone = Client()
    phone.get(link_in_mail(closed))
    address = reverse("case_outcome", args=[closed])
    told = phone.post(address, {"outcome": "not", "satisfied": "1", "text": "Nothing <came>."}, follow=True)
    assert "Somebody of our staff looks at your case again" in text(told)
    assert "No, it is not solved" in text(told)
    case_id, now = queries.case_by_reference(closed).id, timezone.now()
    found = queries.queue(agency="riverton", filters=queries.QueueFilters(review=True), by=cast.boris, now=now)
    assert [row.id for row in found.rows] == [case_id]
    operations.answer_review(case_id=case_id, text="It was sent again.", by=cast.boris, now=now)
    assert "It was sent again." in text(phone.get(reverse("case", args=[closed])))


def test_before_the_closing_nothing_is_asked(resident: Resident) -> None:
    reference = resident.apply()
    answer = resident.browser.get(reverse("case_outcome", args=[reference]))
    assert answer.status_code == 302
    assert "Is it solved?" not in text(resident.browser.get(reverse("case", args=[reference])))


def test_an_idea_is_raised_after_the_decision_and_the_answer_is_read_there(
    cast: Cast, closed: str, resident: Resident
) -> None:
    address = reverse("case_idea", args=[closed])
    done = resident.browser.post(address, {"text": "Say the fee on the first page."}, follow=True)
    assert "We have your idea" in text(done)
    (mine,) = ideas.ideas_of_case(queries.case_by_reference(closed).id)
    feedback.answer_idea(idea=mine.id, state="planned", reason="In spring.", by=cast.owner, now=timezone.now())
    page = text(resident.browser.get(reverse("case", args=[closed])))
    assert "Planned" in page
    assert "In spring." in page


def test_one_like_it_is_shown_first_and_can_be_supported(cast: Cast, closed: str, resident: Resident) -> None:
    now = timezone.now()
    known = feedback.raise_idea(service=cast.service, text="Fee.", by=cast.amina, now=now)
    feedback.publish_idea(idea=known, said="Say the fee on the first page.", by=cast.owner, now=now)
    address = reverse("case_idea", args=[closed])
    shown = resident.browser.post(address, {"text": "The fee should be on the first page"})
    assert "Is it one of these?" in text(shown)
    assert not ideas.ideas_of_case(queries.case_by_reference(closed).id)
    resident.browser.post(reverse("case_idea_support", args=[closed, known]))
    assert ideas.idea(known, by=cast.owner).supporters == 1
    resident.browser.post(address, {"text": "The fee should be on the first page", "anyway": "1"})
    assert len(ideas.ideas_of_case(queries.case_by_reference(closed).id)) == 1
