"""Come back to a draft: by link, by code and a second check, or through an account."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from servewell.apps.cases import limits, tokens
from servewell.apps.cases.access import draft_of, lock_draft
from servewell.apps.cases.letters import long_date
from servewell.apps.cases.models import AccessCode, Case, Draft
from servewell.apps.cases.notify import notify_case, notify_draft
from servewell.apps.cases.operations.begin_draft import DRAFT_LIFE, append
from servewell.apps.cases.readings import Opened
from servewell.apps.cases.writing import lock_case, record
from servewell.apps.journal import queries as events
from servewell.apps.notices.links import secret_of
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found
from servewell.apps.services import queries as services
from servewell.core.problem import Problem, ProblemError
from servewell.core.record import fold_case

CODE_LIFE: Final = timedelta(minutes=15)
BIRTH_DATE: Final = re.compile(r"born_on|birth_?date|date_of_birth|birthday")


def send_resume_link(*, draft_id: str, email: str, by: Actor, now: datetime) -> None:
    """Send the link to continue; the address becomes the one on file. Asking twice within a minute sends one."""
    draft_of(by, draft_id)
    email = email.strip()
    if limits.spend(f"mail:draft:{draft_id}") > limits.MAILS_PER_SUBJECT:
        raise limits.too_many()
    with transaction.atomic():
        draft = lock_draft(draft_id)
        draft.email = email
        draft.saved_at, draft.expires_at = now, now + DRAFT_LIFE
        draft.save(update_fields=["email", "saved_at", "expires_at"])
        zone = people.agency(draft.agency).timezone
        notify_draft(
            draft,
            to=email,
            template="draft_saved",
            key=f"draft_saved:{draft.pk}:{tokens.hash_of(email)[:16]}:{now:%Y%m%d%H%M}",
            now=now,
            context={
                "code": draft.code,
                "until": long_date(services.today_in(zone, draft.expires_at), draft.language),
            },
        )
        append(draft, "saved", by, now, page=draft.last_page)


def claim_draft(*, draft_id: str, secret: str, by: Actor, now: datetime) -> None:
    """Put a draft into the actor's account: she has its secret and nobody else has claimed it."""
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None or by.account_id is None or not tokens.matches(secret, draft.secret_hash):
        raise not_found()
    if draft.account_id not in (None, by.account_id):
        raise ProblemError(_claimed())
    with transaction.atomic():
        if Draft.objects.filter(pk=draft_id, account__isnull=True).update(account_id=by.account_id):
            append(lock_draft(draft_id), "claimed", by, now)


def claim_case(*, case_id: str, secret: str, by: Actor, now: datetime) -> None:
    """Put a case into the actor's account, likewise."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None or by.account_id is None or not tokens.matches(secret, case.secret_hash):
        raise not_found()
    if case.account_id not in (None, by.account_id):
        raise ProblemError(_claimed())
    with transaction.atomic():
        if Case.objects.filter(pk=case_id, account__isnull=True).update(account_id=by.account_id):
            record(lock_case(case_id), kind="claimed", by=by, now=now)


def send_access_code(*, subject: str, by: Actor, now: datetime) -> None:
    """Send a six-digit code to the address on file of `draft:<id>` or `case:<id>`; does nothing when there is none.

    The page says the same in every case: who asks must not learn whether the reference exists.
    """
    del by  # anybody may ask: the answer goes to the address on file
    kind, _, id = subject.partition(":")
    row: Draft | Case | None = (Draft if kind == "draft" else Case).objects.filter(pk=id).first()
    if row is None or not row.email or limits.spend(f"mail:{subject}") > limits.MAILS_PER_SUBJECT:
        return
    code = tokens.new_code()
    key = f"access_code:{tokens.new_id()}"
    with transaction.atomic():
        AccessCode.objects.update_or_create(
            subject=subject, defaults={"code_hash": tokens.hash_of_code(subject, code), "expires_at": now + CODE_LIFE}
        )
        if isinstance(row, Draft):
            context = {"code": code}
            notify_draft(row, to=row.email, template="access_code", key=key, now=now, context=context, is_secret=True)
        else:
            notify_case(
                row,
                people.agency(row.agency),
                template="access_code",
                key=key,
                now=now,
                context={"code": code},
                is_secret=True,
            )


def open_with_code(
    *, code_or_reference: str, second: str, address: str = "", by: Actor, now: datetime
) -> Opened | None:
    """Open a draft or case by its reference and a second check: the code sent, or the birth date in the answers.

    None for a wrong second check as for no such reference; after 5 wrong tries in an hour too.
    """
    reference = tokens.read_reference(code_or_reference)
    if reference is None:
        return None
    bucket, origin = f"open:{reference}", f"open-from:{address}"
    if limits.is_spent(bucket, limits.TRIES_PER_REFERENCE) or (
        address and limits.is_spent(origin, limits.TRIES_PER_ADDRESS)
    ):
        raise limits.too_many()
    opened = _open_draft(reference, second, by, now) or _open_case(reference, second, by, now)
    if opened is None:
        limits.spend(bucket)
        limits.spend(origin)
    return opened


def _open_draft(reference: str, second: str, by: Actor, now: datetime) -> Opened | None:
    draft = Draft.objects.filter(code=reference, case_id__isnull=True).first()
    if draft is None or not _is_second(f"draft:{draft.pk}", second, draft.version, draft.answers, now):
        return None
    with transaction.atomic():
        append(lock_draft(draft.pk), "resumed", by, now, device=draft.device)
    return Opened("draft", draft.pk, draft.code, secret_of(f"draft:{draft.pk}", draft.secret_number))


def _open_case(reference: str, second: str, by: Actor, now: datetime) -> Opened | None:
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        return None
    subject = f"case:{case.pk}"
    answers = fold_case(events.events_of(subject)).answers
    if not _is_second(subject, second, case.version, answers, now):
        return None
    with transaction.atomic():
        record(lock_case(case.pk), kind="status_viewed", by=by, now=now)
    return Opened("case", case.pk, case.reference, secret_of(subject, case.secret_number))


def _is_second(subject: str, second: str, version: str, answers: object, now: datetime) -> bool:
    second = second.strip()
    if not second:
        return False
    code = AccessCode.objects.filter(subject=subject, expires_at__gt=now).first()
    if code is not None and tokens.matches_code(subject, second, code.code_hash):
        code.delete()  # one use
        return True
    birth_dates = {
        str(answers[question.name])
        for _, question, _ in services.definition(version).questions()
        if isinstance(answers, dict)
        and question.type == "date"
        and BIRTH_DATE.fullmatch(question.name)
        and answers.get(question.name)
    }
    return any(tokens.is_same(second, day) for day in birth_dates)


def _claimed() -> Problem:
    return Problem(code="already-claimed", found="This already belongs to another account.", fix="Sign in with it.")
