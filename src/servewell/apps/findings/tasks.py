"""Search the record in the background: each service once a day, and when its owner asks.

The work is a row, so nothing is lost when the process stops. A search reads the lake, not the store; only its result
is written, in one short transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import perf_counter
from typing import Final
from zoneinfo import ZoneInfo

from servewell.apps.cases import queries as cases
from servewell.apps.findings import operations
from servewell.apps.findings.models import Run
from servewell.apps.findings.searching import search
from servewell.apps.findings.storing import store
from servewell.apps.people import queries as people
from servewell.apps.people.actor import SYSTEM
from servewell.apps.services import queries as services
from servewell.core.problem import ProblemError

QUIET_HOUR: Final = 3  # at the agency, when nobody waits
INTERRUPTED: Final = timedelta(minutes=30)  # a search that did not end by then never will
STOPPED: Final = "The server was stopped before the search came to an end."
UNFORESEEN: Final = "Something went wrong that nobody foresaw; the server's log says what."


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


def look_due(*, now: datetime) -> int:
    """Do the search that was asked for first; return how many were done: one or none."""
    Run.objects.filter(ended_at__isnull=True, begun_at__lt=now - INTERRUPTED).update(ended_at=now, fault=STOPPED)
    run = Run.objects.filter(begun_at__isnull=True, ended_at__isnull=True).order_by("asked_at", "pk").first()
    # Begun before it is done: two processes cannot take the same search.
    if run is None or not Run.objects.filter(pk=run.pk, begun_at__isnull=True).update(begun_at=now):
        return 0
    began = perf_counter()
    fault = UNFORESEEN
    try:
        searched = search(run.service, groups=tuple(run.groups), now=now)
        store(run, searched, now=now, seconds=perf_counter() - began)
        fault = ""
    except ProblemError as error:
        fault = error.problems[0].found[:200]
    finally:
        if fault:
            Run.objects.filter(pk=run.pk, ended_at__isnull=True).update(ended_at=now, fault=fault)
    return 1
