"""Where a resident goes from here: one place that knows the order of pages, the task list and the check."""

from __future__ import annotations

from django.urls import reverse

from servewell.core.definition.journey import JourneyState, PageReading
from servewell.web.portal.visits import DraftVisit

CHANGE = "?change=1"


def after(visit: DraftVisit, page: str, reading: PageReading, *, is_change: bool) -> str:
    """Return where the resident goes from a saved page: onward, or back to the check with what became necessary."""
    state = visit.state_with(reading.answers, page)
    if reading.asks_more:
        return visit.page_url(page) + (f"{CHANGE}&notice=more" if is_change else "?notice=more")
    if is_change:
        return first_to_do(visit, state, CHANGE)
    following = following_page(state, page)
    if (
        visit.has_tasks
        and not state.end_page
        and (following is None or section(state, following) != section(state, page))
    ):
        return visit.url("check_answers") if state.is_complete and following is None else visit.url("tasks")
    return visit.page_url(following) if following else first_to_do(visit, state, "")


def following_page(state: JourneyState, page: str) -> str | None:
    """Return the next page that can be shown, in the order of the file."""
    order = [there.id for there in state.pages if there.status != "not yet" or there.id == page]
    return next(iter(order[order.index(page) + 1 :]), None) if page in order else None


def section(state: JourneyState, page: str) -> str | None:
    """Return the section that a page belongs to."""
    found = state.page(page)
    return found.section if found else None


def first_to_do(visit: DraftVisit, state: JourneyState, query: str) -> str:
    """Return the first page still to do, else the end page, else the check."""
    if state.next_page is not None:
        return visit.page_url(state.next_page) + query
    if state.end_page is not None:
        return visit.page_url(state.end_page)
    return visit.url("check_answers")


def onward(visit: DraftVisit) -> str:
    """Return the address of the first thing still to do."""
    return first_to_do(visit, visit.state, "")


def back_url(visit: DraftVisit, page: str, *, is_change: bool = False) -> str:
    """Return where the back link goes: the page before, the task list, or the service."""
    if is_change:
        return visit.url("check_answers")
    order = [there.id for there in visit.state.pages if there.status != "not yet"]
    at = order.index(page) if page in order else len(order)
    before = order[at - 1] if at else None
    if (
        visit.has_tasks
        and page in order
        and (before is None or section(visit.state, before) != section(visit.state, page))
    ):
        return visit.url("tasks")
    return visit.page_url(before) if before else reverse("service", args=[visit.definition.service])
