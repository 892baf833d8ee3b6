"""Store what a search came to. What staff made of a finding, and when it was found first, stays with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from servewell.apps.findings.models import Finding, Run
from servewell.core.insight import finding as insight


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search came to. `lacks` are words for what the log cannot tell; `offered` are groups to compare."""

    findings: Sequence[insight.Finding]
    cases: int
    events: int
    first_at: datetime | None
    last_at: datetime | None
    lacks: tuple[str, ...] = ()
    offered: tuple[Mapping[str, Any], ...] = ()


def finding_id(service: str, key: str) -> str:
    """Return the id of a finding: the same for the same place of a service, in every run and installation."""
    return hashlib.sha256(f"{service}\n{key}".encode()).hexdigest()[:20]


def plain(found: insight.Finding) -> dict[str, Any]:
    """Return a finding as JSON that every database takes: a number that is none becomes null."""
    content: dict[str, Any] = json.loads(json.dumps(found.as_json()), parse_constant=lambda name: None)
    return content


def store(run: Run, searched: Searched, *, now: datetime, seconds: float) -> None:
    """Write what a search found and end it. What staff made of a finding stays with it."""
    rows: dict[str, Finding] = {}
    for found in searched.findings:
        key = finding_id(run.service, found.key)
        rows.setdefault(
            key,
            Finding(
                id=key,
                service=run.service,
                key=found.key,
                run=run,
                rank=len(rows) + 1,
                content=plain(found),
                first_found_at=now,
            ),
        )
    with transaction.atomic():
        Finding.objects.bulk_create(
            rows.values(), update_conflicts=True, unique_fields=["id"], update_fields=["run", "rank", "content"]
        )
        Run.objects.filter(pk=run.pk).update(
            ended_at=now + timedelta(seconds=seconds),
            seconds=seconds,
            cases=searched.cases,
            events=searched.events,
            first_at=searched.first_at,
            last_at=searched.last_at,
            lacks=list(searched.lacks),
            offered=[dict(one) for one in searched.offered],
        )
