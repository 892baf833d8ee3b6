"""The timeline of a case in words: one line an event, in the order of the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from servewell.apps.cases.queries import TimelineEntry
from servewell.apps.cases.words import SENTENCES
from servewell.web.workspace.desk import ASIDE, Desk

# Views and notices are counted apart, they would bury the work.
QUIET = frozenset({"viewed_by_staff", "status_viewed", "notice_sent"})


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One event in words."""

    title: str
    at: datetime
    who: str
    text: str
    is_quiet: bool


def story_of(desk: Desk) -> tuple[StoryLine, ...]:
    """Return the events of the case, newest first."""
    return tuple(_line(desk, entry) for entry in reversed(desk.case.timeline))


def _line(desk: Desk, entry: TimelineEntry) -> StoryLine:
    say: Callable[[Desk, TimelineEntry], str] | None = _SPECIAL.get(entry.kind)
    title = say(desk, entry) if say else str(SENTENCES.get(entry.kind, entry.kind))
    who = entry.by_name or {"resident": _("Resident"), "agency": _("Staff"), "system": _("Servewell")}[entry.by_kind]
    text = str(entry.body.get("text") or entry.body.get("explanation") or entry.body.get("reason") or "")
    return StoryLine(title, entry.at, who, text, entry.kind in QUIET)


def _stage(desk: Desk, entry: TimelineEntry) -> str:
    stage = str(entry.data.get("stage", ""))
    return _("Stage: %(stage)s") % {"stage": desk.texts(f"stage.{stage}.title") or stage}


def _decided(desk: Desk, entry: TimelineEntry) -> str:
    decision = str(entry.data.get("decision", ""))
    return _("Decided: %(decision)s") % {"decision": desk.texts(f"decision.{decision}.title") or decision}


def _put_aside(desk: Desk, entry: TimelineEntry) -> str:
    reason = str(entry.data.get("reason", ""))
    return _("Put aside: %(reason)s") % {"reason": ASIDE.get(reason, reason)}


_SPECIAL = {"stage_entered": _stage, "decided": _decided, "put_aside": _put_aside}
