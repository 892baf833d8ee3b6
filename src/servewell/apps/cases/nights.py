"""Each night: erase what is due, note what it came to, and leave no bytes behind.

Once a day from 2 at night, in batches, a transaction a case. Broken off at any point, the next call goes on: the row
of the night has no end, erased cases are not due any more, and files without a row are found by looking.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from servewell.apps.cases.models import Case, Document, Night
from servewell.apps.cases.operations.erasing import erase_case
from servewell.apps.cases.projection import retention_of
from servewell.apps.cases.writing import lock_case, update_row
from servewell.apps.people import queries as people
from servewell.apps.people.actor import SYSTEM
from servewell.apps.services.queries import today_in
from servewell.gateways import files, scrubbing

BATCH: Final = 200
# The hour at which a night's work begins.
BEGINS: Final = timedelta(hours=2)
# A file is stored before its row: younger ones may still get theirs.
OLD_FILE: Final = timedelta(days=1)


def erase_due(*, now: datetime) -> int:
    """Do a batch of tonight's work; return how many cases it touched, 0 once the night is over."""
    today = _night_of(now)
    night, _ = Night.objects.get_or_create(on=today, defaults={"begun_at": now})
    if night.ended_at is not None:
        return 0
    _note_days()
    touched = sum(_erase_one(case_id, night, now) for case_id in _due(today))
    if not touched:
        _end(night, now)
    return touched


def _night_of(now: datetime) -> date:
    """Return the day of the night's work, by the clock of the first agency: nobody should wait at noon."""
    zone = next((agency.timezone for agency in people.agencies()), "UTC")
    return (now.astimezone(ZoneInfo(zone)) - BEGINS).date()


def _due(today: date) -> list[str]:
    return list(
        Case.objects.filter(erase_on__lte=today).order_by("erase_on", "pk").values_list("pk", flat=True)[:BATCH]
    )


def _note_days() -> None:
    """Work out the day for cases whose work ended before there was such a day."""
    while known := list(
        Case.objects.filter(erase_on__isnull=True).exclude(status="open").values_list("pk", flat=True)[:BATCH]
    ):
        for case_id in known:
            with transaction.atomic():
                update_row(lock_case(case_id))


def _erase_one(case_id: str, night: Night, now: datetime) -> bool:
    """Erase what is due of one case; False when its agency has not come to that day yet."""
    with transaction.atomic():
        case = lock_case(case_id)
        kept, today = retention_of(case.state, case.definition, case.agency), today_in(case.agency.timezone, now)
        is_whole, answers = kept.is_due(today), kept.due_answers(today, case.state.answers)
        if not (is_whole or answers):
            return False
        questions = () if is_whole else answers
        erase_case(case_id=case_id, ground="retention", questions=questions, by=SYSTEM, now=now)
        found = {"cases": F("cases") + 1} if is_whole else {"answers": F("answers") + len(answers)}
        Night.objects.filter(pk=night.pk).update(**found)
    return True


def _end(night: Night, now: datetime) -> None:
    """Remove what no row names, clean the files of the database, and end the night."""
    named = set(Document.objects.values_list("stored", flat=True))
    orphans = [name for name in files.stored_before(now - OLD_FILE) if name not in named]
    for name in orphans:
        files.remove(name)
    scrubbing.scrub_free_space()
    Night.objects.filter(pk=night.pk).update(ended_at=now, files=F("files") + len(orphans))
