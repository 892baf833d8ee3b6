"""Search the simulated year for findings once, so that the owner's page has something to show at the first click."""

from __future__ import annotations

from datetime import datetime

from servewell.apps.findings import operations, tasks
from servewell.apps.services import queries as services
from servewell.cli.demo import riverton
from servewell.cli.demo.progress import Progress
from servewell.cli.demo.seed import staff

GROUPS = ("language", "device")


def find_frictions(*, now: datetime) -> None:
    """Have the record of each service searched, people compared by language and device."""
    owner = staff("service_owner")
    slugs = [one.slug for one in services.services_of(riverton.AGENCY, now=now)]
    for slug in slugs:
        operations.ask_for_findings(service=slug, groups=GROUPS, by=owner, now=now)
    with Progress("Looking for findings", len(slugs)) as progress:
        while tasks.look_due(now=now):
            progress.step()
