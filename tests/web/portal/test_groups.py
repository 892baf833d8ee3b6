"""Entries that repeat: add one, take one away, without scripts and without losing what was typed."""

import pytest
from django.test import Client
from tests.cast import NOW, PERMIT, Cast
from tests.web.portal.conftest import Resident

from servewell.apps.cases import queries
from servewell.apps.services import operations as services

pytestmark = pytest.mark.django_db

GROUP = """      household:
        type: group
        each: person
        at least: 1
        at most: 3
        label: Who lives with you?
        ask:
          first_name: {type: name, label: First name}
"""


@pytest.fixture
def neighbour(cast: Cast) -> Resident:
    """Somebody who applies for a service that asks for her household."""
    text = PERMIT.replace("service: parking-permit", "service: household-permit").replace("[en, es]", "[en]")
    text = text.replace("  - page: home\n", f"  - page: people\n    title: People\n    ask:\n{GROUP}  - page: home\n")
    services.publish_version(definition_text=text, translations={}, by=cast.owner, now=NOW)
    return Resident(Client(), "household-permit")


def test_an_entry_is_added_and_taken_away_again(neighbour: Resident) -> None:
    draft = neighbour.begin()
    address = neighbour.page(draft, "people")
    one = {"household-0-first_name": "Ana"}
    added = neighbour.browser.post(address, {**one, "action": "add:household"}).content.decode()
    assert 'value="Ana"' in added
    assert 'name="household-1-first_name"' in added
    two = {**one, "household-1-first_name": "Rui"}
    removed = neighbour.browser.post(address, {**two, "action": "remove:household:0"}).content.decode()
    assert 'value="Ana"' not in removed
    assert 'value="Rui"' in removed
    assert queries.draft(draft).answers == {}
    neighbour.browser.post(address, two)
    assert queries.draft(draft).answers["household"] == [{"first_name": "Ana"}, {"first_name": "Rui"}]


def test_an_empty_group_says_what_is_missing(neighbour: Resident) -> None:
    draft = neighbour.begin()
    page = neighbour.browser.post(neighbour.page(draft, "people"), {"household-0-first_name": ""})
    assert page.status_code == 422
    assert "household" in page.content.decode().split("govuk-error-summary__list")[1][:200]
