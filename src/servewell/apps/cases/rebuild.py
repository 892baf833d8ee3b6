"""Fold every case from its events and compare with its row: the tables may say nothing that did not happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from servewell.apps.cases.models import Case
from servewell.apps.cases.projection import project
from servewell.apps.cases.writing import lock_case, update_row
from servewell.apps.journal import queries as journal
from servewell.apps.people import queries as people
from servewell.apps.services import queries as services
from servewell.core.record import fold_case

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was folded, and where a row said something else than the events."""

    cases: int
    events: int
    differences: tuple[str, ...]


def rebuild(*, check_only: bool = True) -> Rebuilt:
    """Compare each case with its events, one at a time in memory; without `check_only` write what the events say."""
    cases = events = 0
    differences: list[str] = []
    agencies = {agency.slug: agency for agency in people.agencies()}
    for row in _rows():
        happened = journal.events_of(f"case:{row.pk}")
        cases, events = cases + 1, events + len(happened)
        if not happened:
            differences.append(f"Case {row.reference}: the row has no events.")
            continue
        state = fold_case(happened)
        wanted = {
            **project(state, services.definition(row.version), agencies[row.agency]),
            "reference": state.reference,
        }
        found = [
            f"Case {row.reference}: {name} is {getattr(row, name)!r}, the events say {value!r}."
            for name, value in wanted.items()
            if getattr(row, name) != value
        ]
        differences += found
        if found and not check_only:
            with transaction.atomic():
                update_row(lock_case(row.pk))
    known = cases
    for subject in journal.subjects("case:"):
        if not Case.objects.filter(pk=subject.removeprefix("case:")).exists():
            differences.append(f"{subject}: there are events but no row.")
            known += 1
    return Rebuilt(known, events, tuple(differences))


def _rows() -> Iterator[Case]:
    last = ""
    while True:
        chunk = list(Case.objects.filter(pk__gt=last).order_by("pk")[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].pk
