"""What residents answered in the cases of a service, for replaying them; no decisions and no staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from servewell.apps.cases.models import Case
from servewell.apps.journal import queries as journal
from servewell.core.definition.replay import PastCase

CHUNK: Final = 500
Row = tuple[str, str, str, str, datetime]


def past_answers(service: str, *, limit: int | None = None) -> Iterator[PastCase | None]:
    """Yield the submitted cases of a service, newest first, at most `limit`; None for one whose answers were erased.

    They can be grouped by their fields `channel` and `language`. Only a chunk of them is in memory.
    """
    newest_first = Case.objects.filter(service=service).order_by("-submitted_at", "-pk")
    rows = newest_first.values_list("pk", "reference", "channel", "language", "submitted_at")[:limit]
    chunk: list[Row] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _with_answers(chunk)
            chunk = []
    yield from _with_answers(chunk)


def count_past(service: str) -> int:
    """Return how many cases of a service were ever submitted."""
    return Case.objects.filter(service=service).count()


def ids_of(references: Sequence[str], *, service: str) -> dict[str, str]:
    """Return {reference: id} for cases of one service, for links to their pages."""
    return dict(Case.objects.filter(service=service, reference__in=references).values_list("reference", "pk"))


def _with_answers(rows: Sequence[Row]) -> Iterator[PastCase | None]:
    bodies = journal.bodies_of([f"case:{pk}" for pk, *_ in rows], kind="submitted")
    for pk, reference, channel, language, submitted_at in rows:
        body = bodies.get(f"case:{pk}")
        fields = {"channel": channel, "language": language}
        yield None if body is None else PastCase(reference, body.get("answers", {}), submitted_at, channel, fields)
