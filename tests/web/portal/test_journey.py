"""A resident's way through a service, with the pages as a browser without scripts sees them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.portal.conftest import ABOUT_YOU, HOME, Resident

from servewell.apps.cases import queries
from servewell.apps.journal import queries as journal

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def text(response) -> str:
    return response.content.decode()


def test_the_whole_way_from_start_to_receipt(resident: Resident) -> None:
    draft = resident.begin()
    first = resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    assert first["Location"] == resident.page(draft, "home")
    second = resident.browser.post(resident.page(draft, "home"), HOME)
    assert second["Location"] == reverse("check_answers", args=[draft])
    page = resident.browser.get(resident.send(draft)["Location"])
    assert "We have your application" in text(page)
    assert "Ana Silva" in text(page)


def test_a_fault_keeps_what_was_typed_and_says_what_to_do(resident: Resident) -> None:
    draft = resident.begin()
    page = resident.browser.post(resident.page(draft, "about-you"), {**ABOUT_YOU, "born_on-month": "14"})
    assert page.status_code == 422
    assert "<title>Error:" in text(page)
    assert "There is a problem" in text(page)
    assert 'href="#born_on-' in text(page)
    assert 'value="Ana Silva"' in text(page)
    assert 'value="14"' in text(page)
    assert queries.draft(draft).answers == {}


def test_saving_says_when(resident: Resident) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    assert "Saved at" in text(resident.browser.get(resident.page(draft, "home")))


def test_an_answer_that_makes_another_question_necessary_shows_the_page_again(resident: Resident) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    again = resident.browser.post(resident.page(draft, "home"), {"postcode": "4011", "blind": "no"}, follow=True)
    assert "Which car do you have?" in text(again)
    assert "one thing more" in text(again)


def test_a_question_that_is_no_longer_asked_gives_no_fault_and_no_answer(resident: Resident) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    resident.browser.post(resident.page(draft, "home"), {"postcode": "4011", "blind": "no"})
    resident.browser.post(resident.page(draft, "home"), {"postcode": "4011", "blind": "no", "car": "Red"})
    changed = resident.browser.post(resident.page(draft, "home"), {"postcode": "4011", "blind": "yes", "car": ""})
    assert changed["Location"] == reverse("check_answers", args=[draft])
    assert "car" not in queries.draft(draft).answers


def test_a_change_from_the_check_returns_there(resident: Resident) -> None:
    draft = resident.begin()
    resident.fill(draft)
    assert "?change=1" in text(resident.browser.get(reverse("check_answers", args=[draft])))
    page = resident.page(draft, "about-you") + "?change=1"
    assert reverse("check_answers", args=[draft]) in text(resident.browser.get(page))
    changed = resident.browser.post(page, {**ABOUT_YOU, "full_name": "Ana Maria Silva"})
    assert changed["Location"] == reverse("check_answers", args=[draft])


def test_a_change_asks_only_what_became_necessary(resident: Resident) -> None:
    draft = resident.begin()
    resident.fill(draft)
    page = resident.page(draft, "home") + "?change=1"
    asked = resident.browser.post(page, {"postcode": "4011", "blind": "no"})
    assert asked["Location"].startswith(page)
    done = resident.browser.post(page, {"postcode": "4011", "blind": "no", "car": "Red"})
    assert done["Location"] == reverse("check_answers", args=[draft])


def test_an_end_page_says_why_and_what_instead(resident: Resident) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    end = resident.browser.post(resident.page(draft, "home"), {"postcode": "9999", "blind": "yes"}, follow=True)
    assert "You do not live in Riverton." in text(end)
    assert "Ask your own town." in text(end)
    assert resident.browser.get(reverse("check_answers", args=[draft]))["Location"].startswith(
        resident.page(draft, "elsewhere")
    )


def test_two_presses_of_the_last_button_show_one_receipt(resident: Resident) -> None:
    draft = resident.begin()
    resident.fill(draft)
    fields = {"submission_key": resident.submission_key(draft), "declaration": "yes"}
    first = resident.browser.post(reverse("submit", args=[draft]), fields)
    second = resident.browser.post(reverse("submit", args=[draft]), fields)
    assert first["Location"] == second["Location"]
    assert queries.count_cases() == 1


def test_without_the_declaration_nothing_is_sent(resident: Resident) -> None:
    draft = resident.begin()
    resident.fill(draft)
    page = resident.browser.post(reverse("submit", args=[draft]), {"submission_key": resident.submission_key(draft)})
    assert page.status_code == 422
    assert 'href="#declaration"' in text(page)
    assert queries.count_cases() == 0


def test_back_after_sending_leads_to_the_receipt(resident: Resident) -> None:
    draft = resident.begin()
    resident.fill(draft)
    receipt = resident.send(draft)["Location"]
    for address in (
        resident.page(draft, "home"),
        reverse("tasks", args=[draft]),
        reverse("check_answers", args=[draft]),
    ):
        assert resident.browser.get(address)["Location"] == receipt
    assert resident.browser.post(resident.page(draft, "home"), HOME)["Location"] == receipt


def test_save_and_leave_keeps_half_a_page(resident: Resident) -> None:
    draft = resident.begin()
    left = resident.browser.post(
        resident.page(draft, "about-you"), {"full_name": "Ana", "action": "leave"}, follow=True
    )
    assert queries.draft(draft).answers == {"full_name": "Ana"}
    assert queries.draft(draft).code in text(left)
    assert f"/d/{draft}/" in text(left)


def test_a_file_stays_when_another_answer_is_refused(resident: Resident) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    file = SimpleUploadedFile("proof.pdf", PDF, content_type="application/pdf")
    page = resident.browser.post(resident.page(draft, "home"), {"postcode": "", "blind": "yes", "proof": file})
    assert page.status_code == 422
    assert "proof.pdf" in text(page)
    kept = queries.draft(draft).files[0]
    gone = resident.browser.post(
        resident.page(draft, "home"), {"postcode": "4011", "blind": "yes", "action": f"remove-file:proof:{kept.id}"}
    )
    assert gone.status_code == 200
    assert 'value="4011"' in text(gone)
    assert queries.draft(draft).files == ()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("empty.pdf", b"", "empty"), ("big.pdf", PDF + b"0" * 1_100_000, "1 MB"), ("virus.exe", b"MZ", "PDF")],
)
def test_a_file_that_cannot_be_taken_says_why(resident: Resident, name: str, content: bytes, words: str) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    file = SimpleUploadedFile(name, content)
    page = resident.browser.post(resident.page(draft, "home"), {**HOME, "proof": file})
    assert page.status_code == 422
    assert words in text(page)
    assert 'value="4011"' in text(page)


def test_each_page_shown_is_an_event_without_answers(resident: Resident) -> None:
    draft = resident.begin()
    resident.browser.get(resident.page(draft, "about-you"))
    resident.browser.post(resident.page(draft, "about-you"), {"full_name": "Ana"})
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    events = journal.events_of(f"draft:{draft}")
    assert [event.header.kind for event in events] == ["opened", "page_shown", "page_refused", "page_answered"]
    assert "Ana" not in str(events)
