"""The queue: oldest promise first, the same rule for everyone, filters that survive."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries as reading
from servewell.apps.cases.queries import QueueFilters, QueueRow
from servewell.apps.people import queries as people
from servewell.apps.services import queries as offered
from servewell.web.design.formats import language
from servewell.web.design.texts import Said, Texts
from servewell.web.workspace.access import StaffRequest, staff_page
from servewell.web.workspace.desk import ASIDE

KEPT = "queue_filters"  # in the session, so that filters survive a visit to a case and the next morning
Due = Literal["", "late", "today", "week"]
DUE = ("", "late", "today", "week")


@staff_page("see_queue")
def queue(request: StaffRequest) -> HttpResponse:
    """Show one page of the queue."""
    if request.GET.get("clear"):
        request.session.pop(KEPT, None)
        return redirect("staff_queue")
    filters = filters_of(request)
    page = reading.queue(
        agency=request.agency.slug, filters=filters, after=request.GET.get("after") or None, by=request.by,
        now=request.now,
    )  # fmt: skip
    query = {name: value for name, value in asdict(filters).items() if value not in ("", False)}
    context = {
        "page": page,
        "count_limit": reading.COUNT_LIMIT,
        "order_in_words": _(reading.ORDER_IN_WORDS),
        "lines": [line_of(row) for row in page.rows],
        "today": timezone.localdate(request.now),
        "filters": filters,
        "services": offered.services_of(request.agency.slug, now=request.now),
        "staff": people.staff_of(request.agency.slug),
        "next_url": f"?{urlencode({**query, 'after': page.next})}" if page.next else "",
        "first_url": reverse("staff_queue") if request.GET.get("after") else "",
        "navigation_items": request.navigation,
        "by": request.by,
    }
    return render(request, "workspace/queue.html", context)


@staff_page("take_case")
def take_next(request: StaffRequest) -> HttpResponse:
    """Take the case that is next by the published order and open it."""
    filters = QueueFilters(assigned="nobody")
    page = reading.queue(
        agency=request.agency.slug, filters=filters, after=None, limit=1, by=request.by, now=request.now
    )
    if not page.rows:
        messages.success(request, _("Nothing waits to be taken."))
        return redirect("staff_queue")
    cases.take_case(case_id=page.rows[0].id, by=request.by, now=request.now)
    return redirect("staff_case", case_id=page.rows[0].id)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A row of the queue with its words."""

    row: QueueRow
    service: Said
    stage: Said
    aside: object


def line_of(row: QueueRow) -> QueueLine:
    """Give a row the words of its own version."""
    texts = Texts(offered.definition(row.version), language())
    return QueueLine(row, texts("title"), texts(f"stage.{row.stage}.title"), ASIDE.get(row.aside, ""))


def filters_of(request: StaffRequest) -> QueueFilters:
    """Return the filters of the address, else those used last; an unknown value counts as none."""
    given = request.GET if request.GET.get("filtered") or request.GET.get("after") else None
    kept = request.session.get(KEPT, {}) if given is None else {name: given.get(name, "") for name in FIELDS}
    if given is not None and not request.GET.get("after") and kept != request.session.get(KEPT):
        request.session[KEPT] = kept
    assigned = str(kept.get("assigned", ""))
    due = str(kept.get("due", ""))
    return QueueFilters(
        service=str(kept.get("service", ""))[:80],
        stage=str(kept.get("stage", ""))[:60],
        assigned=assigned if assigned in ("mine", "nobody") or assigned.isdigit() else "anyone",
        due=cast(Due, due if due in DUE else ""),
        waiting=bool(kept.get("waiting")),
        appealed=bool(kept.get("appealed")),
        review=bool(kept.get("review")),
        search_reference=str(kept.get("search_reference", ""))[:20],
    )


FIELDS = ("service", "stage", "assigned", "due", "waiting", "appealed", "review", "search_reference")
