"""What residents answered in the cases of a service, for replaying them; no decisions and no staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from servewell.apps.cases.models import Case
from servewell.apps.journal import queries as journal
from servewell.core.definition.replay import PastCase
from servewell.core.record import Event, fold_case

CHUNK: Final = 500
_TELLING: Final = ("submitted", "rectified", "erased")
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
    told = journal.events_of_kinds([f"case:{pk}" for pk, *_ in rows], kinds=_TELLING)
    for pk, reference, channel, language, submitted_at in rows:
        answers = _left(told.get(f"case:{pk}", ()))
        fields = {"channel": channel, "language": language}
        yield None if answers is None else PastCase(reference, answers, submitted_at, channel, fields)


def _left(happened: Sequence[Event]) -> Mapping[str, Any] | None:
    """Return the answers as they were corrected and not erased; None when nothing is left of them."""
    if not happened or not any(event.body for event in happened):
        return None
    state = fold_case(happened)
    return None if state.is_erased else state.answers
