"""Erase what is held on a resident: she asks, one person of the staff proposes, a second one does it or declines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from servewell.apps.cases.forgetting import erase
from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.projection import retention_of
from servewell.apps.cases.writing import OpenCase, lock_for_resident, lock_for_staff, record, text_of
from servewell.apps.people.actor import Actor
from servewell.apps.services.queries import today_in
from servewell.core.definition.model import Definition
from servewell.core.problem import ConflictError, NotAllowedError, Problem, ProblemError, nearest
from servewell.core.record import GROUNDS, is_held


def ask_for_erasure(*, case_id: str, text: str = "", by: Actor, now: datetime) -> None:
    """Note that the resident wants erased what is held on her; asking again before an answer changes nothing."""
    said = text_of(text) if text.strip() else ""
    with transaction.atomic():
        case = lock_for_resident(case_id, by)
        if case.state.erasure_wish is None and not case.state.is_erased:
            record(case, kind="erasure_asked", by=by, now=now, body={"text": said})


def propose_erasure(
    *, case_id: str, ground: str, questions: Sequence[str] = (), text: str = "", by: Actor, now: datetime
) -> None:
    """Propose to erase a case, or the answers to some questions. Nothing goes before a second person agrees."""
    wanted = tuple(dict.fromkeys(questions))
    with transaction.atomic():
        case = lock_for_staff(case_id, "propose_erasure", by)
        if case.state.is_erased:
            return
        made = case.state.erasure_proposed
        if made is not None and (made.ground, made.questions, made.by) == (ground, wanted, by.id):
            return
        if ground not in GROUNDS or ground == "retention":
            known = [one for one in GROUNDS if one != "retention"]
            raise ProblemError(Problem("not-a-choice", found="No ground was chosen.", expected=", ".join(known)))
        _check_questions(case.definition, wanted)
        _check_can_go(case, wanted)
        body = {"text": text_of(text) if text.strip() else ""}
        data = {"ground": ground, "questions": list(wanted)}
        record(case, kind="erasure_proposed", by=by, now=now, data=data, body=body)


def decline_erasure(*, case_id: str, reason: str, by: Actor, now: datetime) -> None:
    """Decline what the resident asked or staff proposed; the resident reads the reason."""
    reason = text_of(reason, most=2_000)
    with transaction.atomic():
        case = lock_for_staff(case_id, "decline_erasure", by)
        if case.state.erasure_wish is None and case.state.erasure_proposed is None:
            return
        was_asked = case.state.erasure_wish is not None
        seq = record(case, kind="erasure_declined", by=by, now=now, body={"reason": reason})
        if was_asked:
            key = f"erasure_declined:{case_id}:{seq}"
            notify_case(case.row, case.agency, template="data_answered", key=key, now=now)


def erase_case(*, case_id: str, ground: str, questions: Sequence[str] = (), by: Actor, now: datetime) -> None:
    """Erase a case, or the answers to some questions, from the record and every copy. It cannot be undone.

    Staff need the same proposal by somebody else; the system erases what is due, and only that.
    """
    wanted = tuple(dict.fromkeys(questions))
    with transaction.atomic():
        case = lock_for_staff(case_id, "erase_case", by)
        if case.state.is_erased or (wanted and not any(is_held(path, case.state.answers) for path in wanted)):
            return
        if by.kind == "system":
            _check_due(case, ground, wanted, now)
        else:
            _check_two_persons(case, ground, wanted, by)
        _check_can_go(case, wanted)
        erase(case, ground=ground, questions=wanted, by=by, now=now)


def _check_due(case: OpenCase, ground: str, questions: Sequence[str], now: datetime) -> None:
    kept, today = retention_of(case.state, case.definition, case.agency), today_in(case.agency.timezone, now)
    is_due = set(questions) <= set(kept.due_answers(today, case.state.answers)) if questions else kept.is_due(today)
    if ground != "retention" or not is_due:
        raise ConflictError(Problem("not-due", found="This is not due to be erased.", fix="Wait until it is."))


def _check_two_persons(case: OpenCase, ground: str, questions: tuple[str, ...], by: Actor) -> None:
    made = case.state.erasure_proposed
    if made is None or (made.ground, made.questions) != (ground, questions):
        raise ConflictError(
            Problem(
                "not-proposed",
                found="Nobody has proposed to erase this.",
                fix="Ask a colleague to propose it: two persons are needed.",
            )
        )
    if made.by == by.id:
        raise NotAllowedError(
            Problem(
                "second-person",
                found="You proposed this yourself.",
                expected="a second person",
                fix="Ask a colleague who may erase to look at it.",
            )
        )


def _check_questions(definition: Definition, questions: Sequence[str]) -> None:
    known = {path for path, _, _ in definition.questions()}
    for path in questions:
        if path not in known:
            close = nearest(path, known)
            raise ProblemError(
                Problem(
                    "unknown-question",
                    found=f"This service does not ask '{path[:60]}'.",
                    fix=f"Did you mean '{close}'?" if close else "",
                )
            )


def _check_can_go(case: OpenCase, questions: Sequence[str]) -> None:
    """Refuse to erase a whole case that somebody works on: it would be decided without its answers."""
    if not questions and case.state.status == "open":
        raise ConflictError(
            Problem(
                "case-open",
                found="Work on this case goes on.",
                fix="Decide it, or let the resident withdraw it, and erase it then.",
            )
        )
