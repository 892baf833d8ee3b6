"""Send what is due. At least once: a crash between sending and noting it sends again, with the same message id."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from servewell.apps.journal import operations as journal
from servewell.apps.notices.links import full_text
from servewell.apps.notices.models import Notice
from servewell.core.problem import ConflictError
from servewell.gateways import email

BATCH: Final = 20
# After the last of these the notice has failed and is shown so: 1 minute to about 21 hours in all.
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 360, 480))
CODE_LIFE: Final = timedelta(minutes=15)


def send_due(*, now: datetime) -> int:
    """Send up to a batch of due notices; return how many went out."""
    due = Notice.objects.filter(state="queued", send_after__lte=now).order_by("send_after", "id")
    return sum(_send(notice, now) for notice in list(due[:BATCH]))


def wipe_codes(*, now: datetime) -> None:
    """Wipe the text of notices that carry a code, once the code is no longer valid."""
    old = Notice.objects.filter(is_secret=True, created_at__lt=now - CODE_LIFE).exclude(text="")
    old.update(text="")


def _send(notice: Notice, now: datetime) -> bool:
    # The next try is booked before sending: two senders cannot take the same notice, and a crash loses none.
    wait = WAITS[min(notice.attempts, len(WAITS) - 1)]
    taken = Notice.objects.filter(pk=notice.pk, state="queued", attempts=notice.attempts).update(
        attempts=F("attempts") + 1, send_after=now + wait
    )
    if not taken:
        return False
    try:
        email.send(
            to=notice.to,
            subject=notice.subject,
            text=full_text(notice),
            language=notice.language,
            key=notice.key,
        )
    except email.DeliveryError as error:
        if error.is_final or notice.attempts + 1 >= len(WAITS):
            _finish(notice, "failed", "notice_failed", now, fault=str(error)[:200])
        else:
            Notice.objects.filter(pk=notice.pk).update(fault=str(error)[:200])
        return False
    _finish(notice, "sent", "notice_sent", now)
    return True


def _finish(notice: Notice, state: str, kind: str, now: datetime, fault: str = "") -> None:
    for last in (False, False, True):
        try:
            _note(notice, state, kind, now, fault)
        except ConflictError:
            # A caseworker wrote to the case at the same moment. Giving up here would send the message again.
            if last:
                raise
        else:
            return


def _note(notice: Notice, state: str, kind: str, now: datetime, fault: str) -> None:
    with transaction.atomic():
        changes = {"state": state, "fault": fault, "sent_at": now if state == "sent" else None}
        if not Notice.objects.filter(pk=notice.pk, state="queued").update(**changes):
            return
        if notice.about.startswith("case:"):
            data = {"notice": notice.pk, "template": notice.template, "channel": "e-mail"}
            journal.append(subject=notice.about, kind=kind, by="system", now=now, data=data)
