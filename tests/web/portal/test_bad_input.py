"""Whatever a browser, a stale tab or a stranger sends: never a fault of ours, nothing half-saved, a way on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.portal.conftest import ABOUT_YOU, HOME, Resident

from servewell.apps.cases import queries

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    "value",
    ["\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "\u202eevil", "x" * 300_000, "<script>",
     "' OR 1=1--",
     "{{ 7*7 }}", "%00", "٣", "🙂"],
)  # fmt: skip
def test_no_text_breaks_a_page(resident: Resident, value: str) -> None:
    draft = resident.begin()
    sent = resident.browser.post(resident.page(draft, "about-you"), {**ABOUT_YOU, "full_name": value})
    assert sent.status_code in (302, 422)
    assert resident.browser.get(resident.page(draft, "about-you")).status_code == 200


def test_an_unknown_page_is_a_plain_404(resident: Resident) -> None:
    draft = resident.begin()
    for method in (resident.browser.get, resident.browser.post):
        page = method(resident.page(draft, "no-such-page"))
        assert page.status_code == 404
        assert "<h1" in text(page)


def test_a_page_that_does_not_apply_leads_on(resident: Resident) -> None:
    draft = resident.begin()
    sent = resident.browser.post(resident.page(draft, "elsewhere"), {"x": "y"})
    assert sent["Location"].startswith(resident.page(draft, "about-you"))


def test_the_check_before_the_end_leads_to_what_is_missing(resident: Resident) -> None:
    draft = resident.begin()
    asked = resident.browser.get(reverse("check_answers", args=[draft]), follow=True)
    assert "Something is still missing" in text(asked)
    forced = resident.browser.post(reverse("submit", args=[draft]), {"submission_key": "x", "declaration": "yes"})
    assert forced["Location"] == reverse("check_answers", args=[draft])
    assert queries.count_cases() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"blind": "perhaps"}, {"blind": ["yes", "no"]}, {"action": "add:nothing"}, {"action": "remove:x:99999"},
        {"action": "remove-file:proof:nonsense"}, {"action": "::::"}, {"action": "leave:now"}, {"proof": "text"},
        {"proof-later": "maybe"}, {"unknown": "field", "answers": "{}"},
    ],
)  # fmt: skip
def test_tampered_fields_never_break(resident: Resident, fields: dict) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    sent = resident.browser.post(resident.page(draft, "home"), {**HOME, **fields})
    assert sent.status_code in (200, 302, 422)
    assert "unknown" not in queries.draft(draft).answers


@pytest.mark.parametrize("name", ["start", "set_language", "claim", "forget", "case_forget"])
def test_the_wrong_method_is_refused_plainly(resident: Resident, name: str) -> None:
    arguments = {"start": [resident.service], "forget": ["x"], "case_forget": ["x"]}.get(name, [])
    assert resident.browser.get(reverse(name, args=arguments)).status_code == 405


def test_a_body_over_the_limit_is_refused_with_words(resident: Resident) -> None:
    draft = resident.begin()
    page = resident.browser.post(
        resident.page(draft, "about-you"), "full_name=" + "x" * 1_500_000,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert page.status_code == 413
    assert "<h1" in text(page)


def test_a_huge_upload_is_refused_before_it_is_read(resident: Resident) -> None:
    draft = resident.begin()
    page = resident.browser.post(
        resident.page(draft, "about-you"), b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 * 1024**3),
    )  # fmt: skip
    assert page.status_code == 413
    assert "too large" in text(page)


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff" * 500])
def test_a_broken_multipart_body_is_answered(resident: Resident, body: bytes) -> None:
    draft = resident.begin()
    page = resident.browser.post(
        resident.page(draft, "about-you"), body, content_type="multipart/form-data; boundary=x"
    )
    assert page.status_code in (400, 422)


def test_a_file_above_the_servers_limit_costs_no_other_answer(resident: Resident, settings) -> None:
    settings.UPLOAD_MAX_MEGABYTES = 1
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    file = SimpleUploadedFile("scan.pdf", b"%PDF-" + b"0" * 2_000_000)
    page = resident.browser.post(resident.page(draft, "home"), {**HOME, "postcode": "4012", "proof": file})
    assert page.status_code == 422
    assert 'value="4012"' in text(page)
    assert queries.draft(draft).files == ()


def test_an_old_token_keeps_what_was_typed(cast) -> None:
    strict = Resident(Client(enforce_csrf_checks=True), cast.service)
    page = strict.browser.post(
        reverse("start", args=[cast.service]), {"note": "My <text>"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert page.status_code == 403
    assert "What you typed is still here." in text(page)
    assert 'value="My &lt;text&gt;"' in text(page)
    foreign = strict.browser.post(
        reverse("start", args=[cast.service]), {"note": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403
    assert "still here" not in text(foreign)


def test_every_page_of_a_draft_costs_a_constant_number_of_queries(
    resident: Resident, django_assert_max_num_queries
) -> None:
    draft = resident.begin()
    resident.fill(draft)
    for address in (resident.page(draft, "home"), reverse("check_answers", args=[draft])):
        with django_assert_max_num_queries(20):
            resident.browser.get(address)
    with django_assert_max_num_queries(12):
        resident.browser.get(reverse("catalogue"))
