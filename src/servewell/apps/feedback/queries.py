"""Read ideas. Returns frozen values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, F, QuerySet

from servewell.apps.feedback.models import Idea
from servewell.apps.feedback.similar import similar
from servewell.apps.journal import queries as journal
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries as services
from servewell.core.small_numbers import is_small

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class IdeaView:
    """An idea with what was answered. `text` is '' once the case of the resident who raised it is erased."""

    id: str
    service: str
    text: str
    finding: str
    case_id: str
    raised_by: str  # the person's name, '' for a resident
    is_residents: bool
    is_mine: bool
    raised_at: datetime
    due_on: date | None  # until when an answer is owed
    state: str
    reason: str
    answered_by: str
    answered_at: datetime | None
    change: str  # that it led to, '' for none yet
    said: str  # the words of the public page
    published_at: datetime | None
    supporters: int  # besides who raised it


@dataclass(frozen=True, slots=True)
class PublicIdea:
    """An idea as everybody may read it: only words that staff wrote for everybody, no person, no case."""

    id: str
    agency: str
    service: str
    said: str
    state: str
    reason: str
    finding: str
    change: str
    raised_at: datetime
    answered_at: datetime | None
    supporters: int | None  # besides who raised it; None: fewer than 10


def ideas_of(agency: str, *, by: Actor) -> tuple[IdeaView, ...]:
    """Return the ideas of an agency: first those that wait for an answer, the longest owed first, then the newest."""
    require(by, "see_ideas", agency=agency)
    rows = Idea.objects.filter(agency=agency)
    owed = rows.filter(state="raised").order_by(F("due_on").asc(nulls_first=True), "raised_at", "pk")
    answered = rows.exclude(state="raised").order_by("-raised_at", "pk")
    return _views([*_counted(owed)[:MOST], *_counted(answered)[:MOST]], by)


def ideas_from(finding: str) -> tuple[IdeaView, ...]:
    """Return the ideas that a finding gave rise to, newest first."""
    return _views(_counted(Idea.objects.filter(finding=finding).order_by("-raised_at", "pk"))[:MOST])


def ideas_of_case(case_id: str) -> tuple[IdeaView, ...]:
    """Return the ideas that the resident of a case raised, for herself, newest first."""
    rows = Idea.objects.filter(case_id=case_id, case_seq__gt=0).order_by("-raised_at", "pk")
    return _views(_counted(rows)[:MOST])


def with_ideas(service: str) -> frozenset[str]:
    """Return the findings of a service from which an idea was raised."""
    return frozenset(Idea.objects.filter(service=service).exclude(finding="").values_list("finding", flat=True))


def idea(idea_id: str, *, by: Actor) -> IdeaView:
    """Return one idea of the actor's agency, or raise NotFoundError."""
    row = _counted(Idea.objects.filter(pk=idea_id)).first()
    if row is None:
        raise not_found()
    require(by, "see_ideas", agency=row.agency)
    return _views([row], by)[0]


def similar_ideas(service: str, text: str, *, by: Actor) -> tuple[IdeaView, ...]:
    """Return up to three ideas of a service that say about the same, for staff who are about to raise one."""
    require(by, "see_ideas", agency=services.agency_of(service))
    rows = Idea.objects.filter(service=service).order_by("-raised_at", "pk")
    views = {view.id: view for view in _views(_counted(rows)[:MOST], by)}
    return tuple(views[key] for key in similar(text, {key: f"{one.text} {one.said}" for key, one in views.items()}))


def similar_public(service: str, text: str) -> tuple[PublicIdea, ...]:
    """Return up to three public ideas of a service that say about the same, for anybody."""
    known = {one.id: one for one in public_ideas(service=service)}
    return tuple(known[key] for key in similar(text, {key: one.said for key, one in known.items()}))


def public_ideas(*, agency: str = "", service: str = "") -> tuple[PublicIdea, ...]:
    """Return what is on the public page, of one agency or service or of all: the latest news first."""
    rows = Idea.objects.filter(published_at__isnull=False)
    rows = rows.filter(agency=agency) if agency else rows
    rows = rows.filter(service=service) if service else rows
    found = _counted(rows.order_by("-published_at", "pk"))[:MOST]
    return tuple(
        PublicIdea(
            id=row.pk,
            agency=row.agency,
            service=row.service,
            said=row.said,
            state=row.state,
            reason=row.reason,
            finding=row.finding,
            change=row.change,
            raised_at=row.raised_at,
            answered_at=row.answered_at,
            supporters=None if is_small(row.support_count) else row.support_count,  # type: ignore[attr-defined]
        )
        for row in found
    )


def _counted(rows: QuerySet[Idea]) -> QuerySet[Idea]:
    return rows.annotate(support_count=Count("supports"))


def _views(rows: Iterable[Idea], by: Actor | None = None) -> tuple[IdeaView, ...]:
    found = list(rows)
    actors = {actor for row in found for actor in (row.raised_by, row.answered_by)}
    accounts = frozenset(int(actor.removeprefix("account:")) for actor in actors if actor.startswith("account:"))
    names = {f"account:{key}": name for key, name in people.names_of(accounts).items()}
    theirs = _residents_words([row for row in found if row.case_seq])
    return tuple(
        IdeaView(
            id=row.pk,
            service=row.service,
            text=theirs.get(row.pk, "") if row.case_seq else row.text,
            finding=row.finding,
            case_id=row.case_id,
            raised_by=names.get(row.raised_by, ""),
            is_residents=bool(row.case_seq),
            is_mine=by is not None and row.raised_by == by.id,
            raised_at=row.raised_at,
            due_on=row.due_on,
            state=row.state,
            reason=row.reason,
            answered_by=names.get(row.answered_by, ""),
            answered_at=row.answered_at,
            change=row.change,
            said=row.said,
            published_at=row.published_at,
            supporters=row.support_count,  # type: ignore[attr-defined]
        )
        for row in found
    )


def _residents_words(rows: Sequence[Idea]) -> dict[str, str]:
    """Return what residents wrote, read from the streams of their cases in one question: nothing of it is copied."""
    if not rows:
        return {}
    happened = journal.events_of_kinds(
        sorted({f"case:{row.case_id}" for row in rows}), kinds=("idea_raised",)
    )  # fmt: skip
    events = (event for subject in happened.values() for event in subject)
    return {str(event.header.data["idea"]): str((event.body or {}).get("text", "")) for event in events}
