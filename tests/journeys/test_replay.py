"""An owner tries a changed threshold on the cases of the past: by keyboard, and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.journeys.conftest import DESK, PHONE, Server
from tests.journeys.test_keyboard import press_button, tab_to
from tests.journeys.walking import PERMIT, OpenContext, apply, press, said, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
SERVICE = "disabled-parking-permit"
EXAMPLE = Path(__file__).parents[2] / "examples" / SERVICE / "definition.yaml"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a threshold that the resident of the walk, who walks 40 metres, no longer passes."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert "short_walk_m: 80" in text
    path = tmp_path_factory.mktemp("changed") / "definition.yaml"
    path.write_text(text.replace("short_walk_m: 80", "short_walk_m: 30"), encoding="utf-8")
    return path


def replay_page(context: BrowserContext, server: Server) -> Page:
    page = sign_in(context, server.url, "olga@riverton.example")
    page.goto(f"{server.url}/staff/services/{SERVICE}/")
    press(page, page.get_by_role("link", name="See what a change would have done"))
    return page


def test_a_changed_threshold_without_scripts(server: Server, open_context: OpenContext, changed: Path) -> None:
    applied = apply(open_context(viewport=DESK), server.url, SERVICE, PERMIT)
    page = replay_page(open_context(viewport=PHONE, scripts=False), server)
    page.locator("[name=file]").set_input_files(changed)
    press(page, page.get_by_role("button", name="Replay the cases"))
    assert "would have been decided otherwise: 0 gain" in said(page)
    picture = page.get_by_role("img")
    assert "0 gain" in (picture.text_content() or "")
    box = picture.bounding_box()
    assert box is not None
    assert 200 < box["width"] <= 360
    lost = (page.locator(".ws-flows__change").text_content() or "").strip()
    assert lost == f"▼ {page.get_by_role('row', name='Eligible Stopped Lose').locator('td').last.inner_text()}"
    example = page.get_by_role("link", name=applied.reference)
    assert example.is_visible()
    assert "changed from 80 to 30" in (page.locator("main").text_content() or "")
    assert "short_walk_m: 30" in page.locator("[name=definition]").input_value()
    press(page, page.get_by_role("link", name="Start again from the version that residents see"))
    assert "short_walk_m: 80" in page.locator("[name=definition]").input_value()


def test_a_changed_threshold_by_keyboard_alone(server: Server, open_context: OpenContext, changed: Path) -> None:
    apply(open_context(viewport=DESK), server.url, SERVICE, PERMIT)
    page = replay_page(open_context(viewport=DESK), server)
    tab_to(page, lambda at: at["name"] == "definition")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(changed.read_text(encoding="utf-8").replace("short_walk_m\n", "short_walk\n", 1))
    press_button(page, "Replay the cases")
    assert "This definition has faults" in said(page)
    tab_to(page, lambda at: at["name"] == "definition")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(changed.read_text(encoding="utf-8"))
    press_button(page, "Replay the cases")
    assert "would have been decided otherwise" in said(page)
    assert page.get_by_role("img").is_visible()
