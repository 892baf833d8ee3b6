"""The eligibility check asks what can still matter, in file order, and stops as soon as the result is known."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page
from tests.journeys.conftest import PHONE, Server
from tests.journeys.test_keyboard import choose, press_button, tab_to
from tests.journeys.walking import OpenContext, press, said, set_field

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
ENOUGH = "That is all we need to know."
NO, YES = "It seems that you cannot use it", "You can use it"
PARKING, BIRTH = "disabled-parking-permit", "birth-certificate-copy"
LIVES_HERE, SEES, WALKS = {"postcode": "4011"}, {"blind": "no"}, {"walking_distance_m": "40"}
LONG_AGO, LATELY = ({"born_month-month": "1", "born_month-year": year} for year in ("1890", "1990"))
HERE = {"born_in_riverton": "yes"}
CHECKS: tuple[tuple[str, tuple[Mapping[str, str], ...], str], ...] = (
    (PARKING, ({"postcode": "9999"},), NO),
    (PARKING, (LIVES_HERE, {"blind": "yes"}), YES),
    (PARKING, (LIVES_HERE, SEES, {"walking_distance_m": "200"}), NO),
    (PARKING, (LIVES_HERE, SEES, WALKS, {"lasts_a_year": "yes"}), YES),
    (BIRTH, ({"born_in_riverton": "no"},), NO),
    (BIRTH, (HERE, LONG_AGO), YES),
    (BIRTH, (HERE, LATELY, {"relation": "none"}), NO),
)


def asked(page: Page) -> set[str]:
    """Return the names of the fields that a page asks for."""
    names = page.locator("main form [name]").evaluate_all("all => all.map(one => one.name)")
    return set(names) - {"page", "csrfmiddlewaretoken", "action", "again"}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(("service", "pages", "result"), CHECKS)
def test_a_check_asks_what_matters_and_says_when_it_knows(
    server: Server,
    open_context: OpenContext,
    service: str,
    pages: tuple[Mapping[str, str], ...],
    result: str,
    scripts: bool,
) -> None:
    page = open_context(viewport=PHONE, scripts=scripts).new_page()
    page.goto(f"{server.url}/services/{service}/can-i-use-it/")
    for answers in pages:
        assert ENOUGH not in said(page)
        assert asked(page) == answers.keys()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for name, value in answers.items():
            set_field(page, name, value)
        press(page, page.locator("main form .govuk-button").first)
    assert ENOUGH in said(page)
    assert page.locator("h1").inner_text() == result
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if folder := os.environ.get("SERVEWELL_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/check-{service}-{len(pages)}.png", full_page=True)


def test_a_check_is_answered_without_a_mouse(server: Server, open_context: OpenContext) -> None:
    page = open_context(viewport=PHONE).new_page()
    page.goto(f"{server.url}/services/{PARKING}/can-i-use-it/")
    tab_to(page, lambda at: at["name"] == "postcode")
    page.keyboard.type("4011")
    press_button(page, "Continue")
    choose(page, "blind", "yes")
    press_button(page, "Continue")
    assert ENOUGH in said(page)
    assert page.locator("h1").inner_text() == YES
