"""Correct an answer (rectification), and let the resident learn later of a look (lawful delay)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.writing import check_unchanged, lock_for_staff, record, text_of
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.services.queries import today_in
from servewell.core.problem import ConflictError, NotAllowedError, Problem, ProblemError
from servewell.core.record import GROUNDS_OF_DELAY

# Longer takes another decision, by another event.
LONGEST_DELAY: Final = timedelta(days=366)
_NOT_CORRECTED: Final = frozenset({"file", "declaration"})


def rectify(
    *, case_id: str, question: str, answer: object, reason: str, base_seq: int | None = None, by: Actor, now: datetime
) -> None:
    """Correct an answer (None: there is none), with a reason that the resident reads.

    From here on the new answer is the one that is used; the old one stays in the record until it is due.
    """
    with transaction.atomic():
        case = lock_for_staff(case_id, "rectify", by)
        asked = {one.name: one for page in case.definition.pages for one in page.questions}
        found = asked.get(question)
        if found is None or found.type in _NOT_CORRECTED:
            raise ProblemError(
                Problem("unknown-question", found="This cannot be corrected.", fix="Choose a question with an answer.")
            )
        if case.state.answers.get(question) == answer:
            return
        if case.state.is_erased:
            raise ConflictError(Problem("already-erased", found="The answers of this case are erased."))
        check_unchanged(case, base_seq, by)
        said = text_of(reason, most=2_000)
        seq = record(
            case, kind="rectified", by=by, now=now, data={"question": question},
            body={"answer": answer, "reason": said},
        )  # fmt: skip
        key = f"rectified:{case_id}:{seq}"
        notify_case(case.row, case.agency, template="data_answered", key=key, now=now)


def delay_look(*, case_id: str, of: str, until: date, ground: str, by: Actor, now: datetime) -> None:
    """Let the resident learn only after `until` that one person looked at her case: a law has to say so.

    It covers that person's looks up to that day, also those to come. Nobody delays her own.
    """
    with transaction.atomic():
        case = lock_for_staff(case_id, "delay_look", by)
        if of == by.id:
            raise NotAllowedError(
                Problem("second-person", found="You cannot delay your own looks.", expected="a second person")
            )
        staff = {f"account:{one.account_id}" for one in people.staff_of(case.row.agency)}
        if of not in staff | {view.by for view in case.state.views}:
            raise ProblemError(Problem("not-a-choice", found="Nobody was chosen.", fix="Choose who looks at the case."))
        if ground not in GROUNDS_OF_DELAY:
            known = ", ".join(GROUNDS_OF_DELAY)
            raise ProblemError(Problem("not-a-choice", found="No ground was chosen.", expected=known))
        today = today_in(case.agency.timezone, now)
        if not today < until <= today + LONGEST_DELAY:
            raise ProblemError(
                Problem("bad-day", found="This day cannot be used.", expected="a day after today, at most a year ahead")
            )
        data = {"of": of, "until": until.isoformat(), "ground": ground}
        if any(event.header.kind == "look_delayed" and event.header.data == data for event in case.events):
            return
        record(case, kind="look_delayed", by=by, now=now, data=data)
