"""Read ideas. Returns frozen values only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from servewell.apps.feedback.models import Idea
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class IdeaView:
    """An idea with what was answered."""

    id: str
    service: str
    text: str
    finding: str
    case_id: str
    raised_by: str  # the person's name
    raised_at: datetime
    state: str
    reason: str
    answered_by: str
    answered_at: datetime | None


def ideas_of(agency: str, *, by: Actor) -> tuple[IdeaView, ...]:
    """Return the newest ideas of an agency."""
    require(by, "see_ideas", agency=agency)
    return _views(Idea.objects.filter(agency=agency).order_by("-raised_at", "pk")[:MOST])


def ideas_from(finding: str) -> tuple[IdeaView, ...]:
    """Return the ideas that a finding gave rise to, newest first."""
    return _views(Idea.objects.filter(finding=finding).order_by("-raised_at", "pk")[:MOST])


def with_ideas(service: str) -> frozenset[str]:
    """Return the findings of a service from which an idea was raised."""
    return frozenset(Idea.objects.filter(service=service).exclude(finding="").values_list("finding", flat=True))


def idea(idea_id: str, *, by: Actor) -> IdeaView:
    """Return one idea of the actor's agency, or raise NotFoundError."""
    row = Idea.objects.filter(pk=idea_id).first()
    if row is None:
        raise not_found()
    require(by, "see_ideas", agency=row.agency)
    return _views([row])[0]


def _views(rows: Iterable[Idea]) -> tuple[IdeaView, ...]:
    found = list(rows)
    actors = {actor for row in found for actor in (row.raised_by, row.answered_by)}
    accounts = frozenset(int(actor.removeprefix("account:")) for actor in actors if actor.startswith("account:"))
    names = {f"account:{key}": name for key, name in people.names_of(accounts).items()}
    return tuple(
        IdeaView(
            id=row.pk,
            service=row.service,
            text=row.text,
            finding=row.finding,
            case_id=row.case_id,
            raised_by=names.get(row.raised_by, ""),
            raised_at=row.raised_at,
            state=row.state,
            reason=row.reason,
            answered_by=names.get(row.answered_by, ""),
            answered_at=row.answered_at,
        )
        for row in found
    )
