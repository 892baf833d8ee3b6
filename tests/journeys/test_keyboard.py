"""Without a mouse: a service from start to receipt, and the queue with j, k and Enter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.journeys.conftest import DESK, Server
from tests.journeys.walking import SHORT, OpenContext, apply, page_id, said, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
MOST_TABS = 60
FOCUSED = """() => { const e = document.activeElement; return {
  name: e.name || "", value: e.value || "", type: e.type || "", tag: e.tagName, text: (e.innerText || "").trim(),
  href: e.href || "", alone: !e.matches("[aria-hidden=true]"),
  seen: e.matches(".govuk-radios__input, .govuk-checkboxes__input") || getComputedStyle(e).outlineStyle !== "none"
    || getComputedStyle(e).boxShadow !== "none" }; }"""


def tab_to(page: Page, is_it: Callable[[dict[str, object]], bool]) -> dict[str, object]:
    """Press Tab until the focus is there; everything it passes must show that it has the focus."""
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        passed.append((focused["tag"], focused["text"] or focused["name"]))
        if focused["tag"] != "BODY":
            assert focused["alone"], focused
            assert focused["seen"], focused
        if is_it(focused):
            return focused
    raise AssertionError(f"Tab does not lead there: {passed}")


def press_button(page: Page, text: str) -> None:
    """Go to a button and press it with Enter."""
    tab_to(page, lambda at: at["text"] == text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, name: str, value: str) -> None:
    """Go to a question's radio buttons and choose with the arrow keys."""
    focused = tab_to(page, lambda at: at["name"] == name)
    for _ in range(12):
        if focused["value"] == value:
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
        focused = page.evaluate(FOCUSED)
    raise AssertionError(f"{name} has no {value}")


@pytest.fixture
def first_page(server: Server, short_service: str, open_context: OpenContext) -> Page:
    """The first page of a new application, reached by keyboard."""
    page = open_context(viewport=DESK).new_page()
    page.goto(f"{server.url}/services/{short_service}/")
    press_button(page, "Start now")
    assert page_id(page) == "about-you"
    return page


def type_into(page: Page, answers: dict[str, str]) -> None:
    """Go from field to field and type."""
    for name, words in answers.items():
        tab_to(page, lambda at, wanted=name: at["name"] == wanted)
        page.keyboard.type(words)


def test_a_service_by_keyboard_alone(first_page: Page) -> None:
    page = first_page
    type_into(page, dict(SHORT["about-you"]))
    press_button(page, "Save and continue")
    assert page_id(page) == "home", said(page)
    type_into(page, {"postcode": "4011"})
    choose(page, "blind", "yes")
    press_button(page, "Save and continue")
    assert "/check-your-answers/" in page.url
    tab_to(page, lambda at: at["name"] == "declaration")
    page.keyboard.press("Space")
    press_button(page, "Send application")
    assert "We have your application" in said(page)


def test_enter_in_a_field_goes_on(first_page: Page) -> None:
    type_into(first_page, dict(SHORT["about-you"]))
    with first_page.expect_navigation():
        first_page.keyboard.press("Enter")
    assert page_id(first_page) == "home"


def test_an_error_takes_the_focus_and_leads_to_its_field(first_page: Page) -> None:
    press_button(first_page, "Save and continue")
    first_page.wait_for_function("document.activeElement.matches('.govuk-error-summary')")
    first_page.keyboard.press("Tab")
    first_page.keyboard.press("Enter")
    first_page.wait_for_function("document.activeElement.id === 'full_name'")


def test_the_queue_by_its_keys(server: Server, short_service: str, open_context: OpenContext) -> None:
    for _ in range(2):
        apply(open_context(scripts=False), server.url, short_service, SHORT)
    page = sign_in(open_context(viewport=DESK), server.url, "mei@riverton.example")
    page.goto(f"{server.url}/staff/queue/?clear=1")
    rows = page.locator(".ws-queue__case")
    addresses = [row.get_attribute("href") for row in rows.all()]
    assert len(addresses) >= 2
    at = "() => document.activeElement.getAttribute('href')"
    page.keyboard.press("j")
    assert page.evaluate(at) == addresses[0]
    page.keyboard.press("j")
    assert page.evaluate(at) == addresses[1]
    page.keyboard.press("k")
    assert page.evaluate(at) == addresses[0]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(str(addresses[0]))
    page.goto(f"{server.url}/staff/queue/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "search_reference"
    page.keyboard.type("jk")
    assert page.evaluate("document.activeElement.value").endswith("jk")
    page.goto(f"{server.url}/staff/queue/")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert "With Mei Tanaka" in said(page)
    page.keyboard.press("a")
    page.wait_for_url("**/note/")
