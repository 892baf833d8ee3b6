"""A resident without JavaScript, on a small phone, in her language: from the first page to the appeal."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import DESK, PHONE, Server
from tests.journeys.walking import (
    PDF,
    PERMIT,
    OpenContext,
    begin,
    choose_language,
    declare_and_send,
    open_case,
    page_id,
    press,
    said,
    sign_in,
    walk,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
SERVICE = "disabled-parking-permit"
BORN = {"born-day": "28", "born-month": "2", "born-year": "1950"}


def save_and_leave(page: Page) -> tuple[str, str]:
    """Leave the journey and return the code and the link to come back with."""
    press(page, page.locator("button[value=leave]"))
    code = page.locator(".portal-reference bdi").inner_text()
    return code, page.locator(".portal-link a").get_attribute("href") or ""


def resume_by_code(page: Page, url: str, code: str) -> None:
    """Open a saved application with its code and the date of birth."""
    page.goto(f"{url}/resume/")
    page.locator("[name=code]").fill(code.lower())
    for name, value in BORN.items():
        page.locator(f"[name={name}]").fill(value)
    press(page, page.locator("main form .govuk-button").first)


def test_from_a_small_phone_to_the_appeal_in_spanish(server: Server, open_context: OpenContext) -> None:
    phone = open_context(viewport=PHONE, scripts=False).new_page()
    begin(phone, server.url, SERVICE, "es")
    walk(phone, PERMIT, until="photo")
    assert "Foto" in said(phone)
    code, link = save_and_leave(phone)
    assert "Su solicitud está guardada" in said(phone)

    by_code = open_context(viewport=PHONE, scripts=False).new_page()
    resume_by_code(by_code, server.url, code)
    choose_language(by_code, "es")
    walk(by_code, PERMIT, until="benefits")
    assert said(by_code).count("¿Recibe alguna de estas ayudas?") == 1

    by_link = open_context(viewport=PHONE, scripts=False).new_page()
    by_link.goto(link)
    assert link.rsplit("/", 1)[1] not in by_link.url
    choose_language(by_link, "es")
    walk(by_link, PERMIT)
    checked = said(by_link)
    for words in ("Revise sus respuestas", "Lucía Ortega", "Calle del Molino 7", "40", "Ayuda a la vivienda"):
        assert words in checked
    reference = declare_and_send(by_link)
    assert "Tenemos su solicitud" in said(by_link)
    assert by_link.evaluate("document.documentElement.lang") == "es"

    # The first phone still shows its old page: pressing on it leads to the same case, and none is sent twice.
    phone.goto(link)
    assert reference in phone.url

    desk = sign_in(open_context(viewport=DESK), server.url, "amina@riverton.example")
    case = open_case(desk, server.url, reference)
    press(desk, desk.get_by_role("button", name="Take this case"))
    press(desk, desk.get_by_role("button", name="Ask for information"))
    desk.locator("[name=text]").fill("El informe de su médico no se puede leer.")
    desk.locator("[name=wanted]").fill("Informe del médico")
    press(desk, desk.get_by_role("button", name="Ask", exact=True))
    expect(desk.get_by_text("The resident was asked.")).to_be_visible()

    tracking = f"{server.url}/cases/{reference}/"
    by_link.goto(tracking)
    asked = said(by_link)
    for words in ("Necesitamos algo de usted", "Informe del médico", "se detiene hasta que responda", "usted, hasta"):
        assert words in asked
    press(by_link, by_link.get_by_role("button", name="Responder ahora"))
    file = {"name": "informe.pdf", "mimeType": "application/pdf", "buffer": PDF}
    by_link.locator("[name=files]").set_input_files([file])
    press(by_link, by_link.locator("main form .govuk-button"))
    assert "Tenemos su respuesta." in said(by_link)
    assert "informe.pdf" in said(by_link)

    desk.goto(case)
    expect(desk.get_by_role("link", name="informe.pdf")).to_be_visible()
    press(desk, desk.get_by_role("button", name="Decide", exact=True))
    desk.locator("[name=decision][value=refuse]").check(force=True)
    desk.locator("[value='refuse:cannot_walk_far']").check(force=True)
    desk.locator("[name=explanation]").fill("El informe dice que puede andar 200 metros.")
    press(desk, desk.get_by_role("button", name="Preview the letter"))
    assert "Los papeles muestran que puede andar más de 80 metros" in desk.locator(".ws-letter").inner_text()
    press(desk, desk.get_by_role("button", name="Decide and send"))
    expect(desk.get_by_text("Until it goes out you can still take it back.")).to_be_visible()

    by_link.goto(tracking)
    assert "No le damos la tarjeta" not in said(by_link), "a held decision does not show"
    by_link.wait_for_timeout(2_500)  # the hold of this installation is 2 seconds
    by_link.reload()
    by_link.locator("details:has-text('Quién ha mirado') summary").click()
    told = said(by_link)
    for words in (
        "La decisión: No le damos la tarjeta", "Los papeles muestran que puede andar más de 80 metros",
        "Las condiciones de las que trata esta decisión", "Es una persona ciega o no puede andar 80 metros sin ayuda",
        "El informe dice que puede andar 200 metros.", "Si no está de acuerdo", "Puede recurrir esta decisión hasta",
        "Amina Haddad", "para trabajar en él", "Decidida",
    ):  # fmt: skip
        assert words in told, words
    press(by_link, by_link.get_by_role("button", name="Recurrir la decisión"))
    by_link.locator("[name=text]").fill("El informe es de otra persona.")
    press(by_link, by_link.locator("main form .govuk-button"))
    assert "Ha recurrido esta decisión." in said(by_link)
    assert by_link.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_code_alone_or_with_a_wrong_date_opens_nothing(server: Server, open_context: OpenContext) -> None:
    phone = open_context(viewport=PHONE, scripts=False).new_page()
    begin(phone, server.url, SERVICE, "es")
    walk(phone, PERMIT, until="photo")
    code, _link = save_and_leave(phone)
    stranger = open_context(viewport=PHONE, scripts=False).new_page()
    stranger.goto(f"{server.url}/resume/")
    stranger.locator("[name=code]").fill(code)
    press(stranger, stranger.locator("main form .govuk-button").first)
    assert stranger.locator(".govuk-error-summary").is_visible()
    for name, value in {**BORN, "born-year": "1951"}.items():
        stranger.locator(f"[name={name}]").fill(value)
    press(stranger, stranger.locator("main form .govuk-button").first)
    assert stranger.locator(".govuk-error-summary").is_visible()
    assert stranger.locator("[name=code]").input_value() == code
    assert "Lucía" not in stranger.content()


def test_errors_and_changes_in_arabic_without_scripts(server: Server, open_context: OpenContext) -> None:
    phone = open_context(viewport=PHONE, scripts=False).new_page()
    begin(phone, server.url, SERVICE, "ar")
    assert phone.evaluate("document.documentElement.dir") == "rtl"
    while not page_id(phone):
        press(phone, phone.locator("main .govuk-button").first)
    phone.locator("[name=postcode]").fill("40")
    press(phone, phone.locator("form .govuk-button-group button:not([name])"))
    assert phone.locator(".govuk-error-summary a[href='#postcode']").is_visible()
    assert phone.locator("[name=postcode]").input_value() == "40"
    assert phone.title().startswith("خطأ")
    walk(phone, PERMIT)
    # What a changed answer makes unnecessary is no part of the application, and nothing else is asked again.
    press(phone, phone.locator("a[href*='/pages/sight/']"))
    walk(phone, {**PERMIT, "sight": {"blind": "yes"}, "proof": {"blind_proof-later": "yes"}})
    assert "/check-your-answers/" in phone.url
    assert phone.locator("a[href*='/pages/walking/']").count() == 0
    declare_and_send(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_pressing_send_many_times_makes_one_case(server: Server, open_context: OpenContext) -> None:
    context = open_context(viewport=PHONE, scripts=False)
    first = context.new_page()
    begin(first, server.url, SERVICE)
    walk(first, PERMIT)
    second = context.new_page()
    second.goto(first.url)
    assert declare_and_send(first) == declare_and_send(second)
