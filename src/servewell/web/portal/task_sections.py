"""The task list of a long service: its sections, each page a task with its state."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.web.design.texts import Said
from servewell.web.portal.visits import DraftVisit


@dataclass(frozen=True, slots=True)
class TaskSection:
    """One section; `tasks` are items of the task list component."""

    title: Said
    tasks: tuple[dict[str, object], ...]
    is_done: bool


def task_sections(visit: DraftVisit) -> tuple[TaskSection, ...]:
    """Return the sections that have a page which applies, in the order of the definition."""
    found = []
    for section in visit.definition.sections:
        pages = [page for page in visit.state.pages if page.section == section]
        if pages:
            tasks = tuple(task(visit, page.id, page.status) for page in pages)
            is_done = all(page.status == "done" for page in pages)
            found.append(TaskSection(visit.texts(f"section.{section}.title"), tasks, is_done))
    return tuple(found)


def task(visit: DraftVisit, page: str, status: str) -> dict[str, object]:
    """Return one page as an item of the task list; what cannot be begun yet has no link."""
    states: dict[str, object] = {
        "done": {"text": _("Completed")},
        "to do": {"tag": {"text": _("To do"), "classes": "govuk-tag--blue"}},
        "not yet": {"text": _("Depends on your answers"), "classes": "govuk-task-list__status--cannot-start-yet"},
    }
    href = "" if status == "not yet" else visit.page_url(page)
    return {"title": visit.texts(f"page.{page}.title"), "href": href, "status": states[status]}
