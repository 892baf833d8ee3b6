"""Decide with reasons, take a decision back while it is held, give out what it grants, end and reopen a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from servewell.apps.cases.letters import decision_letter, valid_until
from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.operations.outcomes import ask_for_outcome
from servewell.apps.cases.writing import OpenCase, check_open, check_unchanged, lock_for_staff, record, text_of
from servewell.apps.notices import operations as notices
from servewell.apps.people.actor import Actor
from servewell.core.definition.journey import journey_of
from servewell.core.definition.model import Decision
from servewell.core.problem import ConflictError, Problem, ProblemError, nearest

# Until this is over the notice waits, the resident sees nothing and the decision can be undone.
DECISION_HOLD: Final = timedelta(seconds=30)


def decide(
    *,
    case_id: str,
    decision: str,
    reasons: Sequence[str] = (),
    explanation: str = "",
    base_seq: int | None = None,
    hold: timedelta = DECISION_HOLD,
    by: Actor,
    now: datetime,
) -> datetime:
    """Decide a case; return until when it can be undone. The second of two caseworkers is told."""
    explanation = text_of(explanation) if explanation.strip() else ""
    hold_until = now + hold
    with transaction.atomic():
        case = lock_for_staff(case_id, "decide", by)
        made = case.state.decision
        if made is not None and case.state.status != "open":
            if (made.id, *made.reasons, made.explanation, made.by) == (decision, *reasons, explanation, by.id):
                return made.hold_until
            raise already_decided()
        check_unchanged(case, base_seq, by)
        check_open(case)
        _chosen(case, decision, reasons)
        body = {"explanation": explanation, "fee": _fee(case)}
        seq = record(
            case,
            kind="decided",
            by=by,
            now=now,
            data={
                "decision": decision,
                "reasons": list(reasons),
                "hold_until": hold_until.isoformat(),
                "stage": _last_stage(case),
            },
            body=body,
        )
        _tell(case, seq, decision, reasons, explanation, hold_until, now)
    return hold_until


def _tell(
    case: OpenCase,
    seq: int,
    decision: str,
    reasons: Sequence[str],
    explanation: str,
    hold_until: datetime,
    now: datetime,
) -> None:
    """Queue the letter for the end of the hold."""
    letter = decision_letter(
        definition=case.definition,
        decision=decision,
        reasons=reasons,
        explanation=explanation,
        reference=case.row.reference,
        answers=case.state.answers,
        submitted_at=case.state.submitted_at,
        channel=case.state.channel,
        language=case.row.language,
        agency=case.agency,
        now=now,
    )
    key, words = _notice_key(case.row.pk, seq), {"text": letter.text}
    notify_case(case.row, case.agency, template="decision", key=key, now=now, send_after=hold_until, context=words)


def already_decided() -> ConflictError:
    """Return what the second of two caseworkers is told."""
    return ConflictError(
        Problem(
            code="already-decided",
            found="This case has been decided meanwhile.",
            fix="Look at that decision. Your text is kept. Reopen the case if it has to be decided again.",
        )
    )


def undo_decision(*, case_id: str, by: Actor, now: datetime) -> None:
    """Take back a decision that nobody has been told yet; afterwards only reopening and deciding anew corrects it."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "undo_decision", by)
        made = case.state.decision
        if made is None or case.state.status == "open":
            return
        if now >= made.hold_until:
            raise ConflictError(
                Problem(
                    code="decision-told",
                    found="The resident has been told of this decision.",
                    fix="Reopen the case with a reason and decide it again: both will be visible.",
                )
            )
        seq = next(event.header.seq for event in reversed(case.events) if event.header.kind == "decided")
        notices.cancel(key=_notice_key(case_id, seq))
        record(case, kind="decision_undone", by=by, now=now, data={"stage": _stage_before(case)})


