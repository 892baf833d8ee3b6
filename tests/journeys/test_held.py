"""A resident reads what is held on her, takes it along, has an answer corrected, and has it erased by two persons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.journeys.conftest import DESK, PHONE, Server
from tests.journeys.walking import SHORT, OpenContext, apply, open_case, open_details, press, said, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]


def decide(page: Page, url: str, reference: str) -> str:
    """Take the case, refuse it and return its address."""
    address = open_case(page, url, reference)
    press(page, page.get_by_role("button", name="Decide", exact=True))
    page.locator("[name=decision][value=refuse]").check(force=True)
    page.locator("[name=reasons]").first.check(force=True)
    press(page, page.get_by_role("button", name="Decide and send"))
    return address


def correct_the_name(page: Page, address: str) -> None:
    page.goto(f"{address.rstrip('/')}/privacy/")
    press(page, page.locator("a[href*='/correct/full_name/']"))
    page.locator("[name=full_name]").fill("Ana Maria Silva")
    page.locator("[name=reason]").fill("The passport says so.")
    press(page, page.get_by_role("button", name="Correct it"))


def test_a_resident_reads_takes_along_and_has_it_erased(
    server: Server, short_service: str, open_context: OpenContext, tmp_path: Path
) -> None:
    phone = open_context(viewport=PHONE, scripts=False)
    reference = apply(phone, server.url, short_service, SHORT).reference
    amina = sign_in(open_context(viewport=DESK), server.url, "amina@riverton.example")
    address = decide(amina, server.url, reference)
    correct_the_name(amina, address)
    amina.wait_for_timeout(2_500)  # the hold of the decision

    page = phone.new_page()
    page.goto(f"{server.url}/cases/{reference}/")
    press(page, page.get_by_role("link", name="What we hold on you, and how long"))
    open_details(page)
    read = said(page)
    for told in ("Ana Maria Silva", "The passport says so.", "ana@mail.example", "Amina", "5 years after the case"):
        assert told in read, told
    with page.expect_download() as download:
        page.get_by_role("button", name="Download everything").click()
    taken = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert taken["reference"] == reference
    assert download.value.suggested_filename == "data.json"
    page.locator("[name=text]").fill("I moved away.")
    press(page, page.get_by_role("button", name="Ask us to erase it"))
    assert "Two of our staff look at it" in said(page)

    amina.goto(f"{address.rstrip('/')}/privacy/")
    assert "I moved away." in said(amina)
    open_details(amina)
    amina.locator("[name=ground]").first.check(force=True)
    press(amina, amina.get_by_role("button", name="Propose", exact=True))
    peter = sign_in(open_context(viewport=DESK), server.url, "peter@riverton.example")
    peter.goto(f"{address.rstrip('/')}/privacy/")
    press(peter, peter.get_by_role("button", name="Erase it for good"))
    assert "Nothing personal is left." in said(peter)

    page.reload()
    assert "Ana Maria Silva" not in said(page)
    assert "Everything was erased on" in said(page)
    for path in (one for one in server.data.rglob("*") if one.is_file()):  # the database, its log, the server's log
        written = path.read_bytes()
        for word in (b"The passport says so.", b"Ana Maria Silva", b"I moved away."):
            assert word not in written, (word, path.name)
