"""What the resident says came of her closed case, and the review that her "not" opens.

Her word is a fact of its own: it never changes the closure, and the closure never answers for her.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.writing import OpenCase, lock_for_resident, lock_for_staff, record, text_of
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.core.problem import ConflictError, NotAllowedError, Problem, ProblemError
from servewell.core.record import MAY_CHANGE_FOR, OUTCOMES, Review, open_review

LONGEST: Final = 5_000
_MOST_SATISFIED: Final = 5


def give_outcome(
    *, case_id: str, outcome: str, satisfied: int | None = None, text: str = "", by: Actor, now: datetime
) -> None:
    """Note whether the resident's closed case is solved, partly or not, and how satisfied she is (1 to 5).

    Another word within 14 days replaces the one before; the same word again changes nothing. "not" opens a review.
    """
    said = text_of(text, most=LONGEST) if text.strip() else ""
    _check_choice(outcome, satisfied)
    with transaction.atomic():
        case = lock_for_resident(case_id, by)
        before = case.state.outcome
        if before is not None and (before.outcome, before.satisfied, before.text) == (outcome, satisfied, said):
            return
        _check_asked(case)
        if before is not None and now > before.first_at + MAY_CHANGE_FOR:
            raise ConflictError(
                Problem(
                    "outcome-final",
                    found="Your answer can no longer be changed.",
                    expected=f"within {MAY_CHANGE_FOR.days} days",
                    fix="Write us a message instead.",
                )
            )
        data = {"outcome": outcome, "satisfied": satisfied or 0}
        record(case, kind="outcome_given", by=by, now=now, data=data, body={"text": said})


def take_review(*, case_id: str, by: Actor, now: datetime) -> None:
    """Take the review of a case; not by who closed it while somebody else of the agency can."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "review_case", by)
        review = _under_way(case)
        if review.taken_by == by.account_id:
            return
        _check_reviewer(case, review, by)
        record(case, kind="review_taken", by=by, now=now, data={"to": by.account_id})


def answer_review(*, case_id: str, text: str, by: Actor, now: datetime) -> None:
    """End the review with a reasoned answer, which the resident reads. Reopening the case is another step."""
    said = text_of(text, most=LONGEST)
    with transaction.atomic():
        case = lock_for_staff(case_id, "review_case", by)
        last = case.state.reviews[-1] if case.state.reviews else None
        if last is not None and (last.answer, last.by) == (said, by.id):
            return
        _check_reviewer(case, _under_way(case), by)
        seq = record(case, kind="review_answered", by=by, now=now, body={"text": said})
        key, words = f"review:{case_id}:{seq}", {"text": said}
        notify_case(case.row, case.agency, template="review_answered", key=key, now=now, context=words)


def ask_for_outcome(case: OpenCase, seq: int, now: datetime) -> None:
    """Queue the one question of a closure (its event's number): the notice is asking, so it is no event of its own."""
    notify_case(
        case.row, case.agency, template="outcome", key=f"outcome:{case.row.pk}:{seq}", now=now, link="/o/"
    )  # fmt: skip


def _check_choice(outcome: str, satisfied: int | None) -> None:
    if outcome not in OUTCOMES:
        raise ProblemError(
            Problem("not-a-choice", found="Nothing was chosen.", expected=", ".join(OUTCOMES), fix="Choose one.")
        )
    if satisfied is not None and not 1 <= satisfied <= _MOST_SATISFIED:
        raise ProblemError(Problem("not-a-choice", found="This is no such number.", expected="1 to 5, or nothing"))


def _check_asked(case: OpenCase) -> None:
    if case.state.is_erased:
        raise ConflictError(Problem("already-erased", found="What we held of this case is erased."))
    if case.state.status != "closed":
        raise ConflictError(
            Problem("case-not-closed", found="Work on this case has not ended.", fix="Write us a message instead.")
        )


def _under_way(case: OpenCase) -> Review:
    review = open_review(case.state)
    if review is None:
        raise ConflictError(
            Problem(
                "no-review",
                found="Nothing is to be reviewed here.",
                fix="Look at the case: it was answered, or the resident says by now that it is solved.",
            )
        )
    return review


def _check_reviewer(case: OpenCase, review: Review, by: Actor) -> None:
    """Refuse a review that a colleague has, and one by who closed the case while there is somebody else."""
    if review.taken_by not in (None, by.account_id):
        raise ConflictError(
            Problem("case-taken", found="A colleague has this review.", fix="Ask, or leave it to the colleague.")
        )
    closed_by = next((event.header.actor for event in reversed(case.events) if event.header.kind == "closed"), "")
    if closed_by == by.id and any(
        "caseworker" in one.roles and f"account:{one.account_id}" != by.id for one in people.staff_of(case.row.agency)
    ):
        raise NotAllowedError(
            Problem(
                "second-person",
                found="You closed this case yourself.",
                expected="a second person",
                fix="Leave the review to a colleague.",
            )
        )
