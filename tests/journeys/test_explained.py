"""A refusal of the eligibility check explains itself: the clause, the person's value, the threshold."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page
from tests.journeys.conftest import DESK, PHONE, Server
from tests.journeys.walking import OpenContext, choose_language, press, said

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
CHECK = "services/disabled-parking-permit/can-i-use-it/"
ANSWERS = {"postcode": "4011", "blind": "no", "walking_distance_m": "200"}
WORDS = {
    "en": (
        "It seems that you cannot use it",
        "This is not met because your answer to “Are you registered blind?” is “No”, and how far you can walk without "
        "help (200 m) is 80 m or more.",
        "You meet this condition if your answer to “Are you registered blind?” is “Yes”, or how far you can walk "
        "without help is less than 80 m.",
        "This is met because your postcode (4011) is one of these: 4011, 4012, 4013, 4014 or 4020.",
    ),
    "es": (
        "No se cumple porque su respuesta a «¿Está en el registro de personas ciegas?» es «No», y además la distancia "
        "que puede andar sin ayuda (200 m) es 80 m o más.",
        "Cumple esta condición si su respuesta a «¿Está en el registro de personas ciegas?» es «Sí», o bien la "
        "distancia que puede andar sin ayuda es menos de 80 m.",
        "Se cumple porque su código postal (4011) es una de estas opciones: 4011, 4012, 4013, 4014 o 4020.",
    ),
}  # fmt: skip


def answer(page: Page, url: str) -> None:
    """Answer what is asked until the answer stands there; nothing may be asked twice."""
    page.goto(f"{url}/{CHECK}")
    for name, value in ANSWERS.items():
        field = page.locator(f"[name='{name}']")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check(force=True)
        else:
            field.first.fill(value)
        press(page, page.locator("main form .govuk-button").first)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_a_refusal_is_explained_in_english_and_spanish(
    server: Server, open_context: OpenContext, screen: dict[str, int]
) -> None:
    page = open_context(viewport=screen, scripts=False).new_page()
    answer(page, server.url)
    assert "walking" not in page.url, "no answer stands in an address"
    for language, sentences in WORDS.items():
        if page.locator(f".sw-languages button[value='{language}']").count():
            choose_language(page, language)
        page.goto(f"{server.url}/{CHECK}")
        told = said(page)
        for sentence in sentences:
            assert sentence in told, sentence
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
        rule = page.locator(".sw-criterion--unmet details")
        rule.locator("summary").click()
        assert "80 m" in rule.inner_text()
        assert "200" not in rule.inner_text(), "the rule says nothing about the person"
        if folder := os.environ.get("SERVEWELL_TEST_PICTURES"):
            page.screenshot(path=f"{folder}/explained-{language}-{screen['width']}.png", full_page=True)
    assert page.locator(".sw-criterion__sign[aria-hidden=true]").count() == page.locator(".sw-criterion").count()
