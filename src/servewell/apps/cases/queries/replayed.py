"""What a changed definition would have decided for the cases of a service. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from servewell.apps.cases.queries.past_answers import count_past, ids_of, past_answers
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import require
from servewell.apps.services import queries as services
from servewell.core.definition.model import Definition
from servewell.core.definition.replay import PastCase, Replay, replay

# Row by row a case of our largest examples takes half a millisecond: this many fit into one request.
MOST_CASES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """The comparison of the version that residents see with a changed one. `submitted`: cases there are in all."""

    old: Definition
    new: Definition
    replay: Replay
    submitted: int
    case_ids: Mapping[str, str]  # of the examples, by reference

    @property
    def is_limited(self) -> bool:
        """Tell whether older cases were left out."""
        return self.submitted > self.replay.cases + self.replay.erased


def replay_cases(
    *,
    service: str,
    changed: Definition,
    group_by: Sequence[str],
    by: Actor,
    now: datetime,
    most: int = MOST_CASES,
    examples: int = 5,
) -> Replayed:
    """Judge the newest cases of a service by both versions. Raises NotAllowedError, NotFoundError."""
    shown = services.service(service, now=now)
    require(by, "replay_cases", agency=shown.agency)
    erased: list[None] = []
    cases = _with_answers(past_answers(service, limit=most), erased)
    found = replay(shown.definition, changed, cases, now=now, by=group_by, examples=examples)
    references = [example.case for example in found.examples]
    return Replayed(
        old=shown.definition,
        new=changed,
        replay=replace(found, erased=len(erased)),
        submitted=count_past(service),
        case_ids=ids_of(references, service=service),
    )


def _with_answers(cases: Iterator[PastCase | None], erased: list[None]) -> Iterator[PastCase]:
    for case in cases:
        if case is None:
            erased.append(None)
        else:
            yield case
