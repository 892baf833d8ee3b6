"""Set up Riverton: agencies, accounts, roles, published services. Safe to run at every start."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from servewell.apps.cases import queries as cases
from servewell.apps.people import operations as people
from servewell.apps.people import queries as who
from servewell.apps.people.actor import SYSTEM, Actor
from servewell.apps.services import operations as services
from servewell.apps.services import queries as offered
from servewell.cli.demo import riverton
from servewell.cli.publish import read_folder
from servewell.core.problem import NotFoundError

HISTORY = timedelta(days=366)


def has_cases() -> bool:
    """Tell whether any case was ever submitted here."""
    return cases.count_cases() > 0


def seed_agency(*, examples: Path, now: datetime) -> None:
    """Create what is missing of Riverton, and publish each example that is not published yet."""
    start = now - HISTORY
    for slug, name in ((riverton.AGENCY, riverton.AGENCY_NAME), (riverton.NEIGHBOUR, riverton.NEIGHBOUR_NAME)):
        if not who.has_agency(slug):
            people.create_agency(
                slug=slug,
                name=name,
                timezone=riverton.TIMEZONE,
                holidays=[day for year in range(start.year, now.year + 3) for day in riverton.holidays(year)],
                phone=riverton.PHONE,
                email=riverton.EMAIL,
                office=riverton.OFFICE,
                by=SYSTEM,
                now=start,
            )
    for person in (*riverton.STAFF, riverton.STRANGER, *riverton.RESIDENTS):
        seed_person(person, now=start)
    owner = staff("service_owner")
    for folder in sorted(path for path in examples.iterdir() if (path / "definition.yaml").exists()):
        if not offered.is_published(folder.name):
            files = read_folder(folder)
            services.publish_version(
                definition_text=files.definition,
                translations=files.translations,
                examples=files.examples,
                by=owner,
                now=start,
            )


def seed_person(person: riverton.Person, *, now: datetime) -> None:
    """Create one account with its role, once."""
    try:
        who.actor_by_email(person.email)
    except NotFoundError:
        account = people.create_account(email=person.email, name=person.name, by=SYSTEM, now=now)
        if person.role:
            people.grant_role(account_id=account, agency=person.agency, role=person.role, by=SYSTEM, now=now)


def staff(role: str) -> Actor:
    """Return Riverton's first member of staff with a role."""
    return who.actor_by_email(next(person.email for person in riverton.STAFF if person.role == role))
