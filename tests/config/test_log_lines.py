"""No canary gets into the log: neither from addresses, nor from exceptions, nor from a whole journey."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from tests.web.test_route_matrix import World, browser_of, world

from servewell.apps.cases.models import Case
from servewell.apps.notices.models import Notice
from servewell.config.log_lines import Line
from servewell.config.settings import LOGGING

__all__ = ["world"]
CANARY = "canary77secret"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, as the product writes it."""
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Line())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_product_logs_with_these_lines() -> None:
    assert LOGGING["formatters"] == {"line": {"()": f"{Line.__module__}.{Line.__qualname__}"}}
    assert {handler["formatter"] for handler in LOGGING["handlers"].values()} == {"line"}


def test_an_exception_tells_its_kind_and_places_without_its_message(log: io.StringIO) -> None:
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise KeyError(CANARY) from error
    except KeyError:
        logging.getLogger("servewell.background").exception("Work failed.")
    said = log.getvalue()
    assert CANARY not in said
    assert "Work failed." in said
    assert "KeyError" in said
    assert "ValueError" in said
    assert "test_log_lines.py" in said


def test_a_record_of_django_tells_the_page_and_not_the_address(log: io.StringIO) -> None:
    path = f"/c/222-222-2222/{CANARY}"
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", path, extra={"status_code": 500, "request": request}
    )
    logging.getLogger("django.security.DisallowedHost").error("Invalid host: %s", CANARY)
    said = log.getvalue()
    assert CANARY not in said
    assert "500 view case_link" in said
    assert "django.security.DisallowedHost" in said


def try_everything(world: World) -> None:
    """Send a canary to every address as part of it, in its query, and in every field, right and wrong."""
    for name in ("nobody", "holder", "caseworker", "approver"):
        browser = browser_of(name, world)
        browser.raise_request_exception = False
        for route in ("page", "case_messages", "case_data", "case_information", "staff_message", "staff_note",
                      "staff_request", "staff_decide", "staff_privacy", "staff_correct", "staff_reopen"):  # fmt: skip
            fields = dict.fromkeys(world.fields(route), CANARY) | {"text": CANARY, "car": CANARY, "postcode": CANARY}
            for given in (fields, {**world.fields(route), "text": CANARY, "reason": CANARY, "explanation": CANARY}):
                browser.post(world.url(route), given)
            browser.get(f"{world.url(route)}?q={CANARY}&purpose={CANARY}")
    for path in (f"/c/222-222-2222/{CANARY}", f"/d/{CANARY}/{CANARY}", f"/{CANARY}/", f"/staff/cases/{CANARY}/"):
        Client(raise_request_exception=False).get(path)
        browser_of("caseworker", world).get(path)
    Client(raise_request_exception=False).get("/", headers={"host": f"{CANARY}.example:bad"})


def test_a_whole_journey_leaves_no_canary_in_the_log_in_addresses_or_in_subjects(
    world: World, log: io.StringIO
) -> None:
    try_everything(world)
    broken = browser_of("holder", world)
    broken.raise_request_exception = False
    Case.objects.filter(pk=world.open.id).update(agency=CANARY)
    broken.get(world.url("case"))
    said = log.getvalue()
    assert "view" in said
    assert CANARY not in said
    assert world.open.secret not in said
    assert Notice.objects.filter(text__contains=CANARY).exists()
    assert not Notice.objects.filter(subject__contains=CANARY).exists()


def test_no_answer_gets_into_an_address(world: World) -> None:
    browser = browser_of("holder", world)
    sent = browser.post(world.url("page"), {"postcode": CANARY, "blind": "yes"})
    assert CANARY not in sent.get("Location", "")
    asked = browser.post(reverse("eligibility", args=[world.cast.service]), {"page": "home", "postcode": CANARY})
    assert CANARY not in asked["Location"]
