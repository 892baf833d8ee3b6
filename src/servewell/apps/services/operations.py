"""Publish versions of a service; open, pause and close it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from servewell.apps.journal import operations as journal
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries
from servewell.apps.services.availability import STATES, State
from servewell.apps.services.models import Service, Share, Version
from servewell.core.definition import content_hash, parse
from servewell.core.definition.model import Definition
from servewell.core.definition.rehearse import run_examples
from servewell.core.problem import Problem, ProblemError


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version with its number among those of its service."""

    service: str
    version: str
    number: int


def publish_version(
    *,
    definition_text: str,
    translations: Mapping[str, str] | None = None,
    examples: str = "",
    by: Actor,
    now: datetime,
) -> PublishedVersion:
    """Publish a definition, or refuse it with every problem; publishing the current one again changes nothing."""
    require(by, "publish_version")
    translations = dict(translations or {})
    definition = _checked(definition_text, translations, examples, now)
    require(by, "publish_version", agency=definition.agency)
    version = content_hash(definition)
    slug = definition.service
    with transaction.atomic():
        service = Service.objects.select_for_update().filter(slug=slug).first()
        _check_owner(service, definition)
        if service is not None and service.version == version:
            return PublishedVersion(slug, version, service.number)
        today = queries.today_in(people.agency(definition.agency).timezone, now)
        service = service or Service(slug=slug, agency=definition.agency, changed_on=today)
        known = Version.objects.filter(pk=version).first()
        number = known.number if known is not None else _next_number(slug)
        service.version, service.number = version, number
        service.save()
        if known is None:
            kept = Version(definition_text=definition_text, translations=translations, examples=examples)
            _keep(kept, service, PublishedVersion(slug, version, number), by, now)
        # Whoever is on trial was compared with the version before: that comparison ends here.
        Share.objects.filter(service=service).delete()
        return _told("version_published", PublishedVersion(slug, version, number), by, now)


def add_version(
    *,
    definition_text: str,
    translations: Mapping[str, str] | None = None,
    examples: str = "",
    by: Actor,
    now: datetime,
) -> PublishedVersion:
    """Keep a version of a published service that can be tried; residents do not see it. One that is known is returned.

    It is checked as if it were published.
    """
    require(by, "add_version")
    translations = dict(translations or {})
    definition = _checked(definition_text, translations, examples, now)
    slug, version = definition.service, content_hash(definition)
    require(by, "add_version", agency=definition.agency)
    with transaction.atomic():
        service = Service.objects.select_for_update().filter(slug=slug).first()
        if service is None:
            raise not_found()
        _check_owner(service, definition)
        known = Version.objects.filter(pk=version).first()
        if known is not None:
            return PublishedVersion(slug, version, known.number)
        added = PublishedVersion(slug, version, _next_number(slug))
        kept = Version(definition_text=definition_text, translations=translations, examples=examples)
        _keep(kept, service, added, by, now)
        return _told("version_added", added, by, now)


def _next_number(slug: str) -> int:
    latest = Version.objects.filter(service__slug=slug).order_by("-number").values_list("number", flat=True).first()
    return (latest or 0) + 1


def _keep(row: Version, service: Service, named: PublishedVersion, by: Actor, now: datetime) -> None:
    row.version, row.service, row.number = named.version, service, named.number
    row.published_at, row.published_by = now, by.id
    row.save(force_insert=True)


def _told(kind: str, named: PublishedVersion, by: Actor, now: datetime) -> PublishedVersion:
    journal.append(
        subject=f"service:{named.service}",
        kind=kind,
        by=by.id,
        now=now,
        service=named.service,
        version=named.version,
        data={"number": named.number},
    )
    return named


def _check_owner(service: Service | None, definition: Definition) -> None:
    if service is not None and service.agency != definition.agency:
        raise ProblemError(
            Problem(
                code="service-of-another-agency",
                found=f"The service '{service.slug}' belongs to another agency.",
                fix="Give this service another name.",
            )
        )


def set_availability(
    *,
    service: str,
    state: State,
    opens_on: date | None = None,
    closes_on: date | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Open, pause, close a service or give it a season; saying the same again changes nothing."""
    agency = queries.agency_of(service)
    require(by, "set_availability", agency=agency)
    _check_dates(state, opens_on, closes_on)
    wanted = {"state": state, "opens_on": opens_on, "closes_on": closes_on, "note": note.strip()}
    with transaction.atomic():
        row = Service.objects.select_for_update().get(slug=service)
        if all(getattr(row, field) == value for field, value in wanted.items()):
            return
        for field, value in wanted.items():
            setattr(row, field, value)
        row.changed_on = queries.today_in(people.agency(agency).timezone, now)
        row.save(update_fields=[*wanted, "changed_on"])
        journal.append(
            subject=f"service:{service}",
            kind="availability_changed",
            by=by.id,
            now=now,
            service=service,
            version=row.version,
            data={
                "state": state,
                "from": opens_on.isoformat() if opens_on else "",
                "until": closes_on.isoformat() if closes_on else "",
            },
            body={"note": wanted["note"]},
        )


def _check_dates(state: str, opens_on: date | None, closes_on: date | None) -> None:
    if state not in STATES:
        raise ProblemError(
            Problem(code="unknown-state", found=f"'{state}' is not a state.", expected=", ".join(STATES))
        )
    if state == "seasonal" and opens_on is None:
        raise ProblemError(
            Problem(
                code="season-without-dates",
                found="A seasonal service needs the day on which it opens.",
                fix="Enter the first day of the season, and the last if it is known.",
            )
        )
    if opens_on is not None and closes_on is not None and closes_on < opens_on and state == "seasonal":
        raise ProblemError(
            Problem(
                code="season-ends-before-it-begins",
                found="The last day is before the first day.",
                fix="Check both dates.",
            )
        )


def _checked(text: str, translations: Mapping[str, str], examples: str, now: datetime) -> Definition:
    files = {lang: (f"texts.{lang}.yaml", words) for lang, words in translations.items()}
    parsed = parse(text, translations=files)
    if parsed.problems or parsed.definition is None:
        raise ProblemError(*parsed.problems)
    if not people.has_agency(parsed.definition.agency):
        raise ProblemError(
            Problem(
                code="unknown-agency",
                found=f"There is no agency '{parsed.definition.agency}' here.",
                expected=", ".join(agency.slug for agency in people.agencies()),
            )
        )
    problems = run_examples(parsed.definition, examples, "examples.yaml", now) if examples.strip() else ()
    if problems:
        raise ProblemError(*problems)
    return parsed.definition
