"""Find a service and learn whether one can use it."""

import pytest
from django.urls import reverse
from tests.cast import NOW, Cast
from tests.web.portal.conftest import Resident

from servewell.apps.cases import queries
from servewell.apps.services import operations as services

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("words", ["parking", "PÁRKÍNG", "near home", "permit   riverton"])
def test_search_minds_neither_case_nor_accents(resident: Resident, words: str) -> None:
    assert "Apply for a parking permit" in text(resident.browser.get(reverse("catalogue"), {"q": words}))


@pytest.mark.parametrize("words", ["zebra", "\x00", "%", "<script>", "a" * 500])
def test_a_search_without_a_hit_says_what_to_do(resident: Resident, words: str) -> None:
    page = resident.browser.get(reverse("catalogue"), {"q": words, "life-event": "nonsense"})
    assert page.status_code == 200
    assert "<script>al" not in text(page)


def test_the_catalogue_speaks_the_language_that_was_chosen(resident: Resident) -> None:
    address = reverse("service", args=[resident.service])
    resident.browser.post(reverse("set_language"), {"language": "es", "next": address})
    assert "Solicitar un permiso de aparcamiento" in text(resident.browser.get(reverse("catalogue")))
    assert '<html lang="es" dir="ltr"' in text(resident.browser.get(address))


def test_a_text_that_is_not_translated_keeps_its_own_language(resident: Resident) -> None:
    resident.browser.post(reverse("set_language"), {"language": "ar", "next": "/"})
    page = text(resident.browser.get(reverse("service", args=[resident.service])))
    assert '<html lang="ar" dir="rtl"' in page
    assert '<span lang="en" dir="ltr">Apply for a parking permit</span>' in page


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_switching_the_language_never_leads_elsewhere(resident: Resident, wanted: str) -> None:
    response = resident.browser.post(reverse("set_language"), {"language": "es", "next": wanted})
    assert response["Location"] == "/"


def test_a_closed_service_stays_in_the_catalogue_and_cannot_be_begun(cast: Cast, resident: Resident) -> None:
    services.set_availability(service=cast.service, state="closed", note="Not any more.", by=cast.owner, now=NOW)
    assert "Closed" in text(resident.browser.get(reverse("catalogue")))
    page = text(resident.browser.get(reverse("service", args=[cast.service])))
    assert "Not any more." in page
    assert "Start now" not in page
    assert resident.browser.post(reverse("start", args=[cast.service]))["Location"] == reverse(
        "service", args=[cast.service]
    )


def test_the_promise_is_told_and_small_numbers_are_not(resident: Resident) -> None:
    page = text(resident.browser.get(reverse("service", args=[resident.service])))
    assert "10 working days" in page
    assert "too few decided cases" in page


def test_whoever_began_before_is_asked_to_continue_or_start_again(resident: Resident) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), {"full_name": "Ana", "action": "leave"})
    page = text(resident.browser.get(reverse("service", args=[resident.service])))
    assert "You have begun already" in page
    assert "About you" in page
    assert resident.begin() == draft
    assert resident.begin(again="1") != draft


def test_can_i_use_it_asks_only_what_decides(resident: Resident) -> None:
    address = reverse("eligibility", args=[resident.service])
    page = text(resident.browser.get(address))
    assert "What is your postcode?" in page
    assert "full name" not in page


def test_can_i_use_it_explains_a_no(resident: Resident) -> None:
    address = reverse("eligibility", args=[resident.service])
    answer = resident.browser.post(address, {"page": "home", "postcode": "9999"}, follow=True)
    assert "You need to live in Riverton." in text(answer)
    assert "9999" in text(answer)
    assert "9999" not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]


def test_can_i_use_it_says_why_and_what_would_be_enough(resident: Resident) -> None:
    address = reverse("eligibility", args=[resident.service])
    said = text(resident.browser.post(address, {"page": "home", "postcode": "9999"}, follow=True))
    assert "This is not met because your answer to “What is your postcode?” (9999) is not 4011." in said
    assert "You meet this condition if your answer to “What is your postcode?” is 4011." in said
    said = text(resident.browser.get(address, headers={"accept-language": "es"}))
    assert "No se cumple porque su respuesta a «¿Cuál es su código postal?» (9999) no es 4011." in said


def test_the_rule_on_the_page_of_the_answer_holds_nothing_of_the_person(resident: Resident) -> None:
    address = reverse("eligibility", args=[resident.service])
    page = text(resident.browser.post(address, {"page": "home", "postcode": "9999"}, follow=True))
    rule = page.split("The rule in plain words")[1].split("</details>")[0]
    assert "Your answer to “What is your postcode?” is 4011." in rule
    assert "9999" not in rule


def test_answers_to_can_i_use_it_are_carried_into_the_application(resident: Resident) -> None:
    address = reverse("eligibility", args=[resident.service])
    answer = resident.browser.post(address, {"page": "home", "postcode": "4011"}, follow=True)
    assert "You can use it" in text(answer)
    draft = resident.begin()
    assert queries.draft(draft).answers == {"postcode": "4011"}


def test_can_i_use_it_says_what_is_missing(resident: Resident) -> None:
    page = resident.browser.post(reverse("eligibility", args=[resident.service]), {"page": "home", "postcode": " "})
    assert page.status_code == 422
    assert 'href="#postcode"' in text(page)


def test_a_tampered_cookie_of_can_i_use_it_counts_as_none(resident: Resident) -> None:
    resident.browser.cookies["servewell_can_i_use_it"] = "eyJ:forged"
    page = resident.browser.get(reverse("eligibility", args=[resident.service]))
    assert "What is your postcode?" in text(page)
