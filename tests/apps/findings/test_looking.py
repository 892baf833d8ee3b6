"""Searches are done once, read every case, and their end is always noted."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.cast import NOW, PERMIT, PERMIT_ES, apply

from servewell.apps.cases import operations as cases
from servewell.apps.cases.tokens import new_id
from servewell.apps.findings import looking, operations, queries
from servewell.apps.findings.models import Run
from servewell.apps.findings.searching import lake
from servewell.apps.services import operations as services

LATER = NOW + timedelta(days=40)


@pytest.fixture
def office(shared_cast, settings, tmp_path):
    """The cast with a service of its own: events of other tests stay in the record, which nobody can empty."""
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "documents"
    text = PERMIT.replace("service: parking-permit", f"service: permit-{new_id()}")
    published = services.publish_version(
        definition_text=text, translations={"es": PERMIT_ES}, by=shared_cast.owner, now=NOW
    )
    return replace(shared_cast, service=published.service, version=published.version)


def handle(cast, number: int, *, waits: timedelta) -> str:
    """Apply and have the case checked and decided; return its id."""
    begin = NOW + timedelta(hours=7 * number)
    case_id, _guest = apply(cast, now=begin, language="es" if number % 3 == 0 else "en")
    cases.take_case(case_id=case_id, by=cast.amina, now=begin + timedelta(hours=1))
    cases.enter_stage(case_id=case_id, stage="checking", by=cast.amina, now=begin + timedelta(hours=2))
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=begin + timedelta(hours=3) + waits)
    return case_id


def searched(cast, *, now: datetime = LATER, groups: tuple[str, ...] = ()) -> Run:
    operations.ask_for_findings(service=cast.service, groups=groups, by=cast.owner, now=now)
    assert looking.look_due(now=now) == 1
    return Run.objects.order_by("-asked_at")[0]


def test_a_service_without_cases_has_nothing_to_search(office):
    run = searched(office)
    assert (run.fault, run.cases, run.ended_at is not None) == ("", 0, True)
    assert looking.look_due(now=LATER) == 0


def test_a_search_reads_every_case_and_finds_where_they_wait(office):
    ids = {handle(office, number, waits=timedelta(days=1 + number % 12)) for number in range(60)}
    run = searched(office, groups=("language",))
    assert (run.fault, run.cases, run.groups) == ("", 60, ["language"])
    assert run.events >= 4 * 60
    assert {"name": "language", "care": "protected ground", "tells": "language"} in run.offered
    assert "turns" not in run.lacks
    found = queries.findings_of(office.service, by=office.owner).new
    assert any("decided" in one.content["sentence"] and one.content["size"]["gain_days"] > 60 for one in found)
    assert all(set(one.content["examples"]) <= ids for one in found if one.content["kind"] not in ("drop-out", "fault"))


def test_searching_again_after_new_cases_adds_them_alone(office):
    handle(office, 0, waits=timedelta(days=1))
    assert searched(office).cases == 1
    handle(office, 1, waits=timedelta(days=2))
    assert searched(office, now=LATER + timedelta(days=1)).cases == 2


def test_a_search_that_fails_says_so_and_the_next_goes_on(office):
    handle(office, 0, waits=timedelta(days=1))
    lake().parent.mkdir(exist_ok=True)
    lake().write_text("This is no folder.")
    operations.ask_for_findings(service=office.service, by=office.owner, now=LATER)
    with pytest.raises(OSError, match="lake"):
        looking.look_due(now=LATER)
    run = Run.objects.get()
    assert (run.fault, run.ended_at) == (looking.UNFORESEEN, LATER)
    lake().unlink()
    assert searched(office, now=LATER + timedelta(days=1)).fault == ""