def reopen(*, case_id: str, reason: str, text: str = "", base_seq: int | None = None, by: Actor, now: datetime) -> None:
    """Go on with a case that was decided, closed or withdrawn. The reason stays visible beside what it corrects."""
    reason = " ".join(text_of(reason, most=200).split())
    with transaction.atomic():
        case = lock_for_staff(case_id, "reopen", by)
        if case.state.status == "open":
            return
        check_unchanged(case, base_seq, by)
        made = case.state.decision
        if made is not None and now < made.hold_until:
            raise ConflictError(
                Problem(code="decision-held", found="The decision can still be undone.", fix="Undo it instead.")
            )
        data = {"stage": _stage_before(case)}
        record(case, kind="reopened", by=by, now=now, data=data, body={"reason": reason, "text": text.strip()})


def issue_output(*, case_id: str, by: Actor, now: datetime) -> None:
    """Note that what the decision grants was given out."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "issue_output", by)
        made = case.state.decision
        chosen = next((item for item in case.definition.decisions if made and item.id == made.id), None)
        if case.state.status not in ("decided", "closed") or made is None or chosen is None or not chosen.output:
            raise ConflictError(
                Problem(code="nothing-to-issue", found="No decision of this case grants anything.", fix="Decide first.")
            )
        decided = max(event.header.seq for event in case.events if event.header.kind == "decided")
        if any(event.header.kind == "output_issued" and event.header.seq > decided for event in case.events):
            return
        if now < made.hold_until:
            raise ConflictError(
                Problem(code="decision-held", found="The decision can still be undone.", fix="Wait until it is told.")
            )
        until = valid_until(chosen, case.agency, made.at)
        data = {"output": chosen.output, "valid_until": until.isoformat() if until else ""}
        record(case, kind="output_issued", by=by, now=now, data=data)


def close_case(*, case_id: str, base_seq: int | None = None, by: Actor, now: datetime) -> None:
    """End the work on a case that is decided, and ask the resident once whether it is solved: that is another fact."""
    with transaction.atomic():
        case = lock_for_staff(case_id, "close_case", by)
        if case.state.status == "closed":
            return
        check_unchanged(case, base_seq, by)
        if case.state.status != "decided" or case.state.decision is None or now < case.state.decision.hold_until:
            raise ConflictError(
                Problem(
                    code="case-not-decided", found="Only a case with a decision can be closed.", fix="Decide it first."
                )
            )
        seq = record(case, kind="closed", by=by, now=now, data={"outcome": "done"})
        ask_for_outcome(case, seq, now)


def _chosen(case: OpenCase, decision: str, reasons: Sequence[str]) -> Decision:
    offered = {item.id: item for item in case.definition.decisions}
    if decision not in offered:
        close = nearest(decision, offered)
        raise ProblemError(
            Problem(
                code="unknown-decision",
                found="No decision was chosen." if not decision else f"There is no decision '{decision}'.",
                expected=", ".join(offered),
                fix=f"Did you mean '{close}'?" if close else "Choose one.",
            )
        )
    chosen = offered[decision]
    unknown = [reason for reason in reasons if reason not in chosen.reasons]
    if unknown or (chosen.reasons and not reasons):
        raise ProblemError(
            Problem(
                code="reason-missing" if not unknown else "unknown-reason",
                found="This decision needs a reason." if not unknown else f"'{unknown[0]}' is not one of its reasons.",
                expected=", ".join(chosen.reasons),
                fix="Choose at least one reason.",
            )
        )
    return chosen


def _stage_before(case: OpenCase) -> str:
    """Return the stage in which the case was before it was decided."""
    last = _last_stage(case)
    return next((stage for stage, _ in reversed(case.state.stages) if stage != last), case.state.stage)


def _fee(case: OpenCase) -> str:
    """Return the fee by the answers and the day of submission, or '' when there is none."""
    state = case.state
    fee = journey_of(case.definition).state(state.answers, now=state.submitted_at, channel=state.channel).fee
    return "" if fee is None else str(fee)


def _last_stage(case: OpenCase) -> str:
    return case.definition.stages[-1].id if case.definition.stages else "decided"


def _notice_key(case_id: str, seq: int) -> str:
    return f"decision:{case_id}:{seq}"
