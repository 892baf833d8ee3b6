"""Whoever of the staff reads something personal of a case, the resident learns it: every address, every role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from tests.cast import PERMIT
from tests.web.route_table import EXPECTED, STAFF
from tests.web.test_route_matrix import World, browser_of, world

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries as reading
from servewell.apps.journal import queries as journal
from servewell.apps.people.actor import Actor

__all__ = ["world"]
STAFF_ROUTES = sorted({route for route, _method in EXPECTED if route.startswith("staff_")})
# What only the resident's answers, documents and messages hold.
PERSONAL = (b"A small one", b"ana@mail.example", b"bill.pdf", b"Proof?", b"28 February 1950", b"/Type/Catalog")
# Those that show it to somebody; a new page of personal data has to be added here and so is looked at.
TELLING = {"staff_case", "staff_document", "staff_correct"}


def content_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def looks(world: World, by: Actor) -> int:
    """Return how often a person looked at any case of the world."""
    return sum(
        (event.header.kind, event.header.actor) == ("viewed_by_staff", by.id)
        for case in (world.open, world.taken, world.decided, world.held)
        for event in journal.events_of(f"case:{case.id}")
    )


@pytest.mark.parametrize("route", STAFF_ROUTES)
def test_whatever_tells_of_a_case_is_noted_as_a_look(world: World, route: str) -> None:
    told = set()
    sent = {**world.fields(route), "base_seq": "0", "action": "look"}  # conflicts and faults show the case again
    for method in ("GET", "POST"):
        for role in STAFF:
            by = getattr(world.cast, {"caseworker": "amina", "service_owner": "owner"}.get(role, role))
            urls = [world.url(route), world.url(route) + "?purpose=audit"] if method == "GET" else [world.url(route)]
            for url in urls:
                browser, before = browser_of(role, world), looks(world, by)
                with transaction.atomic():
                    response = browser.get(url) if method == "GET" else browser.post(url, sent)
                    content = content_of(response)
                    if any(word in content for word in PERSONAL):
                        told.add(route)
                        assert looks(world, by) == before + 1, (method, role, url)
                    transaction.set_rollback(True)
    assert told == TELLING & {route}


def test_a_replay_notes_a_look_at_each_case_that_it_names(world: World) -> None:
    changed = PERMIT.replace('postcode = "4011"', 'postcode = "9999"').replace("languages: [en, es]\n", "")
    browser, before = browser_of("service_owner", world), looks(world, world.cast.owner)
    html = browser.post(world.url("staff_replay"), {"definition": changed}).content.decode()
    named = [case for case in (world.open, world.taken, world.decided, world.held) if case.reference in html]
    assert named
    assert looks(world, world.cast.owner) == before + len(named)
    state = reading.case(named[0].id, for_resident=True, now=datetime.now(UTC)).state
    assert [(one.purpose, one.who) for one in state.views] == [("replay", "Olga Owner, service owner")]


def read(world: World) -> str:
    return browser_of("holder", world).get(world.url("case")).content.decode()


def test_the_resident_sees_a_look_at_once_and_no_service_can_switch_it_off(world: World) -> None:
    browser_of("auditor", world).get(world.url("staff_case") + "?purpose=audit")
    assert "Audra Udit, auditor" in read(world)


def test_a_delayed_look_shows_after_its_day_with_the_delay(world: World) -> None:
    case_id, cast = world.open.id, world.cast
    now = datetime.now(UTC)
    until = now.date() + timedelta(days=30)
    browser = browser_of("approver", world)
    sent = {"action": "delay", "of": cast.boris.id, "until": until.isoformat(), "delay_ground": "court order"}
    assert browser.post(world.url("staff_privacy"), sent).status_code == 302
    cases.view_case(case_id=case_id, purpose="audit", by=cast.auditor, now=now)
    cases.view_case(case_id=case_id, purpose="complaint", by=cast.boris, now=now)
    html = read(world)
    assert "Audra Udit" in html
    assert "Boris Novak" not in html
    data = browser_of("holder", world).get(world.url("case_data_file")).content.decode()
    assert "Boris Novak" not in data
    assert "court order" not in data
    later = reading.case(case_id, for_resident=True, now=now + timedelta(days=32))
    assert [one.who for one in later.state.views] == ["Audra Udit, auditor", "Boris Novak, caseworker"]
    (delay,) = (entry for entry in later.timeline if entry.kind == "look_delayed")
    assert (delay.data["ground"], delay.data["until"]) == ("court order", until.isoformat())


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "soon"},
        {"until": "2020-01-01"},
        {"until": "9999-01-01"},
        {"of": "account:999"},
        {"delay_ground": "curiosity"},
    ],
)
def test_a_delay_without_a_law_a_person_and_a_day_is_refused(world: World, wrong: dict[str, str]) -> None:
    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    sent = {"action": "delay", "of": world.cast.boris.id, "until": until, "delay_ground": "tax audit", **wrong}
    response = browser_of("auditor", world).post(world.url("staff_privacy"), sent)
    assert response.status_code == 400
    assert b"govuk-error-summary" in response.content
    own = {**sent, "of": world.cast.auditor.id, "until": until, "delay_ground": "tax audit"}
    assert browser_of("auditor", world).post(world.url("staff_privacy"), own).status_code == 400
    kinds = [event.header.kind for event in journal.events_of(f"case:{world.open.id}")]
    assert "look_delayed" not in kinds


def test_a_caseworker_delays_nothing(world: World) -> None:
    sent = {"action": "delay", "of": world.cast.boris.id, "until": "2026-12-31", "delay_ground": "tax audit"}
    client: Client = browser_of("caseworker", world)
    assert client.post(world.url("staff_privacy"), sent).status_code == 403
