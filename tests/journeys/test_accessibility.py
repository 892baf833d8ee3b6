"""Every kind of page, with errors shown, at two widths and in both directions: no violation, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, StorageState
from tests.journeys.conftest import DESK, PHONE, Server
from tests.journeys.walking import (
    PERMIT,
    SHORT,
    OpenContext,
    answer,
    apply,
    begin,
    open_case,
    open_details,
    press,
    sign_in,
    walk,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-looks")]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SUBMIT = "form => form.submit()"
Step = Callable[[Page], object]


@dataclass(frozen=True)
class Site:
    """An installation with something on every page, and the browsers of those who may see it."""

    url: str
    at: Mapping[str, str]  # what is where
    browsers: Mapping[str, StorageState]


@pytest.fixture(scope="module")
def site(server: Server, short_service: str, browser: Browser) -> Site:
    phone = browser.new_context(viewport=PHONE, java_script_enabled=False)
    asked, decided = (apply(phone, server.url, short_service, SHORT).reference for _ in range(2))
    page = phone.new_page()
    begin(page, server.url, short_service)
    walk(page, SHORT)
    at = {"asked": asked, "decided": decided, "service": short_service, "complete": draft_of(page)}
    begin(page, server.url, "disabled-parking-permit")
    walk(page, PERMIT, until="about-you")
    browsers = {"resident": phone.storage_state()}
    at["long"] = draft_of(page)
    for name in ("amina", "olga", "peter", "ruth", "ana.silva"):
        desk = browser.new_context(viewport=DESK)
        page = sign_in(desk, server.url, f"{name}@{'mail' if '.' in name else 'riverton'}.example")
        if name == "amina":
            at |= casework(page, server.url, asked, decided)
        elif name == "olga":
            at |= ideas(page, server, short_service)
        browsers[name] = desk.storage_state()
        desk.close()
    page = phone.new_page()
    page.goto(f"{server.url}/cases/{asked}/")
    at["request"] = (page.locator("a[href*='/information/']").get_attribute("href") or "").strip("/")
    phone.close()
    return Site(server.url, at, browsers)


def draft_of(page: Page) -> str:
    """Return the draft that is open."""
    return page.url.split("/apply/")[1].split("/")[0]


def casework(page: Page, url: str, asked: str, decided: str) -> dict[str, str]:
    """Ask for something in one case, refuse the other, and return where both are."""
    ask = open_case(page, url, asked).removeprefix(f"{url}/")
    press(page, page.get_by_role("button", name="Ask for information"))
    page.locator("[name=text]").fill("Please send a proof of your address.")
    page.locator("[name=wanted]").fill("A bill")
    press(page, page.get_by_role("button", name="Ask", exact=True))
    refused = open_case(page, url, decided).removeprefix(f"{url}/")
    press(page, page.get_by_role("button", name="Decide", exact=True))
    page.locator("[name=decision][value=refuse]").check(force=True)
    page.locator("[name=reasons]").first.check(force=True)
    page.locator("[name=explanation]").fill("The bill is two years old.")
    press(page, page.get_by_role("button", name="Decide and send"))
    return {"case": ask.strip("/"), "refused": refused.strip("/")}


def ideas(page: Page, server: Server, service: str) -> dict[str, str]:
    """Have findings, dismiss one of them, raise an idea from the other, and return where both are."""
    at = f"staff/services/{service}/findings"
    finding = f"{at}/{server.plant_findings(service)}"
    page.goto(f"{server.url}/{at}/")
    press(page, page.locator(".ws-finding__sentence a").last)
    open_details(page)
    page.locator("[name=reason]").fill("It was mended.")
    press(page, page.get_by_role("button", name="Dismiss", exact=True))
    page.goto(f"{server.url}/{finding}/idea/")
    page.locator("[name=text]").fill("Check every day.")
    press(page, page.get_by_role("button", name="Raise the idea"))
    return {"findings": at, "finding": finding, "idea": page.url.removeprefix(f"{server.url}/").strip("/")}


def empty(selector: str = "main form[method=post]") -> Step:
    """Send a form as it stands, past what the browser itself would check."""

    def send(page: Page) -> None:
        with page.expect_navigation():
            page.locator(selector).first.evaluate(SUBMIT)

    return send


def ends(page: Page) -> None:
    answer(page, {"postcode": "9999"})


def goes_on_again(page: Page) -> None:
    answer(page, {"postcode": "4011"})


def ask_for_number(page: Page) -> None:
    page.locator("[name=code]").fill("222-222-2222")
    press(page, page.locator("button[value=send]"))


def preview(page: Page) -> None:
    page.locator("[name=decision]").first.check(force=True)
    press(page, page.locator("button[value=preview]"))


def wrong_day(page: Page) -> None:
    page.locator("[name=opens_on-day]").fill("99")
    empty()(page)


def replay_with(old: str, new: str) -> Step:
    """Change the text of the definition and replay the cases."""

    def replay(page: Page) -> None:
        field = page.locator("[name=definition]")
        field.fill(field.input_value().replace(old, new))
        press(page, page.locator("main form[enctype] button"))
        open_details(page)

    return replay


# (address, what to do there before looking); names in braces are those of Site.at.
RESIDENT: tuple[tuple[str, Step | None], ...] = (
    ("", open_details),
    ("?q=parking", None),
    ("?q=nothing-fits", None),
    ("services/{service}/", open_details),
    ("services/disabled-parking-permit/", open_details),
    ("services/disabled-parking-permit/can-i-use-it/", None),
    ("services/disabled-parking-permit/can-i-use-it/", empty()),
    ("services/disabled-parking-permit/can-i-use-it/", lambda page: can_i_use_it(page)),
    ("apply/{long}/", None),
    ("apply/{long}/pages/walking/", open_details),
    ("apply/{long}/pages/about-you/", None),
    ("apply/{long}/pages/about-you/", empty("form[action*='/pages/']")),
    ("apply/{long}/pages/where-you-live/", ends),
    ("apply/{long}/pages/where-you-live/", goes_on_again),
    ("apply/{complete}/pages/home/", open_details),
    ("apply/{complete}/saved/", None),
    ("apply/{complete}/saved/", empty("form[action$='/saved/']")),
    ("apply/{complete}/check-your-answers/", None),
    ("apply/{complete}/check-your-answers/", empty("form[action$='/submit/']")),
    ("resume/", None),
    ("resume/", empty()),
    ("resume/", ask_for_number),
    ("track/", None),
    ("cases/{asked}/", open_details),
    ("cases/{asked}/", empty("form[action$='/messages/']")),
    ("cases/{asked}/receipt/", None),
    ("cases/{asked}/data/", open_details),
    ("cases/{decided}/data/", open_details),
    ("{request}/", None),
    ("{request}/", empty()),
    ("cases/{asked}/withdraw/", None),
    ("cases/{decided}/", open_details),
    ("cases/{decided}/appeal/", None),
    ("cases/{decided}/appeal/", empty()),
    ("cases/222-222-2222/", None),
    ("no-such-page/", None),
    ("services/{service}/start/", None),
    ("accessibility/", None),
    ("record/", None),
    ("privacy/", None),
    ("demo/mailbox/", open_details),
    ("staff/sign-in/", None),
    ("accounts/login/code/", None),
    ("accounts/login/code/", empty()),
    ("accounts/signup/", None),
)
ACCOUNT = (("my-cases/", None), ("accounts/2fa/", None), ("accounts/email/", None), ("accounts/logout/", None))
CASEWORKER: tuple[tuple[str, Step | None], ...] = (
    ("staff/queue/", open_details),
    ("staff/queue/?filtered=1&search_reference=nothing", None),
    ("staff/queue/?clear=1", None),
    ("{case}/", open_details),
    ("{refused}/", open_details),
    ("{case}/decide/", None),
    ("{case}/decide/", empty()),
    ("{case}/decide/", preview),
    ("{case}/message/", None),
    ("{case}/message/", empty()),
    ("{case}/note/", None),
    ("{refused}/reopen/", empty()),
    ("{refused}/privacy/", open_details),
    ("{refused}/privacy/", empty("form:has([value=propose])")),
    ("{case}/correct/full_name/", None),
    ("{case}/correct/full_name/", empty()),
    ("staff/apply/", None),
    ("staff/apply/", empty()),
    ("staff/record/", None),
)
OTHERS: tuple[tuple[str, str, Step | None], ...] = (
    ("olga", "staff/services/", None),
    ("olga", "staff/services/{service}/", None),
    ("olga", "staff/services/{service}/", wrong_day),
    ("olga", "staff/services/{service}/replay/", open_details),
    ("olga", "staff/services/{service}/replay/", replay_with('postcode = "4011"', "not(blind)")),
    ("olga", "staff/services/{service}/replay/", replay_with('postcode = "4011"', 'postcod = "4011"')),
    ("olga", "staff/services/disabled-parking-permit/findings/", None),
    ("olga", "{findings}/", open_details),
    ("olga", "{finding}/", open_details),
    ("olga", "{finding}/", empty("form:has([value=dismiss])")),
    ("olga", "{finding}/idea/", None),
    ("olga", "{finding}/idea/", empty()),
    ("olga", "staff/ideas/", None),
    ("olga", "{idea}/", None),
    ("olga", "{idea}/", empty()),
    ("peter", "{case}/", None),
    ("peter", "{case}/idea/", None),
    ("peter", "{refused}/privacy/", open_details),
    ("peter", "{refused}/privacy/", empty("form:has([value=delay])")),
    ("ruth", "staff/record/", None),
    ("ruth", "staff/data/", None),
    *(("ana.silva", address, step) for address, step in ACCOUNT),
)
TOURS: Mapping[str, tuple[tuple[str, str, Step | None], ...]] = {
    "resident": tuple(("resident", *one) for one in RESIDENT),
    "caseworker": tuple(("amina", *one) for one in CASEWORKER),
    "others": OTHERS,
}


def can_i_use_it(page: Page) -> None:
    """Answer the questions about eligibility, if they are still open."""
    for name, value in (("postcode", "9999"), ("blind", "yes")):
        if page.locator(f"[name='{name}']").count():
            page.locator(f"[name='{name}']").first.fill(value) if name == "postcode" else page.locator(
                f"[name='{name}'][value='{value}']"
            ).check(force=True)
            press(page, page.locator("main form .govuk-button").first)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("tour", TOURS)
def test_no_page_has_a_violation_or_is_cut_off(
    site: Site, browser: Browser, open_context: OpenContext, tour: str, language: str
) -> None:
    found: list[str] = []
    pages = {name: open_as(site, browser, name, language) for name in dict.fromkeys(who for who, _, _ in TOURS[tour])}
    for who, address, step in TOURS[tour]:
        page = pages[who]
        page.goto(f"{site.url}/{address.format(**site.at)}")
        if step:
            step(page)
        found += faults_of(page, f"{address} {getattr(step, '__name__', '')}", language)
    for page in pages.values():
        page.context.close()
    assert found == []


def open_as(site: Site, browser: Browser, name: str, language: str) -> Page:
    """Open a page in somebody's browser, in a language."""
    context = browser.new_context(viewport=DESK, storage_state=site.browsers[name])
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "servewell_language", "value": language, "url": site.url}])
    return context.new_page()


def faults_of(page: Page, what: str, language: str) -> list[str]:
    """Look at the page at both widths; return what is wrong with it."""
    found = []
    page.evaluate(AXE_SCRIPT)
    shown = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    if shown != [language, "rtl" if language == "ar" else "ltr"]:
        found.append(f"{what}: is shown as {shown}")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for rule in page.evaluate("rules => axe.run(rules)", RULES)["violations"]:
            places = "; ".join(node["html"][:120] for node in rule["nodes"][:3])
            found.append(f"{what} at {size['width']}: {rule['id']}: {places}")
        if page.evaluate(TOO_WIDE) > 0:
            found.append(f"{what} at {size['width']}: wider than the screen")
    return found
