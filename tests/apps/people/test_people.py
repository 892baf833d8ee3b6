"""Accounts, roles, and the table of what each role may do."""

import pytest
from tests.cast import NOW

from servewell.apps.people import operations, queries
from servewell.apps.people.actor import GUEST, ROLES, SYSTEM
from servewell.apps.people.permissions import MAY, may, require
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError


def test_one_account_for_an_address_in_any_spelling(cast):
    first = operations.create_account(email=" New@Mail.Example ", by=SYSTEM, now=NOW)
    assert operations.create_account(email="new@mail.example", by=SYSTEM, now=NOW) == first
    assert queries.actor_by_email("NEW@mail.example").account_id == first
    with pytest.raises(ProblemError):
        operations.create_account(email="not an address", by=SYSTEM, now=NOW)


def test_staff_act_for_their_agency_and_residents_for_nobody(cast):
    assert (cast.amina.kind, cast.amina.agency, cast.amina.roles) == ("staff", "riverton", frozenset({"caseworker"}))
    assert (cast.resident.kind, cast.resident.agency, cast.resident.roles) == ("resident", None, frozenset())
    assert [member.name for member in queries.staff_of("hillford")] == ["Stan Stranger"]


def test_a_revoked_role_ends_what_it_allowed(cast):
    operations.revoke_role(
        account_id=cast.amina.account_id, agency="riverton", role="caseworker", by=cast.operator, now=NOW
    )
    assert queries.actor_by_email("amina@riverton.example").kind == "resident"


@pytest.mark.parametrize("verb", MAY)
def test_only_the_named_roles_of_the_agency_may(cast, verb):
    allowed = {by.name for by in (*cast.staff, cast.stranger, cast.resident, GUEST) if may(by, verb, agency="riverton")}
    assert allowed == {by.name for by in cast.staff if by.roles & MAY[verb]}
    assert MAY[verb] <= set(ROLES)
    with pytest.raises(NotFoundError):
        require(cast.stranger, verb, agency="riverton")


def test_the_refusal_names_the_role_that_may(cast):
    with pytest.raises(NotAllowedError) as refused:
        require(cast.auditor, "publish_version", agency="riverton")
    assert refused.value.problems[0].expected == "service owner"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", ""])
def test_an_agency_has_a_real_time_zone(cast, zone):
    with pytest.raises(ProblemError):
        operations.create_agency(slug="x", name="X", timezone=zone, by=SYSTEM, now=NOW)


def test_a_misspelt_role_is_named(cast):
    with pytest.raises(ProblemError) as refused:
        operations.grant_role(
            account_id=cast.resident.account_id, agency="riverton", role="case worker", by=SYSTEM, now=NOW
        )
    assert "caseworker" in refused.value.problems[0].fix
