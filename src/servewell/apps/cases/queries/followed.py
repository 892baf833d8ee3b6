"""What became of drafts: for trials, which count everybody who began. Nothing that residents wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from servewell.apps.cases.models import Case
from servewell.apps.journal.steps import first_at

CHUNK: Final = 500
ASKED: Final = "information requested"


@dataclass(frozen=True, slots=True)
class Followed:
    """The case that a draft became: sent in, asked for information, decided, and whether the promise was kept."""

    submitted_at: datetime
    asked_at: datetime | None
    decided_at: datetime | None
    has_kept_promise: bool | None


def followed(drafts: Sequence[str]) -> dict[str, Followed]:
    """Return what became of each draft; those that were not sent in are left out."""
    rows = [
        row
        for start in range(0, len(drafts), CHUNK)
        for row in Case.objects.filter(draft_id__in=drafts[start : start + CHUNK]).values_list(
            "draft_id", "pk", "submitted_at", "decided_at", "has_kept_promise"
        )
    ]
    asked = first_at([case for _, case, _, _, _ in rows], activities=(ASKED,))
    return {
        draft: Followed(submitted_at, asked.get(case), decided_at, kept)
        for draft, case, submitted_at, decided_at, kept in rows
    }
