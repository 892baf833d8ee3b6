"""Is it solved? From the link in the mail over "not" to the review in another caseworker's queue and its answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import DESK, PHONE, Server
from tests.journeys.walking import SHORT, OpenContext, apply, event_count, open_case, press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
AMINA, JOAO = "amina@riverton.example", "joao@riverton.example"
HOLD_MS = 32_000  # until a decision is told, and the case can be closed


def test_her_no_is_reviewed_by_somebody_else(server: Server, short_service: str, open_context: OpenContext) -> None:
    applied = apply(open_context(scripts=False), server.url, short_service, SHORT)
    amina = sign_in(open_context(viewport=DESK), server.url, AMINA)
    case = open_case(amina, server.url, applied.reference)
    case_id = case.split("/")[-2]
    press(amina, amina.get_by_role("button", name="Decide", exact=True))
    amina.locator("[name=decision]").first.check(force=True)
    press(amina, amina.get_by_role("button", name="Decide and send"))
    amina.wait_for_timeout(HOLD_MS)
    amina.goto(case)
    press(amina, amina.get_by_role("button", name="Close the case"))
    amina.goto(f"{server.url}/demo/mailbox/")
    link = amina.locator("a[href*='/o/']").first.get_attribute("href")
    assert link is not None

    phone = open_context(viewport=PHONE, scripts=False).new_page()
    phone.goto(link)
    assert event_count(server.data, "outcome_given", case_id) == 0, "opening it notes nothing"
    press(phone, phone.get_by_role("button", name="Send", exact=True))
    expect(phone.get_by_role("link", name="Choose one of the three answers")).to_be_visible()
    phone.get_by_label("No, it is not solved").check(force=True)
    phone.get_by_label("What do you want to tell us? (optional)").fill("Nothing came.")
    press(phone, phone.get_by_role("button", name="Send", exact=True))
    expect(phone.get_by_text("Somebody of our staff looks at your case again.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    joao = sign_in(open_context(viewport=DESK), server.url, JOAO)
    joao.goto(f"{server.url}/staff/queue/?filtered=1&review=1")
    press(joao, joao.locator(f"a[href*='{case_id}']"))
    expect(joao.get_by_text("Nothing came.").first).to_be_visible()
    press(joao, joao.get_by_role("button", name="Take the review"))
    press(joao, joao.get_by_role("button", name="Answer the resident"))
    joao.locator("[name=text]").fill("It was sent again on Monday.")
    press(joao, joao.get_by_role("button", name="Send the answer"))
    phone.reload()
    expect(phone.get_by_text("It was sent again on Monday.").first).to_be_visible()
