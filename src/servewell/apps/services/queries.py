"""What is published, and what of it is open today."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from servewell.apps.people import queries as people
from servewell.apps.people.permissions import not_found
from servewell.apps.services.availability import Availability, availability, state_of
from servewell.apps.services.models import Service, Version
from servewell.apps.services.shares import begins_with, share_of
from servewell.core.definition import parse
from servewell.core.definition.model import Definition
from servewell.gateways.rows import read_row


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service with the definition that new drafts begin with."""

    slug: str
    agency: str
    agency_name: str
    version: str
    number: int
    definition: Definition
    availability: Availability


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One line of the catalogue, in the language asked for."""

    slug: str
    language: str  # in which title and summary are, when they are not translated the definition's own
    title: str
    summary: str
    agency: str
    agency_name: str
    life_events: tuple[str, ...]
    availability: Availability


@dataclass(frozen=True, slots=True)
class VersionView:
    """One published version."""

    version: str
    number: int
    published_at: datetime
    published_by: str
    is_live: bool  # new drafts begin with it
    is_on_trial: bool  # a part of them does


@lru_cache(maxsize=256)
def definition(version: str) -> Definition:
    """Return a published definition by its content hash. Versions never change, so it is read once."""
    row = Version.objects.filter(pk=version).first()
    if row is None:
        raise not_found()
    parsed = parse(
        row.definition_text,
        translations={lang: (f"texts.{lang}.yaml", text) for lang, text in row.translations.items()},
    )
    if parsed.definition is None:
        # It parsed when it was published: an older version of the language that we no longer read is our fault.
        raise RuntimeError(f"The published version {version[:12]} cannot be read: {parsed.problems}")
    return parsed.definition


def current_version(service: str, draft_key: str) -> str:
    """Return the version with which a new draft begins."""
    return begins_with(service, draft_key).version


def is_published(slug: str) -> bool:
    """Tell whether there is a service with this slug."""
    return Service.objects.filter(slug=slug).exists()


def service(slug: str, *, now: datetime) -> ServiceView:
    """Return a service as it stands now, or raise NotFoundError."""
    row = read_row(Service, slug=slug)
    if row is None:
        raise not_found()
    return _view(row, {row.agency: people.agency(row.agency)}, now)


def services_of(agency: str, *, now: datetime) -> tuple[ServiceView, ...]:
    """Return every service of an agency, by slug."""
    agencies = {agency: people.agency(agency)}
    return tuple(_view(row, agencies, now) for row in Service.objects.filter(agency=agency).order_by("slug"))


def versions_of(slug: str) -> tuple[VersionView, ...]:
    """Return the versions of a service, newest first; those too that were added to be tried and never were live."""
    live = Service.objects.filter(slug=slug).values_list("version", flat=True).first()
    tried = share_of(slug)
    rows = Version.objects.filter(service__slug=slug).order_by("-number")
    return tuple(
        VersionView(*row, row[0] == live, tried is not None and row[0] == tried.version)
        for row in rows.values_list("version", "number", "published_at", "published_by")
    )


def agency_of(slug: str) -> str:
    """Return the agency of a service, or raise NotFoundError."""
    found = Service.objects.filter(slug=slug).values_list("agency", flat=True).first()
    if found is None:
        raise not_found()
    return found


def catalogue(*, language: str, search: str = "", life_event: str = "", now: datetime) -> tuple[CatalogueEntry, ...]:
    """Return the services that match, by title. Closed ones too: people look for them and must be told."""
    agencies = {agency.slug: agency for agency in people.agencies()}
    entries = []
    for row in Service.objects.all():
        view = _view(row, agencies, now)
        if life_event and life_event not in view.definition.life_events:
            continue
        if _matches(view, search, language):
            entries.append(
                CatalogueEntry(
                    slug=view.slug,
                    language=language if language in view.definition.texts else view.definition.language,
                    title=view.definition.text("title", language),
                    summary=view.definition.text("summary", language),
                    agency=view.agency,
                    agency_name=view.agency_name,
                    life_events=view.definition.life_events,
                    availability=view.availability,
                )
            )
    return tuple(sorted(entries, key=lambda entry: (entry.title.casefold(), entry.slug)))


def life_events() -> tuple[str, ...]:
    """Return the life events of all services, by name."""
    versions = Service.objects.values_list("version", flat=True)
    return tuple(sorted({event for version in versions for event in definition(version).life_events}))


def _matches(view: ServiceView, search: str, language: str) -> bool:
    words = _plain(search).split()
    if not words:
        return True
    texts = [view.slug.replace("-", " "), view.agency_name, *view.definition.life_events]
    for lang in {language, view.definition.language}:
        texts += [view.definition.text(key, lang) for key in ("title", "summary", "for")]
    haystack = _plain(" ".join(texts))
    return all(word in haystack for word in words)


def _plain(text: str) -> str:
    """Return a text without case, accents and Arabic vowel signs: people search as their keyboard allows."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def today_in(timezone: str, now: datetime) -> date:
    """Return the day it is at an agency."""
    return now.astimezone(ZoneInfo(timezone)).date()


def _view(row: Service, agencies: dict[str, people.AgencyView], now: datetime) -> ServiceView:
    agency = agencies[row.agency]
    return ServiceView(
        slug=row.slug,
        agency=row.agency,
        agency_name=agency.name,
        version=row.version,
        number=row.number,
        definition=definition(row.version),
        availability=availability(
            state=state_of(row.state),
            opens_on=row.opens_on,
            closes_on=row.closes_on,
            note=row.note,
            changed_on=row.changed_on,
            today=today_in(agency.timezone, now),
        ),
    )
