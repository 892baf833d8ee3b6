"""Which searches are due: of each service once a day, and when its owner asks. They are done in `looking`.

The work is a row, so nothing is lost when a process stops. A search reads the lake, not the store; only its result is
written, in one short transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from servewell.apps.cases import queries as cases
from servewell.apps.findings import operations
from servewell.apps.findings.models import Run
from servewell.apps.people import queries as people
from servewell.apps.people.actor import SYSTEM
from servewell.apps.services import queries as services

QUIET_HOUR: Final = 3  # at the agency, when nobody waits
INTERRUPTED: Final = timedelta(minutes=30)  # a search that did not end by then never will
STOPPED: Final = "The server was stopped before the search came to an end."


def ask_daily(*, now: datetime) -> int:
    """Ask for a search of each service that has cases and was not searched today; return how many."""
    asked = 0
    for agency in people.agencies():
        local = now.astimezone(ZoneInfo(agency.timezone))
        morning = local.replace(hour=QUIET_HOUR, minute=0, second=0, microsecond=0)
        since = morning if local >= morning else morning - timedelta(days=1)
        for service in services.services_of(agency.slug, now=now):
            is_done = Run.objects.filter(service=service.slug, asked_at__gte=since).exists()
            if not is_done and cases.count_past(service.slug):
                operations.ask_for_findings(service=service.slug, by=SYSTEM, now=now)
                asked += 1
    return asked


def is_search_due(*, now: datetime) -> bool:
    """Tell whether a search waits to be done; those that were interrupted are ended."""
    Run.objects.filter(ended_at__isnull=True, begun_at__lt=now - INTERRUPTED).update(ended_at=now, fault=STOPPED)
    return Run.objects.filter(begun_at__isnull=True, ended_at__isnull=True).exists()
