"""Two caseworkers at one case: who came second is told, and nobody's words are lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import DESK, Server
from tests.journeys.walking import SHORT, OpenContext, apply, event_count, open_case, press, said, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
AMINA, JOAO = "amina@riverton.example", "joao@riverton.example"


@pytest.fixture
def desks(server: Server, short_service: str, open_context: OpenContext) -> tuple[Page, Page, str]:
    """Return the browsers of two caseworkers with the same new case open, and its address."""
    applied = apply(open_context(scripts=False), server.url, short_service, SHORT)
    amina = sign_in(open_context(viewport=DESK), server.url, AMINA)
    joao = sign_in(open_context(viewport=DESK), server.url, JOAO)
    case = open_case(amina, server.url, applied.reference)
    joao.goto(case)
    return amina, joao, case


def decide(page: Page, explanation: str) -> None:
    """Fill in the form of a decision; it is not sent yet."""
    press(page, page.get_by_role("button", name="Decide", exact=True))
    outcome = page.locator("[name=decision]").last
    value = outcome.get_attribute("value")
    outcome.check(force=True)
    reasons = page.locator(f"[name=reasons][value^='{value}:']")
    if reasons.count():
        reasons.first.check(force=True)
    page.locator("[name=explanation]").fill(explanation)


def test_the_second_decision_is_not_made_and_its_words_are_kept(server: Server, desks: tuple[Page, Page, str]) -> None:
    amina, joao, case = desks
    decide(amina, "Amina looked at the sign on Monday.")
    decide(joao, "João has seen another sign.")
    press(amina, amina.get_by_role("button", name="Decide and send"))
    expect(amina.get_by_text("Until it goes out you can still take it back.")).to_be_visible()
    press(joao, joao.get_by_role("button", name="Decide and send"))
    expect(joao.get_by_role("heading", name="The case changed while you wrote")).to_be_visible()
    assert joao.locator("[name=explanation]").input_value() == "João has seen another sign."
    assert joao.locator("[name=decision]:checked").count() == 1
    assert event_count(server.data, "decided", case.split("/")[-2]) == 1
    amina.reload()
    assert "Amina looked at the sign on Monday." in said(amina)
    assert "João has seen another sign." not in said(amina)


def test_a_decision_on_an_old_page_waits_for_what_came_meanwhile(server: Server, desks: tuple[Page, Page, str]) -> None:
    amina, joao, case = desks
    decide(joao, "João decides without the answer.")
    press(amina, amina.get_by_role("button", name="Ask for information"))
    amina.locator("[name=text]").fill("Which sign is it?")
    press(amina, amina.get_by_role("button", name="Ask", exact=True))
    expect(amina.get_by_text("The resident was asked.")).to_be_visible()
    press(joao, joao.get_by_role("button", name="Decide and send"))
    expect(joao.get_by_role("heading", name="The case changed while you wrote")).to_be_visible()
    assert joao.locator("[name=explanation]").input_value() == "João decides without the answer."
    assert event_count(server.data, "decided", case.split("/")[-2]) == 0
    # Having seen it, he may decide all the same: the form now stands on the newest state.
    press(joao, joao.get_by_role("button", name="Decide and send"))
    expect(joao.get_by_text("Until it goes out you can still take it back.")).to_be_visible()


def test_the_second_to_take_a_case_is_told_who_has_it(desks: tuple[Page, Page, str]) -> None:
    amina, joao, _case = desks
    press(amina, amina.get_by_role("button", name="Take this case"))
    expect(amina.get_by_role("heading", name="With Amina Haddad")).to_be_visible()
    press(joao, joao.get_by_role("button", name="Take this case"))
    expect(joao.locator(".govuk-notification-banner")).to_contain_text("Amina Haddad")
    expect(joao.get_by_role("heading", name="With Amina Haddad")).to_be_visible()


def test_messages_and_notes_of_both_arrive(desks: tuple[Page, Page, str]) -> None:
    amina, joao, case = desks
    for page, words in ((amina, "Note of Amina"), (joao, "Note of João")):
        press(page, page.get_by_role("link", name="Add a note"))
        page.locator("[name=text]").fill(words)
    for page in (amina, joao):
        press(page, page.get_by_role("button", name="Save the note"))
    amina.goto(case)
    assert "Note of Amina" in said(amina)
    assert "Note of João" in said(amina)


def test_a_decision_is_taken_back_within_its_hold(server: Server, desks: tuple[Page, Page, str]) -> None:
    amina, _joao, case = desks
    decide(amina, "Too fast.")
    press(amina, amina.get_by_role("button", name="Decide and send"))
    press(amina, amina.get_by_role("button", name="Take the decision back"))
    expect(amina.get_by_text("Nothing was sent.")).to_be_visible()
    assert event_count(server.data, "decision_undone", case.split("/")[-2]) == 1
    expect(amina.get_by_role("button", name="Decide", exact=True)).to_be_visible()
