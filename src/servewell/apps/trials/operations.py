"""Plan a trial, approve, start, look at, stop and conclude it. Harm ends it at a look, without a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from servewell.apps.cases.tokens import new_id
from servewell.apps.cases.writing import text_of
from servewell.apps.journal import operations as journal
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services import queries as services
from servewell.apps.services.shares import share_of, write_share
from servewell.apps.trials.models import Look, Trial
from servewell.apps.trials.planning import check_plan, tier_of
from servewell.core.problem import ConflictError, NotAllowedError, Problem, ProblemError
from servewell.core.trial.planning import TIERS

LONGEST: Final = 2_000
KEPT_EVERY: Final = timedelta(hours=1)  # a look that ends the trial is always kept
OUTCOMES: Final = ("publish", "keep", "again")
GO_ON: Final = "go on"


def plan_trial(
    *,
    service: str,
    version: str,
    measure: str,
    smallest_effect: float,
    share: int,
    tier: str,
    why: str,
    finding: str = "",
    idea: str = "",
    practice: str = "",
    by: Actor,
    now: datetime,
) -> str:
    """Lay a trial down and return its id; the same plan asked for again is the one that waits already.

    `share` in parts per 10,000 of new drafts, `smallest_effect` on the measure's scale from 0 to 1.
    """
    agency = services.agency_of(service)
    require(by, "plan_trial", agency=agency)
    known = {one.version: one for one in services.versions_of(service)}
    if version not in known:
        raise not_found()
    if known[version].is_live:
        raise ProblemError(_nothing_new())
    said = text_of(why, most=LONGEST)
    plan = check_plan(service, measure=measure, smallest_effect=smallest_effect, share=share, tier=tier, now=now)
    asked = {"service": service, "new_version": version, "measure": measure, "share": share, "tier": tier, "why": said}
    waiting = Trial.objects.filter(**asked, state="planned", plan__smallest_effect=smallest_effect).first()
    if waiting is not None:
        return waiting.pk
    links = {"finding": finding, "idea": idea, "practice": practice}
    with transaction.atomic():
        trial = Trial(id=new_id(), **asked, **links, plan=plan, planned_by=by.id, planned_at=now)
        trial.save(force_insert=True)
        told = {"measure": measure, "share": share, "tier": tier}
        _append(trial, "trial_planned", by=by, now=now, data=told, body={"why": said})
    return trial.pk


def approve_trial(*, trial: str, by: Actor, now: datetime) -> None:
    """Approve a planned trial; never one's own. Approving again changes nothing."""
    with transaction.atomic():
        row = _locked(trial, "approve_trial", by)
        if row.state == "approved":
            return
        _check_state(row, "planned")
        if row.planned_by == by.id:
            raise NotAllowedError(
                Problem(
                    code="trial-of-your-own",
                    found="You planned this trial yourself.",
                    expected="somebody else who may approve",
                    fix="Ask a colleague who may approve.",
                )
            )
        row.state, row.approved_by = "approved", by.id
        row.save(update_fields=["state", "approved_by"])
        _append(row, "trial_approved", by=by, now=now)


def start_trial(*, trial: str, by: Actor, now: datetime) -> None:
    """Register a trial publicly and let its share of new drafts go the new way. Starting again changes nothing."""
    with transaction.atomic():
        row = _locked(trial, "start_trial", by)
        if row.state == "running":
            return
        _check_state(row, "approved" if TIERS[tier_of(row.tier)].needs_approval else "planned", "approved")
        live = services.current_version(row.service, "")
        if live == row.new_version:
            raise ProblemError(_nothing_new())
        write_share(service=row.service, version=row.new_version, share=row.share, trial=row.pk, now=now)
        row.state, row.started_at, row.old_version = "running", now, live
        row.save(update_fields=["state", "started_at", "old_version"])
        _append(row, "trial_started", by=by, now=now, data={"share": row.share})


def look_at_trial(*, trial: str, by: Actor, now: datetime) -> None:
    """Work out what is known of a running trial, and end it when that says so: harm ends it at once.

    What is known is kept when it changed, at most once an hour; a verdict always.
    """
    seen = _found(trial, "look_at_trial", by)
    if seen.state != "running":
        return
    content = _looked(seen, now)  # before the turn to write: nobody waits while numbers are worked out
    with transaction.atomic():
        row = _locked(trial, "look_at_trial", by)
        if row.state != "running" or row.looked_at != seen.looked_at:
            return  # it ended meanwhile, or somebody else looked
        row.looked_at = now
        row.save(update_fields=["looked_at"])
        share = share_of(row.service)
        if share is None or share.trial != row.pk:
            _end(row, "stopped", "another version was published", by=by, now=now)
            return
        if content["verdict"] != GO_ON:
            _keep(row, content, now)
            _end(row, content["verdict"], content["because"], by=by, now=now, cases=content["cases"])
        elif _is_news(row, content, now):
            _keep(row, content, now)
            _append(
                row, "trial_looked_at", by=by, now=now, data={"verdict": content["verdict"], "cases": content["cases"]}
            )


