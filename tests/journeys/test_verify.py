"""A resident checks a receipt in the browser, on our page and on the page she saved; nothing is sent."""

import json

import pytest
from playwright.sync_api import Page, expect
from tests.core.record.receipts import FILE, SIGNER, made
from tests.journeys.conftest import DESK, PHONE, Server
from tests.journeys.test_accessibility import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
SAYS = """async (vectors) => {
  const said = [];
  for (const {receipt, key} of vectors) {
    try {
      const proved = await checkReceipt(receipt, key);
      said.push([Number(proved.number), Number(proved.size)]);
    } catch (error) {
      said.push(error instanceof Refused ? null : String(error));
    }
  }
  return said;
}"""


def saved(server: Server, page: Page, tmp_path) -> str:
    page.goto(f"{server.url}/record/verify/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep this page as a file").click()
    download.value.save_as(tmp_path / download.value.suggested_filename)
    return f"file://{tmp_path / download.value.suggested_filename}"


def test_javascript_says_of_every_receipt_what_python_says(server: Server, open_context, tmp_path):
    page = open_context(viewport=DESK).new_page()
    script = (tmp_path / "verify.js").resolve()
    page.goto(f"{server.url}/record/verify/")
    source = page.locator("script[src*='verify_receipt']").get_attribute("src")
    script.write_bytes(page.request.get(f"{server.url}{source}").body())
    page.goto(f"{server.url}/record/")
    more = "\nwindow.checkReceipt = checkReceipt; window.Refused = Refused; null;"
    page.evaluate(script.read_text(encoding="utf-8") + more)
    vectors = json.loads(FILE.read_text(encoding="utf-8"))
    said = page.evaluate(SAYS, vectors)
    assert {one["name"]: told for one, told in zip(vectors, said, strict=True)} == {
        one["name"]: one["proves"] for one in vectors
    }


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("place", ["ours", "saved"])
def test_a_true_receipt_and_one_that_was_changed(server: Server, open_context, tmp_path, viewport, place):
    context = open_context(viewport=viewport)
    page = context.new_page()
    if place == "saved":
        address = saved(server, page, tmp_path)
        context.set_offline(True)
        page.goto(address)
    else:
        page.goto(f"{server.url}/record/verify/")
    (tmp_path / "receipt.txt").write_text(made(10, 21), encoding="utf-8")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label("The receipt that you downloaded").set_input_files(tmp_path / "receipt.txt")
    expect(page.get_by_label("Or paste its text")).to_have_value(made(10, 21))
    page.get_by_label("Public key of the record").fill(str(SIGNER.verifier))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="True: this was recorded, and nobody changed it")).to_be_focused()
    expect(page.locator("[data-says=number]")).to_have_text("11")
    expect(page.locator("[data-says=content]")).to_contain_text("Ñandú 10 €")
    assert faults_of(page, "the check", "en") == []
    page.get_by_label("Or paste its text").fill(made(10, 21).replace("index 10", "index 11"))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name="Not proved: the receipt was changed, or the record was")).to_be_visible()
    expect(page.get_by_role("heading", name="True: this was recorded")).to_be_hidden()
    assert [one for one in sent if not one.endswith(".svg")] == [], "its own icon is all that the page may ask for"


def test_without_scripts_the_page_says_how_else(server: Server, open_context):
    page = open_context(viewport=PHONE, scripts=False).new_page()
    page.goto(f"{server.url}/record/verify/")
    expect(page.get_by_text("Checking in the browser needs JavaScript. These ways do not:")).to_be_visible()
    expect(page.get_by_role("button", name="Check", exact=True)).to_be_hidden()
    address = page.get_by_role("link", name="A program of 100 lines").get_attribute("href")
    program = page.request.get(f"{server.url}{address}")
    assert program.headers["content-disposition"] == 'attachment; filename="verify_receipt.py"'
    assert len(program.text().splitlines()) <= 100
