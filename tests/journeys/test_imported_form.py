"""A real form of another system: imported, published into the running installation, walked to a submitted case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import DESK, PHONE, ROOT, Server
from tests.journeys.walking import OpenContext, begin, declare_and_send, open_case, said, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
FORM = ROOT.parent / "shared" / "data" / "forms" / "xgov" / "cyp_r1" / "about-your-organisation-cyp.json"
SERVICE = "about-your-organisation-cyp"
ANSWERS = {
    "organisation-details": {"organisation_name": "Riverton Youth", "organisation_use_other_names": "yes"},
    "alternative-organisation-name": {"alternative_name_1": "The River Club"},
}


@pytest.fixture(scope="module")
def imported(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the definition that the import wrote."""
    if not FORM.exists():
        pytest.skip(f"The form is not here: {FORM}")
    out = tmp_path_factory.mktemp("imported")
    done = server.run("import", "xgov", str(FORM), "--out", str(out), "--json")
    assert done.returncode == 0, done.stderr
    form = json.loads(done.stdout)["forms"][0]
    assert form["conditions_out"] == form["conditions_in"] == 6
    assert server.run("check", str(out / SERVICE)).returncode == 0
    return out / SERVICE


def test_a_form_of_another_system_becomes_a_case(server: Server, open_context: OpenContext, imported: Path) -> None:
    published = server.run("publish", str(imported), "--by", "olga@riverton.example")
    assert published.returncode == 0, published.stderr
    phone = open_context(viewport=PHONE, scripts=False).new_page()
    begin(phone, server.url, SERVICE)
    walk(phone, ANSWERS)
    checked = said(phone)
    for words in ("Riverton Youth", "The River Club", "Partner organisation name", "SW1A 1AA"):
        assert words in checked, words
    reference = declare_and_send(phone)
    assert "We have your application" in said(phone)

    desk = sign_in(open_context(viewport=DESK), server.url, "amina@riverton.example")
    open_case(desk, server.url, reference)
    expect(desk.get_by_text("The River Club")).to_be_visible()


def test_a_branch_that_is_not_taken_asks_and_sends_nothing(
    server: Server, open_context: OpenContext, imported: Path
) -> None:
    server.run("publish", str(imported), "--by", "olga@riverton.example")
    phone = open_context(viewport=PHONE, scripts=False).new_page()
    begin(phone, server.url, SERVICE)
    alone = {"joint-bid": {"application_joint_bid_partnership_other": "no"}}
    short = {"organisation-details": {"organisation_name": "Riverton Youth", "organisation_use_other_names": "no"}}
    walk(phone, {**short, **alone})
    assert "Partner organisation" not in said(phone)
    assert "Alternative name 1" not in said(phone)
    declare_and_send(phone)
