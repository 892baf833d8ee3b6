"""A few facts of many cases at once, for lists that lead to them: nothing that residents wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from servewell.apps.cases.models import Case


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """Where a case is and how long it took."""

    id: str
    reference: str
    version: str
    stage: str
    status: str
    submitted_at: datetime
    decided_at: datetime | None
    working_days: int | None  # of the promise, used until the decision
    has_kept_promise: bool | None


def briefs_of(ids: Sequence[str], *, service: str) -> tuple[CaseBrief, ...]:
    """Return those of these cases that are of the service, in the order given."""
    rows = {row.pk: row for row in Case.objects.filter(pk__in=ids, service=service)}
    return tuple(
        CaseBrief(
            id=row.pk,
            reference=row.reference,
            version=row.version,
            stage=row.stage,
            status=row.status,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
            working_days=row.decided_in_days,
            has_kept_promise=row.has_kept_promise,
        )
        for row in (rows[one] for one in ids if one in rows)
    )
