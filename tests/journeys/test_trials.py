"""A trial is planned, approved, started and looked at in the demo, without scripts; and one that harmed is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import DESK, PHONE, Server, demo_of
from tests.journeys.walking import OpenContext, press, said, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
PAGES = "/staff/services/parking-permit/"
HARM = r"Stopped: the new way (is worse|harms|does not help, and what was seen so far points to harm)"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A demo with a service whose trial harmed, and the address of that trial."""
    with demo_of(tmp_path_factory.mktemp("demo"), cases=0) as running:
        yield running, running.plant("plant_trial.py")


def test_from_the_service_to_a_running_trial_and_its_page(demo: tuple[Server, str], open_context: OpenContext) -> None:
    server, _ = demo
    page = sign_in(open_context(viewport=DESK, scripts=False), server.url, "olga@riverton.example")
    page.goto(f"{server.url}{PAGES}")
    press(page, page.get_by_role("link", name="Trials"))
    press(page, page.get_by_role("link", name="Plan a trial"))
    page.get_by_label("Why").fill("Fewer wrong postcodes.")
    page.locator("[name=effect]").fill("12")
    page.locator("[name=share]").fill("25")
    page.locator("[name=tier][value='with approval']").check()
    press(page, page.get_by_role("button", name="How long will it take?"))
    expect(page.locator("#likely + table tbody tr")).to_have_count(3)
    assert page.locator("[name=why]").input_value() == "Fewer wrong postcodes."
    press(page, page.get_by_role("button", name="Plan this trial"))
    address = page.url
    assert "approval of a second person" in said(page)
    approver = sign_in(open_context(viewport=PHONE, scripts=False), server.url, "peter@riverton.example")
    approver.goto(address)
    press(approver, approver.get_by_role("button", name="Approve this trial"))
    page.goto(address)
    press(page, page.get_by_role("button", name="Start this trial"))
    press(page, page.get_by_role("button", name="Look now"))
    assert "Nothing is decided yet" in said(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Trial: Under way"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["360", "1280"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_verdict_is_read_with_its_picture_and_tables(
    demo: tuple[Server, str], open_context: OpenContext, viewport: dict[str, int], language: str
) -> None:
    server, address = demo
    context = open_context(viewport=viewport, scripts=False, language=language)
    page = sign_in(context, server.url, "olga@riverton.example")
    page.goto(f"{server.url}{address}")
    # Which of its limits harm meets first is left to chance: drafts are allocated by it.
    assert re.search(HARM, page.locator("main").inner_text())
    expect(page.locator("figure svg")).to_be_visible()
    assert page.locator("main table").count() >= 2
    assert page.evaluate(TOO_WIDE) <= 0
