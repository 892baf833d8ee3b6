"""Read searches and findings. Returns frozen values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servewell.apps.findings.models import Finding, Run
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries as services


@dataclass(frozen=True, slots=True)
class RunView:
    """One search: when, over how much, and what the log could not tell."""

    id: str
    groups: tuple[str, ...]
    asked_at: datetime
    ended_at: datetime | None
    cases: int
    first_at: datetime | None
    last_at: datetime | None
    lacks: tuple[str, ...]
    offered: tuple[Mapping[str, Any], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as it was found last, with what staff made of it. `content` is what core.insight gave as JSON."""

    id: str
    service: str
    rank: int
    content: Mapping[str, Any]
    state: str
    reason: str
    judged_by: str  # the person's name
    judged_at: datetime | None
    first_found_at: datetime
    is_found: bool  # by the newest search; False: it is gone


@dataclass(frozen=True, slots=True)
class Findings:
    """What the newest search found of a service: kept first, then by what could be won."""

    run: RunView | None  # the newest that ended; None: there was none yet
    is_looking: bool
    fault: str  # why the search after that did not come to an end, if it did not
    kept: tuple[FindingView, ...]
    new: tuple[FindingView, ...]
    dismissed: tuple[FindingView, ...]


def findings_of(service: str, *, by: Actor) -> Findings:
    """Return the findings of a service of the actor's agency, or raise NotFoundError."""
    require(by, "see_findings", agency=services.agency_of(service))
    run = _last_ended(service)
    newest = Run.objects.filter(service=service, ended_at__isnull=False).order_by("-asked_at").first()
    rows = list(Finding.objects.filter(service=service).select_related("run").order_by("rank", "pk"))
    views = _views(rows, run)
    kept = tuple(view for view in views if view.state == "kept")
    return Findings(
        run=None if run is None else _run_view(run),
        fault="" if newest is None else newest.fault,
        is_looking=Run.objects.filter(service=service, ended_at__isnull=True).exists(),
        kept=tuple(sorted(kept, key=lambda view: (not view.is_found, view.rank))),
        new=tuple(view for view in views if not view.state and view.is_found),
        dismissed=tuple(view for view in views if view.state == "dismissed"),
    )


def finding(finding_id: str, *, by: Actor) -> FindingView:
    """Return one finding of the actor's agency, or raise NotFoundError."""
    row = Finding.objects.select_related("run").filter(pk=finding_id).first()
    if row is None:
        raise not_found()
    require(by, "see_findings", agency=services.agency_of(row.service))
    return _views([row], _last_ended(row.service))[0]


def new_counts(slugs: tuple[str, ...]) -> dict[str, int]:
    """Return how many findings each service has that nobody dismissed."""
    counts = dict.fromkeys(slugs, 0)
    last: dict[str, str] = {}
    for service, run in (
        Run.objects.filter(service__in=slugs, ended_at__isnull=False, fault="")
        .order_by("asked_at")
        .values_list("service", "pk")
    ):
        last[service] = run
    rows = Finding.objects.filter(run_id__in=last.values()).exclude(state="dismissed")
    for service in rows.values_list("service", flat=True):
        counts[service] += 1
    return counts


def _last_ended(service: str) -> Run | None:
    return Run.objects.filter(service=service, ended_at__isnull=False, fault="").order_by("-asked_at").first()


def _views(rows: list[Finding], run: Run | None) -> tuple[FindingView, ...]:
    accounts = frozenset(
        int(row.judged_by.removeprefix("account:")) for row in rows if row.judged_by.startswith("account:")
    )
    names = {f"account:{key}": name for key, name in people.names_of(accounts).items()} if accounts else {}
    return tuple(
        FindingView(
            id=row.pk,
            service=row.service,
            rank=row.rank,
            content=row.content,
            state=row.state,
            reason=row.reason,
            judged_by=names.get(row.judged_by, ""),
            judged_at=row.judged_at,
            first_found_at=row.first_found_at,
            is_found=run is not None and row.run_id == run.pk,
        )
        for row in rows
    )


def _run_view(run: Run) -> RunView:
    return RunView(
        id=run.pk,
        groups=tuple(run.groups),
        asked_at=run.asked_at,
        ended_at=run.ended_at,
        cases=run.cases,
        first_at=run.first_at,
        last_at=run.last_at,
        lacks=tuple(run.lacks),
        offered=tuple(run.offered),
        seconds=run.seconds,
    )
