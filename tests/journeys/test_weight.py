"""What a page weighs on the wire: a first view and later ones, nothing from elsewhere, no font."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.journeys.conftest import PHONE, Server
from tests.journeys.walking import GO_ON, PERMIT, OpenContext, begin, page_id, press, walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-walks")]
KILOBYTE = 1024
FIRST_VIEW, LATER_VIEW = 40 * KILOBYTE, 8 * KILOBYTE


@dataclass
class Wire:
    """Everything that went over the wire, as the browser counts it: headers and compressed bodies."""

    bytes: int = 0
    requests: dict[str, str] = field(default_factory=dict)  # id -> address
    sizes: dict[str, int] = field(default_factory=dict)  # address -> bytes

    def clear(self) -> None:
        """Begin to count anew."""
        self.bytes = 0
        self.requests.clear()
        self.sizes.clear()


def listen(context: BrowserContext, page: Page) -> Wire:
    """Count what the browser receives from now on."""
    wire, session = Wire(), context.new_cdp_session(page)

    def sent(event: dict) -> None:
        wire.requests[event["requestId"]] = event["request"]["url"]

    def finished(event: dict) -> None:
        wire.bytes += int(event["encodedDataLength"])
        wire.sizes[wire.requests.get(event["requestId"], "?")] = int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    return wire


def test_a_form_page_is_light(server: Server, open_context: OpenContext) -> None:
    walker = open_context(viewport=PHONE, scripts=False)
    page = walker.new_page()
    begin(page, server.url, "disabled-parking-permit")
    walk(page, PERMIT, until="sight")
    address = page.url

    # Another phone with an empty cache, whose first view is this page.
    phone = open_context(viewport=PHONE)
    phone.add_cookies(walker.cookies())
    page = phone.new_page()
    wire = listen(phone, page)
    page.goto(address, wait_until="networkidle")
    first, sizes = wire.bytes, dict(wire.sizes)
    assert page.locator("[name=blind]").count() == 2
    assert all(url.startswith((server.url, "data:")) for url in wire.requests.values()), wire.requests
    assert not [url for url in sizes if url.rsplit(".", 1)[-1] in ("woff", "woff2", "ttf", "otf")]
    print(f"\nFirst view of a form page: {first / KILOBYTE:.1f} KB")
    for url, size in sizes.items():
        print(f"  {size / KILOBYTE:6.1f} KB  {url.removeprefix(server.url)}")
    assert first <= FIRST_VIEW, sizes

    for after in ("walking", "how-long"):
        page.locator(f"[name={'blind' if after == 'walking' else 'walking_distance_m'}]").last.evaluate(
            "field => { field.type === 'radio' ? field.checked = true : field.value = '40'; }"
        )
        wire.clear()
        press(page, page.locator(GO_ON))
        page.wait_for_load_state("networkidle")
        assert page_id(page) == after
        print(f"Later view, {after}: {wire.bytes / KILOBYTE:.1f} KB")
        assert wire.bytes <= LATER_VIEW, wire.sizes


@pytest.mark.parametrize("address", ["", "services/disabled-parking-permit/", "staff/sign-in/"])
def test_no_page_asks_another_site_or_loads_a_font(server: Server, open_context: OpenContext, address: str) -> None:
    phone = open_context(viewport=PHONE)
    page = phone.new_page()
    wire = listen(phone, page)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(f"{server.url}/{address}", wait_until="networkidle")
    assert all(url.startswith((server.url, "data:")) for url in wire.requests.values()), wire.requests
    assert page.evaluate("document.fonts.size") == 0
    assert wire.bytes <= FIRST_VIEW, wire.sizes
    assert faults == []
