"""The report of an event log in a real browser: readable by machines, inside screen and paper, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext
from tests.journeys.test_gallery import RULES, SMALL_TARGETS, WIDTHS
from tests.web.design.insight.reports import road_fines

from servewell.web.design.insight.report import report_html

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-looks")]
OPEN_ALL: Final = "document.querySelectorAll('details').forEach(one => one.open = true)"
A4: Final = {"width": 703, "height": 1016}  # inside the margins, at 96 pixels an inch


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("reports")
    found = {}
    for language in ("en", "ar"):
        path = Path(folder / f"{language}.html")
        path.write_text(report_html(road_fines(), title="Road fines", language=language), encoding="utf-8")
        found[language] = path.as_uri()
    return found


@pytest.mark.parametrize(
    ("language", "width", "look"),
    [
        ("en", "phone", {}),
        ("ar", "phone", {"color_scheme": "dark"}),
        ("en", "desk", {"forced_colors": "active"}),
        ("ar", "desk", {}),
    ],
)
def test_a_report_has_no_violation(
    browser: Browser, reports: dict[str, str], language: str, width: str, look: dict[str, Any]
) -> None:
    context = browser.new_context(viewport=WIDTHS[width], **look)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reports[language])
    page.evaluate(OPEN_ALL)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]["width"]
    assert page.evaluate(SMALL_TARGETS) == []
    assert asked == [reports[language]]
    context.close()


def test_the_map_changes_its_level_by_keyboard_and_without_scripts(
    open_context: Callable[..., BrowserContext], reports: dict[str, str]
) -> None:
    page = open_context(viewport=WIDTHS["desk"], scripts=False).new_page()
    page.goto(reports["en"])
    page.get_by_text("Process map", exact=True).first.click()
    assert page.locator(".sw-map__level--2").is_visible()
    page.get_by_role("radio", name="8 steps").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="11 steps").is_checked()
    assert page.locator(".sw-map__level--3").is_visible()
    assert not page.locator(".sw-map__level--2").is_visible()


def test_a_finding_can_be_reached_and_checked_by_keyboard(
    open_context: Callable[..., BrowserContext], reports: dict[str, str]
) -> None:
    page = open_context(viewport=WIDTHS["phone"], scripts=False).new_page()
    page.goto(reports["en"])
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name="Skip to the findings").evaluate("one => one === document.activeElement")
    page.get_by_role("link", name="Waiting · Create Fine").press("Enter")
    assert page.url.endswith("#finding-2")
    proof = page.get_by_text("How to check this: the query (2)")
    proof.press("Enter")
    assert page.get_by_text("SELECT count(*) FROM transitions").is_visible()


def test_on_paper_drawers_are_open_and_nothing_leaves_the_sheet(browser: Browser, reports: dict[str, str]) -> None:
    context = browser.new_context(viewport=A4)
    page = context.new_page()
    page.goto(reports["en"])
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    assert page.locator(".sw-map__svg").nth(1).bounding_box()["height"] <= A4["height"]
    assert page.get_by_text("Appeal to Judge").locator("visible=true").count()
    for finding in page.locator(".sw-finding").all():
        assert finding.bounding_box()["height"] <= A4["height"] * 0.6
    context.close()
