"""Versions are published whole or not at all; the catalogue says what is open."""

from datetime import date, timedelta

import pytest
from tests.cast import NOW, PERMIT, PERMIT_ES

from servewell.apps.services import operations, queries
from servewell.apps.services.availability import availability
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def publish(cast, text=PERMIT, **more):
    given = {"definition_text": text, "translations": {"es": PERMIT_ES}, "by": cast.owner, "now": NOW}
    return operations.publish_version(**given | more)


def test_versions_are_numbered_kept_and_named_by_content(cast):
    second = publish(cast, PERMIT.replace("Park near", "Park nearer"))
    assert second.number == 2
    assert queries.current_version(cast.service, "") == second.version
    assert queries.definition(cast.version).text("summary") == "Park near your home."
    assert queries.definition(second.version).text("summary", "es") == "Aparque cerca de su casa."
    back = publish(cast)
    assert (back.number, back.version) == (1, cast.version)
    assert [version.number for version in queries.versions_of(cast.service)] == [2, 1]


def test_a_faulty_definition_is_refused_with_every_fault_and_nothing_changes(cast):
    text = PERMIT.replace("type: date", "type: dait").replace("title: Refused", "titel: Refused")
    with pytest.raises(ProblemError) as refused:
        publish(cast, text)
    assert len(refused.value.problems) >= 2
    assert all(problem.where.line for problem in refused.value.problems)
    assert queries.service(cast.service, now=NOW).number == 1


def test_nobody_publishes_for_another_agency(cast):
    with pytest.raises(NotFoundError):
        publish(cast, PERMIT.replace("agency: riverton", "agency: hillford"))
    with pytest.raises(NotAllowedError):
        publish(cast, by=cast.amina)
    with pytest.raises(ProblemError) as refused:
        publish(cast, PERMIT.replace("agency: riverton", "agency: rivertown"))
    assert refused.value.problems[0].code == "unknown-agency"


@pytest.mark.parametrize(
    ("state", "opens_on", "closes_on", "is_open"),
    [
        ("open", None, None, True),
        ("open", None, TODAY, True),
        ("open", None, YESTERDAY, False),
        ("paused", None, None, False),
        ("paused", TODAY, None, True),
        ("paused", TOMORROW, None, False),
        ("closed", None, None, False),
        ("seasonal", YESTERDAY, TOMORROW, True),
        ("seasonal", TODAY, TODAY, True),
        ("seasonal", TOMORROW, None, False),
        ("seasonal", YESTERDAY - timedelta(days=9), YESTERDAY, False),
    ],
)
def test_a_service_is_open_on_its_days(state, opens_on, closes_on, is_open):
    found = availability(state=state, opens_on=opens_on, closes_on=closes_on, note="", changed_on=TODAY, today=TODAY)
    assert found.is_open is is_open


def test_the_catalogue_finds_by_words_in_the_language_read_and_keeps_closed_services(cast):
    def found(**given):
        return [entry.title for entry in queries.catalogue(**{"language": "en", "now": NOW} | given)]

    assert found() == ["Apply for a parking permit"]
    assert found(search="PARKING home") == ["Apply for a parking permit"]
    assert found(search="aparcamiento", language="es") == ["Solicitar un permiso de aparcamiento"]
    assert found(search="birth") == []
    assert found(life_event="disability") == []
    operations.set_availability(service=cast.service, state="closed", note="Ended.", by=cast.owner, now=NOW)
    (entry,) = queries.catalogue(language="en", now=NOW)
    assert (entry.availability.is_open, entry.availability.note) == (False, "Ended.")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"state": "shut"}, "unknown-state"),
        ({"state": "seasonal"}, "season-without-dates"),
        ({"state": "seasonal", "opens_on": TODAY, "closes_on": YESTERDAY}, "season-ends-before-it-begins"),
    ],
)
def test_wrong_availability_is_refused(cast, given, code):
    with pytest.raises(ProblemError) as refused:
        operations.set_availability(service=cast.service, **given, by=cast.owner, now=NOW)
    assert refused.value.problems[0].code == code


def test_there_is_no_such_service(cast):
    for read in (lambda: queries.service("none", now=NOW), lambda: queries.current_version("none", "")):
        with pytest.raises(NotFoundError):
            read()
