"""Do the searches that were asked for. Needs the engines of event logs, which the serving process does without."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter
from typing import Final

from servewell.apps.findings.models import Run
from servewell.apps.findings.searching import search
from servewell.apps.findings.storing import store
from servewell.core.problem import ProblemError

UNFORESEEN: Final = "Something went wrong that nobody foresaw; the server's log says what."


def look_due(*, now: datetime) -> int:
    """Do the search that was asked for first; return how many were done: one or none."""
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
