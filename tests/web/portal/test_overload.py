"""Too many at once: the rest is turned away early, keeps what it typed, and one busy service does not stop another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client, RequestFactory
from tests.web.portal.conftest import ABOUT_YOU, Resident

from servewell.web.portal.access import cookie_name
from servewell.web.portal.overload import Gate, OverloadMiddleware, service_of, threads_for

PATIENCE = 0.2


@contextmanager
def waiting(gate: Gate, service: str, count: int, entered: list[str]) -> Iterator[list[threading.Thread]]:
    """Let some stand in line, each in a thread of its own, and note who comes in."""

    def stand() -> None:
        if gate.enter(service):
            entered.append(service)

    threads = [threading.Thread(target=stand) for _ in range(count)]
    for thread in threads:
        thread.start()
        time.sleep(0.005)
    yield threads
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_as_many_as_can_be_served_come_in_at_once() -> None:
    gate = Gate(3, waiting=4, patience=PATIENCE)
    assert [gate.enter("permits") for _ in range(3)] == [True] * 3
    began = time.monotonic()
    assert not gate.enter("permits")
    assert time.monotonic() - began == pytest.approx(PATIENCE, abs=0.15)


def test_who_waits_comes_in_when_a_place_is_free() -> None:
    gate, entered = Gate(1, waiting=4, patience=5), list[str]()
    gate.enter("permits")
    with waiting(gate, "permits", 2, entered):
        gate.leave("permits")
        time.sleep(0.05)
        assert entered == ["permits"]
        gate.leave("permits")
    assert entered == ["permits"] * 2


def test_a_full_waiting_room_turns_away_at_once() -> None:
    gate, entered = Gate(1, waiting=2, patience=1), list[str]()
    gate.enter("permits")
    with waiting(gate, "permits", 2, entered):
        began = time.monotonic()
        assert not gate.enter("permits")
        assert time.monotonic() - began < 0.1
    assert entered == []


def test_another_service_comes_in_before_the_second_of_a_busy_one() -> None:
    gate, entered = Gate(2, waiting=8, patience=5), list[str]()
    assert gate.enter("fines")
    assert gate.enter("fines")
    with waiting(gate, "fines", 8, entered), waiting(gate, "permits", 1, entered):
        gate.leave("fines")
        time.sleep(0.05)
        assert entered == ["permits"]
        gate.leave("fines")
        for _ in range(8):
            time.sleep(0.01)
            gate.leave(entered[-1])
    assert entered.count("fines") == 8


def test_no_place_is_lost_when_hundreds_come_and_go() -> None:
    gate, served, away = Gate(3, waiting=12, patience=0.02), [0], [0]
    lock = threading.Lock()

    def come(service: str) -> None:
        for _ in range(50):
            if gate.enter(service):
                time.sleep(0.001)
                gate.leave(service)
                with lock:
                    served[0] += 1
            else:
                with lock:
                    away[0] += 1

    threads = [threading.Thread(target=come, args=(f"service {one % 4}",)) for one in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert served[0] + away[0] == 800
    assert served[0] > 0
    assert [gate.enter("after") for _ in range(3)] == [True] * 3, "every place was given back"


def test_the_service_of_a_request_is_known_without_the_store() -> None:
    factory = RequestFactory()
    assert service_of(factory.get("/services/parking-permit/start/")) == "parking-permit"
    assert service_of(factory.get("/staff/queue/")) == "staff"
    assert service_of(factory.get("/")) == ""
    mine = factory.get("/apply/abc/pages/home/")
    mine.COOKIES[cookie_name("drafts")] = "other.secret.bench~abc.secret.parking-permit"
    assert service_of(mine) == "parking-permit"
    assert service_of(factory.get("/apply/unknown/")) == "apply"


def test_a_server_has_threads_left_to_turn_away() -> None:
    gate_holds = 4 + 2 * 16
    assert threads_for(4) > gate_holds


@pytest.mark.django_db
def test_what_was_typed_is_sent_again_by_the_page(neighbour: Resident, settings) -> None:
    draft = neighbour.begin()
    settings.REQUESTS_AT_ONCE = 1
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.cookies = neighbour.browser.cookies
    gate = gate_of(browser)
    gate.enter("parking-permit")
    page = browser.post(neighbour.page(draft, "about-you"), "&".join(f"{k}={v}" for k, v in ABOUT_YOU.items()),
                        content_type="application/x-www-form-urlencoded")  # fmt: skip
    said = page.content.decode()
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert 'value="Ana Silva"' in said
    assert f'action="{neighbour.page(draft, "about-you")}"' in said
    gate.leave("parking-permit")
    assert browser.post(neighbour.page(draft, "about-you"), ABOUT_YOU).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_sites_form_is_not_offered_again(neighbour: Resident, settings, method: str) -> None:
    draft = neighbour.begin()
    settings.REQUESTS_AT_ONCE = 1
    browser = Client(headers={"Sec-Fetch-Site": "cross-site"})
    gate_of(browser).enter("parking-permit")
    page = getattr(browser, method)(neighbour.page(draft, "about-you"), ABOUT_YOU)
    assert page.status_code == 503
    assert "Ana Silva" not in page.content.decode()


@pytest.fixture
def neighbour(cast) -> Resident:
    """Somebody with a browser of her own."""
    return Resident(Client(), cast.service)


def gate_of(browser: Client) -> Gate:
    """Return the gate that stands before the pages that this browser asks for, with little patience."""
    browser.get("/privacy/")  # the handler loads what stands before pages at its first request
    handler = browser.handler._middleware_chain
    for _ in range(20):
        inside = next((cell.cell_contents for cell in handler.__closure__ or ()), None)
        if isinstance(inside, OverloadMiddleware):
            assert inside.gate is not None
            inside.gate._patience = PATIENCE
            return inside.gate
        handler = getattr(inside, "get_response", None) or inside
    raise AssertionError("no gate stands before the pages")
