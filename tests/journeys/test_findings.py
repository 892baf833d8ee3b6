"""From what costs people most to a case in two clicks, and an idea raised from it: in the demo, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import DESK, PHONE, Server, demo_of
from tests.journeys.test_keyboard import press_button, tab_to
from tests.journeys.walking import OpenContext, event_count, press, said, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
SERVICE = "report-a-street-problem"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOUND = ".ws-finding__sentence a"
SMALLER = ".ws-smaller > summary"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo with a short history, searched for findings before it opens."""
    with demo_of(tmp_path_factory.mktemp("demo"), cases=150) as running:
        yield running


def findings_page(page: Page, demo: Server) -> None:
    page.goto(f"{demo.url}/staff/services/{SERVICE}/")
    press(page, page.get_by_role("link", name="Findings"))
    assert page.get_by_role("heading", level=1).inner_text() == "Findings"


def open_with_case(page: Page, demo: Server) -> None:
    """Open the first finding that has a case behind it."""
    findings_page(page, demo)
    for number in range(page.locator(FOUND).count()):
        press(page, page.locator(FOUND).nth(number))
        if page.locator("a[href*='/staff/cases/']").count():
            return
        page.go_back()
    raise AssertionError(f"No finding has a case behind it: {said(page)}")


@pytest.mark.parametrize(("viewport", "who"), [(PHONE, "olga"), (DESK, "peter")], ids=["360", "1280"])
def test_from_a_finding_to_a_case_in_two_clicks(
    demo: Server, open_context: OpenContext, viewport: dict[str, int], who: str
) -> None:
    page = sign_in(open_context(viewport=viewport, scripts=False), demo.url, f"{who}@riverton.example")
    open_with_case(page, demo)  # the first click, on what was found
    sentence = page.get_by_role("heading", level=1).inner_text()
    assert sentence.endswith(".")
    assert page.evaluate(TOO_WIDE) <= 0
    link = page.locator("a[href*='/staff/cases/']").first
    case = re.search(r"/cases/([^/]+)/", link.get_attribute("href") or "")
    assert case is not None
    reference, looks = link.inner_text(), event_count(demo.data, "viewed_by_staff", case[1])
    press(page, link)  # the second click, on a case
    assert reference in page.get_by_role("heading", level=1).inner_text()
    assert event_count(demo.data, "viewed_by_staff", case[1]) == looks + 1


def test_the_list_says_what_could_be_won_and_fits_a_phone(demo: Server, open_context: OpenContext) -> None:
    page = sign_in(open_context(viewport=PHONE, scripts=False), demo.url, "olga@riverton.example")
    findings_page(page, demo)
    assert page.locator(FOUND).count() >= 2
    assert "could be won" in said(page)
    assert page.evaluate(TOO_WIDE) <= 0


def test_an_idea_is_raised_and_the_finding_dismissed_without_scripts(demo: Server, open_context: OpenContext) -> None:
    page = sign_in(open_context(viewport=PHONE, scripts=False), demo.url, "olga@riverton.example")
    findings_page(page, demo)
    if page.locator(SMALLER).count():
        page.locator(SMALLER).click()  # the last of a long list are folded
    press(page, page.locator(FOUND).last)
    sentence = page.get_by_role("heading", level=1).inner_text()
    press(page, page.get_by_role("button", name="Raise an idea"))
    assert sentence in said(page)
    page.locator("[name=text]").fill("Let residents point at the map.")
    press(page, page.get_by_role("button", name="Raise the idea"))
    assert "Let residents point at the map." in said(page)
    press(page, page.get_by_role("link", name="The finding that it was raised from"))
    page.locator("summary", has_text="Dismiss it").click()
    page.locator("[name=reason]").fill("The map is on its way.")
    press(page, page.get_by_role("button", name="Dismiss", exact=True))
    press(page, page.get_by_role("link", name="Findings", exact=True))
    page.locator("summary", has_text="Dismissed: 1").click()
    assert "The map is on its way." in said(page)
    page.locator("details", has=page.locator("summary", has_text="Dismissed: 1")).locator("a").first.click()
    press(page, page.get_by_role("button", name="Take this back"))
    assert "Taken back." in said(page)


def test_looking_again_by_keyboard(demo: Server, open_context: OpenContext) -> None:
    page = sign_in(open_context(viewport=DESK), demo.url, "olga@riverton.example")
    findings_page(page, demo)
    tab_to(page, lambda at: at["name"] == "groups")
    page.keyboard.press("Space")
    press_button(page, "Look again now")
    assert "The record is being searched" in said(page)
    for _ in range(60):
        if "is being searched now" not in said(page):
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(FOUND).first).to_be_visible()
    assert "People are compared by: " in said(page)


def test_the_demo_told_its_progress(demo: Server) -> None:
    assert "Looking for findings: 3 in" in Path(demo.data / "server.log").read_text(encoding="utf-8")
