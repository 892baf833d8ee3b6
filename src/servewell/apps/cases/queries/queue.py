"""The queue of open cases: fair order, keyset pages, a constant number of queries."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from servewell.apps.cases import tokens
from servewell.apps.cases.models import Case
from servewell.apps.cases.projection import NO_PROMISE
from servewell.apps.cases.readings import QueueCounts, QueueFilters, QueuePage, QueueRow
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import require
from servewell.apps.services.queries import today_in

# The published rule, the same for everybody.
ORDER_IN_WORDS: Final = gettext_noop(
    "Cases whose promised day comes first are first. Of the same day, those that came in first; cases that wait for "
    "the resident are left out until they answer."
)
ORDER: Final = ("due_on", "submitted_at", "id")
# 'More than this many' is all that a person needs to know, and counting stays cheap at any size.
COUNT_LIMIT: Final = 1_000
FIELDS: Final = (
    "id",
    "reference",
    "service",
    "version",
    "stage",
    "stage_entered_at",
    "waiting_on",
    "assigned_to_id",
    "aside",
    "review_at",
    "reviewer_id",
    "due_on",
    "submitted_at",
    "channel",
    "language",
)


def queue(
    *,
    agency: str,
    filters: QueueFilters,
    after: str | None = None,
    limit: int = 50,
    with_counts: bool = True,
    by: Actor,
    now: datetime,
) -> QueuePage:
    """Return one page of an agency's open cases, oldest promise first."""
    require(by, "see_queue", agency=agency)
    today = today_in(people.agency(agency).timezone, now)
    chosen = _chosen(agency, filters, today, by)
    after_key = _read_cursor(after)
    if after_key is not None:
        chosen = chosen.filter(_beyond(*after_key))
    found = list(chosen.order_by(*ORDER).values(*FIELDS)[: limit + 1])
    shown = found[:limit]
    holder = _holder(filters)
    is_over = filters.appealed or filters.review
    names = people.names_of(frozenset(row[holder] for row in shown if row[holder]))
    rows = tuple(
        QueueRow(
            id=row["id"],
            reference=row["reference"],
            service=row["service"],
            version=row["version"],
            stage=row["stage"],
            stage_entered_at=row["stage_entered_at"],
            waiting_on=row["waiting_on"],
            assigned_to=row[holder],
            assigned_name=names.get(row[holder], ""),
            aside=row["aside"],
            due_on=None if row["due_on"] == NO_PROMISE else row["due_on"],
            is_late=row["due_on"] < today and row["waiting_on"] == "agency" and not is_over,
            review_at=row["review_at"],
            submitted_at=row["submitted_at"],
            channel=row["channel"],
            language=row["language"],
        )
        for row in shown
    )
    cursor = _cursor(shown[-1]) if len(found) > limit else ""
    return QueuePage(rows, cursor, _counts(agency, today, by) if with_counts else QueueCounts(0, 0, 0, 0, 0, 0, 0, 0))


def _chosen(agency: str, filters: QueueFilters, today: date, by: Actor) -> QuerySet[Case]:
    cases = Case.objects.filter(agency=agency, status="open")
    if filters.search_reference.strip():
        # One case by its reference, whatever else is chosen and whatever its state.
        reference = tokens.read_reference(filters.search_reference)
        return Case.objects.filter(agency=agency, reference=reference or "")
    if filters.review:
        cases = Case.objects.filter(agency=agency, review_at__isnull=False)
    elif filters.appealed:
        cases = Case.objects.filter(agency=agency, appealed_at__isnull=False)
    elif not filters.waiting:
        cases = cases.filter(waiting_on="agency")
    if filters.service:
        cases = cases.filter(service=filters.service)
    if filters.stage:
        cases = cases.filter(stage=filters.stage)
    holder = _holder(filters)
    if filters.assigned == "mine":
        cases = cases.filter(**{holder: by.account_id})
    elif filters.assigned == "nobody":
        cases = cases.filter(**{f"{holder}__isnull": True})
    elif filters.assigned.isascii() and filters.assigned.isdigit() and len(filters.assigned) < 18:
        cases = cases.filter(**{holder: int(filters.assigned)})
    return _due(cases, filters.due, today)


def _holder(filters: QueueFilters) -> str:
    """Return whose work is meant: a review is somebody else's than the case was."""
    return "reviewer_id" if filters.review else "assigned_to_id"


def _due(cases: QuerySet[Case], due: str, today: date) -> QuerySet[Case]:
    if due == "late":
        return cases.filter(due_on__lt=today)
    if due == "today":
        return cases.filter(due_on=today)
    if due == "week":
        return cases.filter(due_on__gte=today, due_on__lte=_week_end(today))
    return cases


def _counts(agency: str, today: date, by: Actor) -> QueueCounts:
    cases = Case.objects.filter(agency=agency, status="open")
    working = cases.filter(waiting_on="agency")
    asked = (
        _due(working, "late", today),
        _due(working, "today", today),
        _due(working, "week", today),
        working.filter(assigned_to_id=by.account_id),
        working.filter(assigned_to__isnull=True),
        cases.filter(waiting_on="resident"),
        Case.objects.filter(agency=agency, appealed_at__isnull=False),
        Case.objects.filter(agency=agency, review_at__isnull=False),
    )
    return QueueCounts(*(chosen.order_by()[:COUNT_LIMIT].count() for chosen in asked))


def _week_end(today: date) -> date:
    """Return the Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())


def _beyond(due_on: date, submitted_at: datetime, id: str) -> Q:
    # The first condition is implied by the second; alone it can walk the index.
    return Q(due_on__gte=due_on) & (
        Q(due_on__gt=due_on) | Q(submitted_at__gt=submitted_at) | Q(submitted_at=submitted_at, id__gt=id)
    )


def _cursor(row: dict[str, object]) -> str:
    key = [str(row["due_on"]), row["submitted_at"].isoformat(), row["id"]]  # type: ignore[attr-defined]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> tuple[date, datetime, str] | None:
    """Return the key in a cursor; anything else than a cursor of ours means the first page."""
    if not cursor or len(cursor) > 200:
        return None
    try:
        due_on, submitted_at, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(submitted_at)
        return (date.fromisoformat(due_on), moment, str(id)) if moment.tzinfo is not None else None
    except (ValueError, TypeError, binascii.Error):
        return None
