"""The gallery of components in a real browser: readable by machines, inside the screen, usable without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from tests.web.design.gallery import PAGES, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-looks")]
WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The back link and the banner of a demo stand before the main part, as govuk-frontend has them.
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"region": {"enabled": False}}}
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter(e => e.checkVisibility() && !e.closest(".govuk-visually-hidden") && !e.matches(".govuk-skip-link"))
  .filter(e => !(e.matches("a") && e.parentElement.matches("p, li, span") && getComputedStyle(e).display === "inline"))
  .filter(e => { const box = e.getBoundingClientRect(); return box.height && (box.height < 24 || box.width < 24); })
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with served() as address:
        yield address


def open_page(open_context: Callable[..., BrowserContext], address: str, width: str, *, scripts: bool = True) -> Page:
    page = open_context(viewport=WIDTHS[width], scripts=scripts).new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.faults.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.goto(address)
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "questions"])  # "faults" shows them all
def test_pages_have_no_violation(
    open_context: Callable[..., BrowserContext], gallery: str, name: str, language: str, width: str
) -> None:
    page = open_page(open_context, f"{gallery}/{language}/{name}", width)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]["width"]
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(
    open_context: Callable[..., BrowserContext], gallery: str
) -> None:
    page = open_page(open_context, f"{gallery}/en/faults", "phone")
    page.wait_for_selector(".govuk-frontend-supported")
    assert page.wait_for_function("document.activeElement.matches('.govuk-error-summary')")
    page.get_by_role("link", name="Enter a number for").click()
    assert page.evaluate("document.activeElement.id") == "distance"


def test_every_control_is_reached_by_keyboard_and_shows_it(
    open_context: Callable[..., BrowserContext], gallery: str
) -> None:
    page = open_page(open_context, f"{gallery}/en/queue", "desk")
    look = """() => { const e = document.activeElement, s = getComputedStyle(e);
      return [e.tagName, e.outerHTML.slice(0, 80), s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor] }"""
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        tag, html, outline, thickness, shadow, _ground = page.evaluate(look)
        if tag == "BODY":
            break
        seen.append(html)
        assert (outline != "none" and thickness != "0px") or shadow != "none", html
    assert "govuk-skip-link" in seen[0]
    assert any("Take case" in html or "govuk-button" in html for html in seen)


def test_everything_is_there_without_scripts(open_context: Callable[..., BrowserContext], gallery: str) -> None:
    page = open_page(open_context, f"{gallery}/en/questions", "phone", scripts=False)
    for name in ("full_name", "story", "spot-text", "household-1-first_name"):
        assert page.locator(f"[name='{name}']").is_visible()
    assert page.get_by_text("You can enter up to 50 words").is_visible()
    assert page.get_by_role("button", name="Add another household member").is_visible()