def stop_trial(*, trial: str, reason: str, by: Actor, now: datetime) -> None:
    """End a trial by hand, in words why; one that has ended stays as it is."""
    seen = _found(trial, "stop_trial", by)
    if seen.state in ("ended", "concluded"):
        return
    said = text_of(reason, most=LONGEST)
    content = _looked(seen, now) if seen.state == "running" else None
    with transaction.atomic():
        row = _locked(trial, "stop_trial", by)
        if row.state in ("ended", "concluded"):
            return
        if content is not None:
            _keep(row, content, now)
        _end(row, "stopped", "by hand", by=by, now=now, reason=said)


def conclude_trial(*, trial: str, outcome: str, reason: str, by: Actor, now: datetime) -> None:
    """Say what follows from a trial that has ended: publish the new way, keep the old one, or try again.

    It changes nothing for residents: publishing is a step of its own.
    """
    with transaction.atomic():
        row = _locked(trial, "conclude_trial", by)
        if row.state == "concluded":
            return
        _check_state(row, "ended")
        if outcome not in OUTCOMES:
            found = f"'{outcome}' cannot follow from a trial."
            raise ProblemError(Problem("trial-outcome", found=found, expected="one of " + ", ".join(OUTCOMES)))
        row.state, row.outcome, row.reason = "concluded", outcome, text_of(reason, most=LONGEST)
        row.save(update_fields=["state", "outcome", "reason"])
        _append(row, "trial_concluded", by=by, now=now, data={"outcome": outcome}, body={"reason": row.reason})


def _found(trial: str, verb: str, by: Actor, *, is_locked: bool = False) -> Trial:
    rows = Trial.objects.select_for_update() if is_locked else Trial.objects.all()
    row = rows.filter(pk=trial).first()
    if row is None:
        raise not_found()
    require(by, verb, agency=services.agency_of(row.service))
    return row


def _locked(trial: str, verb: str, by: Actor) -> Trial:
    return _found(trial, verb, by, is_locked=True)


def _looked(row: Trial, now: datetime) -> dict[str, Any]:
    # NumPy and SciPy take half a second and 70 MB: only where they are needed.
    from servewell.apps.trials.looking import looked

    return looked(row, now=now)


def _check_state(row: Trial, *wanted: str) -> None:
    if row.state not in wanted:
        raise ConflictError(
            Problem(
                code="trial-state",
                found=f"This trial is {row.state}.",
                expected=" or ".join(wanted),
                fix="Look at the trial's page: it says what comes next.",
            )
        )


def _is_news(row: Trial, content: dict[str, Any], now: datetime) -> bool:
    last = row.looks.order_by("-at", "-pk").first()
    return last is None or (content["cases"] != last.content["cases"] and now - last.at >= KEPT_EVERY)


def _keep(row: Trial, content: dict[str, Any], now: datetime) -> None:
    Look.objects.create(trial=row, at=now, begun=content["cases"] + content["waiting"], content=content)


def _end(row: Trial, verdict: str, because: str, *, by: Actor, now: datetime, reason: str = "", cases: int = 0) -> None:
    """End a trial and its share in the same transaction."""
    write_share(service=row.service, version=row.new_version, share=0, trial=row.pk, now=now)
    row.state, row.ended_at, row.verdict, row.because, row.reason = "ended", now, verdict, because, reason
    row.save(update_fields=["state", "ended_at", "verdict", "because", "reason"])
    told = {"verdict": verdict, "because": because, "cases": cases}
    _append(row, "trial_ended", by=by, now=now, data=told, body={"reason": reason} if reason else None)


def _append(
    row: Trial,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    data: dict[str, Any] | None = None,
    body: dict[str, Any] | None = None,
) -> None:
    journal.append(
        subject=f"service:{row.service}",
        kind=kind,
        by=by.id,
        now=now,
        service=row.service,
        version=row.new_version,
        data={"trial": row.pk, **(data or {})},
        body=body,
    )


def _nothing_new() -> Problem:
    return Problem(
        code="trial-of-nothing",
        found="This is the version that residents see already.",
        expected="a version that is not live",
        fix="Choose another version, or add one with servewell publish FOLDER --to-try.",
    )
