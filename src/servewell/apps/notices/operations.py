"""Put notices into the outbox and take them out again. Sending is in tasks.

Called inside the transaction of the operation that causes the notice, whose event is the record of it; sending
appends an event of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from servewell.apps.notices.links import PLACEHOLDER
from servewell.apps.notices.models import Notice
from servewell.apps.notices.texts import write


def enqueue(
    *,
    about: str,
    to: str,
    template: str,
    language: str,
    context: Mapping[str, str],
    key: str,
    send_after: datetime,
    now: datetime,
    link_path: str = "",
    link_number: int = 0,
    is_secret: bool = False,
) -> None:
    """Queue a notice; the same key again changes nothing, whatever has become of the first."""
    message = write(template, {**context, "link": PLACEHOLDER}, language)
    enqueue_text(
        about=about,
        to=to,
        template=template,
        language=language,
        subject=message.subject,
        text=message.text,
        key=key,
        send_after=send_after,
        now=now,
        link_path=link_path,
        link_number=link_number,
        is_secret=is_secret,
    )


def enqueue_text(
    *,
    about: str,
    to: str,
    template: str,
    language: str,
    subject: str,
    text: str,
    key: str,
    send_after: datetime,
    now: datetime,
    link_path: str = "",
    link_number: int = 0,
    is_secret: bool,
) -> None:
    """Queue a message whose words are written elsewhere (sign-in codes)."""
    notice = Notice(
        key=key,
        about=about,
        to=to,
        template=template,
        language=language,
        subject=" ".join(subject.split())[:200],
        text=text,
        link_path=link_path,
        link_number=link_number,
        is_secret=is_secret,
        created_at=now,
        send_after=send_after,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def forget(*, about: Collection[str]) -> None:
    """Delete all notices about some subjects, also those that wait. Part of erasing a case."""
    Notice.objects.filter(about__in=about).delete()


def forget_sent(*, about: Collection[str]) -> None:
    """Delete the copies of notices that went out, failed or were taken back. Part of erasing some answers."""
    Notice.objects.filter(about__in=about).exclude(state="queued").delete()


def cancel(*, key: str) -> bool:
    """Take a notice back if it has not gone out; tell whether it had not."""
    return bool(Notice.objects.filter(key=key, state="queued").update(state="cancelled"))
