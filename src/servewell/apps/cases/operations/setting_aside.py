"""Put work on a case aside, with the reason, and take it up again. The resident's clock runs on meanwhile."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from servewell.apps.cases.writing import check_open, check_unchanged, lock_for_staff, record
from servewell.apps.people.actor import Actor
from servewell.core.problem import Problem, ProblemError
from servewell.core.record import REASONS_ASIDE


def put_aside(*, case_id: str, reason: str, base_seq: int | None = None, by: Actor, now: datetime) -> None:
    """Note that work cannot go on for now, and for which of `REASONS_ASIDE`."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "put_aside", by)
        if reason not in REASONS_ASIDE:
            raise ProblemError(
                Problem(
                    code="not-a-choice",
                    found="No reason was chosen.",
                    expected=", ".join(REASONS_ASIDE),
                    fix="Choose what the case waits for.",
                )
            )
        if case.state.aside is not None and case.state.aside.reason == reason:
            return
        check_unchanged(case, base_seq, by)
        check_open(case)
        record(case, kind="put_aside", by=by, now=now, data={"reason": reason})


def take_up(*, case_id: str, base_seq: int | None = None, by: Actor, now: datetime) -> None:
    """Go on with a case that was put aside."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "take_up", by)
        if case.state.aside is None:
            return
        check_unchanged(case, base_seq, by)
        check_open(case)
        record(case, kind="taken_up", by=by, now=now)
