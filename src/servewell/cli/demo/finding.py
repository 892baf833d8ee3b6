"""Search the simulated year for findings, so that the owner's page has something to show at the first click.

The services in which something goes wrong are searched at once; the server searches the others after it has begun.
"""

from __future__ import annotations

from datetime import datetime

from servewell.apps.findings import looking, operations
from servewell.apps.services import queries as services
from servewell.cli.demo import riverton
from servewell.cli.demo.frictions import FRICTIONS
from servewell.cli.demo.progress import Progress
from servewell.cli.demo.seed import staff

GROUPS = ("language", "device")


def find_frictions(*, now: datetime) -> None:
    """Have the record of each service searched, people compared by language and device."""
    slugs = [one.slug for one in services.services_of(riverton.AGENCY, now=now)]
    at_once = [slug for slug in slugs if slug in FRICTIONS]
    _ask(at_once, now)
    with Progress("Looking for findings", len(at_once)) as progress:
        while looking.look_due(now=now):
            progress.step()
    _ask([slug for slug in slugs if slug not in at_once], now)


def _ask(slugs: list[str], now: datetime) -> None:
    owner = staff("service_owner")
    for slug in slugs:
        operations.ask_for_findings(service=slug, groups=GROUPS, by=owner, now=now)
