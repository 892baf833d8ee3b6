"""Make agencies and accounts, give and take roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from servewell.apps.journal import operations as journal
from servewell.apps.people.actor import ROLES, Actor
from servewell.apps.people.models import Account, Agency, Membership
from servewell.apps.people.permissions import not_found, require
from servewell.core.problem import Problem, ProblemError, nearest


def create_agency(
    *,
    slug: str,
    name: str,
    timezone: str = "UTC",
    weekdays: Collection[int] = frozenset({0, 1, 2, 3, 4}),
    holidays: Collection[date] = frozenset(),
    currency: str = "EUR",
    phone: str = "",
    email: str = "",
    office: str = "",
    by: Actor,
    now: datetime,
) -> str:
    """Create an agency, or bring the one with this slug up to date; return the slug."""
    require(by, "create_agency")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ProblemError(
            Problem(code="unknown-timezone", found=f"'{timezone}' is not a time zone.", expected="Europe/Madrid")
        ) from error
    wanted = {
        "name": name,
        "timezone": timezone,
        "weekdays": sorted(weekdays),
        "holidays": sorted(day.isoformat() for day in holidays),
        "currency": currency,
        "phone": phone,
        "email": email,
        "office": office,
    }
    with transaction.atomic():
        row = Agency.objects.select_for_update().filter(slug=slug).first()
        if row is not None and all(getattr(row, field) == value for field, value in wanted.items()):
            return slug
        Agency.objects.update_or_create(slug=slug, defaults=wanted)
        journal.append(
            subject=f"agency:{slug}",
            kind="agency_created" if row is None else "agency_changed",
            by=by.id,
            now=now,
            data={},
        )
    return slug


def create_account(*, email: str, name: str = "", language: str = "", by: Actor, now: datetime) -> int:
    """Create an account for an e-mail address, or return the one there is."""
    require(by, "create_account")
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ProblemError(
            Problem(code="not-an-email", found="This is not an e-mail address.", expected="name@example.org")
        ) from error
    with transaction.atomic():
        account, is_new = Account.objects.get_or_create(
            email=email, defaults={"name": name, "language": language, "created_at": now, "password": "!"}
        )
        if is_new:
            journal.append(subject=f"account:{account.pk}", kind="account_created", by=by.id, now=now, data={})
    return account.pk


def grant_role(*, account_id: int, agency: str, role: str, by: Actor, now: datetime) -> None:
    """Give a role; giving it again changes nothing."""
    require(by, "grant_role", agency=None if by.kind == "system" else agency)
    if role not in ROLES:
        close = nearest(role, ROLES)
        raise ProblemError(
            Problem(
                code="unknown-role",
                found=f"There is no role '{role}'.",
                expected=", ".join(ROLES),
                fix=f"Did you mean '{close}'?" if close else "",
            )
        )
    row = _agency(agency)
    with transaction.atomic():
        if not Account.objects.filter(pk=account_id).exists():
            raise not_found()
        _, is_new = Membership.objects.get_or_create(account_id=account_id, agency=row, role=role)
        if is_new:
            data = {"role": role, "agency": agency}
            journal.append(subject=f"account:{account_id}", kind="role_granted", by=by.id, now=now, data=data)


def revoke_role(*, account_id: int, agency: str, role: str, by: Actor, now: datetime) -> None:
    """Take a role away; taking it again changes nothing."""
    require(by, "revoke_role", agency=None if by.kind == "system" else agency)
    row = _agency(agency)
    with transaction.atomic():
        deleted, _ = Membership.objects.filter(account_id=account_id, agency=row, role=role).delete()
        if deleted:
            data = {"role": role, "agency": agency}
            journal.append(subject=f"account:{account_id}", kind="role_revoked", by=by.id, now=now, data=data)


def _agency(slug: str) -> Agency:
    row = Agency.objects.filter(slug=slug).first()
    if row is None:
        raise not_found()
    return row
