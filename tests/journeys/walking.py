"""What the browser tests share: signing in, filling a page by the names of its fields, going on."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Locator, Page

OpenContext = Callable[..., BrowserContext]
PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GO_ON: Final = "form .govuk-button-group button:not([name])"  # "Save and continue", in any language
DECLARE_AND_SEND: Final = "form[action$='/submit/'] .govuk-button"

# A resident who gets as far as sending: the pages of the disabled parking permit by what they ask.
PERMIT: Final[Mapping[str, Mapping[str, str]]] = {
    "where-you-live": {"postcode": "4011"},
    "sight": {"blind": "no"},
    "walking": {"walking_distance_m": "40"},
    "how-long": {"lasts_a_year": "yes"},
    "who-applies": {"applies_for": "myself"},
    "about-you": {
        "full_name": "Lucía Ortega", "born_on-day": "28", "born_on-month": "2", "born_on-year": "1950",
        "street": "Calle del Molino 7",
    },
    "photo": {"photo-later": "yes"},
    "proof": {"walking_proof-later": "yes"},
    "benefits": {"benefit": "housing"},
    "contact": {"contact_by": "email", "email": "lucia@mail.example"},
}  # fmt: skip
SHORT: Final[Mapping[str, Mapping[str, str]]] = {
    "about-you": {
        "full_name": "Ana Silva", "born_on-day": "28", "born_on-month": "2", "born_on-year": "1950",
        "email": "ana@mail.example",
    },
    "home": {"postcode": "4011", "blind": "yes"},
}  # fmt: skip
LEFT_EMPTY: Final = ("lat", "lon", "line_2")  # parts of addresses and places that nobody needs


def page_id(page: Page) -> str:
    """Return which page of the journey is open, '' when it is none."""
    found = re.search(r"/pages/([a-z0-9-]+)/", page.url)
    return found[1] if found else ""


def choose_language(page: Page, code: str) -> None:
    """Press the language's name at the top of the page."""
    press(page, page.locator(f".sw-languages button[value='{code}']"))


def sign_in(context: BrowserContext, url: str, email: str) -> Page:
    """Sign in to the demo with one press and return the page."""
    page = context.new_page()
    page.goto(f"{url}/staff/sign-in/")
    press(page, page.locator(f"form:has(input[value='{email}']) button"))
    return page


def press(page: Page, button: Locator) -> None:
    """Press what sends a form, and wait for the page that answers: on a slow machine it is not there at once."""
    with page.expect_navigation():
        button.click()


def set_field(page: Page, name: str, value: str) -> None:
    """Type into a field, or choose the answer with this value."""
    field = page.locator(f"[name='{name}']")
    if field.first.get_attribute("type") in ("radio", "checkbox"):
        page.locator(f"[name='{name}'][value='{value}']").check(force=True)
    elif field.first.evaluate("element => element.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.first.fill(value)


def answer(page: Page, answers: Mapping[str, str]) -> None:
    """Fill in the page and go on; what the page asks only then is filled in the second time."""
    here = page_id(page)
    for _ in range(3):
        for name, value in answers.items():
            if page.locator(f"[name='{name}']").count():
                set_field(page, name, value)
        press(page, page.locator(GO_ON))
        if page_id(page) != here:
            return
    raise AssertionError(f"The page {here} does not go on: {said(page)}")


def begin(page: Page, url: str, service: str, language: str = "") -> None:
    """Open the service, in a language, and press the button that begins."""
    page.goto(f"{url}/services/{service}/")
    if language:
        choose_language(page, language)
    press(page, page.locator("form[action$='/start/'] button").first)


def walk(page: Page, pages: Mapping[str, Mapping[str, str]], *, until: str = "") -> None:
    """Answer page after page, by the task list where there is one, up to the check or the page `until`."""
    for _ in range(80):
        here = page_id(page)
        if here and here == until:
            return
        if here:
            answer(page, pages.get(here) or sensible_answers(page))
        elif "/check-your-answers/" in page.url:
            return
        else:
            press(page, page.locator("main .govuk-button").first)  # the task list's "Continue"
    raise AssertionError(f"The journey does not end: {page.url}")


def sensible_answers(page: Page) -> dict[str, str]:
    """Return an answer for every field of the page, by its kind and name."""
    answers: dict[str, str] = {}
    for field in page.locator("main form [name]").all():
        kind, name = field_kind(field), field.get_attribute("name") or ""
        if name in answers or kind in ("hidden", "submit", "file") or name.rsplit("-", 1)[-1] in LEFT_EMPTY:
            continue
        if kind in ("radio", "checkbox"):
            answers[name] = field.get_attribute("value") or ""
        elif kind == "select":
            answers[name] = field.locator("option[value]:not([value=''])").first.get_attribute("value") or ""
        else:
            answers[name] = words_for(name, kind, field.get_attribute("inputmode") or "")
    return answers


def field_kind(field: Locator) -> str:
    """Return the type of an input, or `select`, `textarea`, `submit`."""
    tag = str(field.evaluate("element => element.tagName")).lower()
    if tag == "input":
        return field.get_attribute("type") or "text"
    return {"button": "submit"}.get(tag, tag)


def words_for(name: str, kind: str, inputmode: str) -> str:
    """Return something that a field takes."""
    part = name.rsplit("-", 1)[-1]
    parts = {"day": "28", "month": "2", "year": "1980", "postcode": "SW1A 1AA"}
    kinds = {"email": "ana@mail.example", "tel": "020 7946 0000"}
    return parts.get(part) or kinds.get(kind) or ("12" if inputmode in ("numeric", "decimal") else "Some words")


def declare_and_send(page: Page) -> str:
    """Confirm the statement if there is one, send, and return the reference."""
    box = page.locator("[name='declaration']")
    if box.count():
        box.check(force=True)
    press(page, page.locator(DECLARE_AND_SEND))
    found = re.search(r"/cases/([^/]+)/receipt/", page.url)
    assert found, said(page)
    return found[1]


def said(page: Page) -> str:
    """Return the words of the main part, for messages of failing tests and for looking for sentences."""
    return page.locator("main").inner_text()


def open_details(page: Page) -> None:
    """Open whatever is folded."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")


@dataclass(frozen=True)
class Applied:
    """A case that was applied for in a browser."""

    page: Page
    reference: str


def apply(context: BrowserContext, url: str, service: str, pages: Mapping[str, Mapping[str, str]]) -> Applied:
    """Apply from the service page to the receipt."""
    page = context.new_page()
    begin(page, url, service)
    walk(page, pages)
    return Applied(page, declare_and_send(page))


def open_case(page: Page, url: str, reference: str) -> str:
    """Find a case by its reference in the queue, open it, and return its address."""
    page.goto(f"{url}/staff/queue/?filtered=1&waiting=1&search_reference={reference}")
    press(page, page.locator(".ws-queue__case").first)
    return page.url


def event_count(data: Path, kind: str, case_id: str) -> int:
    """Count the events of a kind on a case, straight from the installation's database."""
    database = next(data.glob("*.sqlite3"))
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        query = "SELECT count(*) FROM event WHERE kind = ? AND subject = ?"
        return int(connection.execute(query, (kind, f"case:{case_id}")).fetchone()[0])
