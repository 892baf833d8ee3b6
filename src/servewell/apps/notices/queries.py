"""What was sent to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from servewell.apps.notices.links import PLACEHOLDER, full_text
from servewell.apps.notices.models import Notice


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice."""

    id: int
    about: str
    to: str
    template: str
    language: str
    subject: str
    text: str
    state: str
    attempts: int
    created_at: datetime
    send_after: datetime
    sent_at: datetime | None


def mailbox(*, limit: int = 100) -> tuple[NoticeView, ...]:
    """Return the newest notices, for the mailbox page of a demo."""
    return tuple(_view(row) for row in Notice.objects.exclude(state="cancelled").order_by("-id")[:limit])


def notices_about(about: str) -> tuple[NoticeView, ...]:
    """Return the notices about a case or draft (`case:<id>`), oldest first."""
    return tuple(_view(row) for row in Notice.objects.filter(about=about).order_by("id"))


@dataclass(frozen=True, slots=True)
class SentNotice:
    """What was sent to a resident, or waits to be, without the secret link."""

    at: datetime
    to: str
    template: str
    subject: str
    text: str
    state: str


def sent_about(subjects: Sequence[str], *, now: datetime) -> tuple[SentNotice, ...]:
    """Return what was sent about some subjects, oldest first; nothing of what is still held back."""
    rows = Notice.objects.filter(about__in=subjects).exclude(state="cancelled").order_by("id")
    return tuple(
        SentNotice(row.sent_at or row.created_at, row.to, row.template, row.subject, _without_link(row), row.state)
        for row in rows
        if row.send_after <= now or row.state != "queued"
    )


def _without_link(row: Notice) -> str:
    lines = (line for line in row.text.split("\n") if PLACEHOLDER not in line)
    return "\n".join(lines).strip()


def _view(row: Notice) -> NoticeView:
    return NoticeView(
        id=row.pk,
        about=row.about,
        to=row.to,
        template=row.template,
        language=row.language,
        subject=row.subject,
        text=full_text(row),
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        send_after=row.send_after,
        sent_at=row.sent_at,
    )
