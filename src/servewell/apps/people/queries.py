"""Who there is. Returns frozen values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from servewell.apps.people.actor import Actor
from servewell.apps.people.models import Account, Agency, Membership
from servewell.apps.people.permissions import not_found
from servewell.gateways.rows import read_row


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency with its working calendar."""

    slug: str
    name: str
    timezone: str
    weekdays: frozenset[int]
    holidays: frozenset[date]
    currency: str
    phone: str
    email: str
    office: str


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works for an agency."""

    account_id: int
    name: str
    email: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as in a demo."""

    email: str
    name: str
    role: str
    agency_name: str

    @property
    def role_title(self) -> str:
        """The role in words."""
        return self.role.replace("_", " ") or "resident"


def actor_for(account: Account) -> Actor:
    """Return the actor of a signed-in account: staff of her agency when she has a role, else a resident.

    Whoever has roles in two agencies acts for the one whose name comes first.
    """
    memberships = sorted(
        Membership.objects.filter(account_id=account.pk).values_list("agency__slug", "role"),
    )
    if not memberships:
        return Actor(kind="resident", id=f"account:{account.pk}", account_id=account.pk, name=account.name)
    agency = memberships[0][0]
    return Actor(
        kind="staff",
        id=f"account:{account.pk}",
        account_id=account.pk,
        agency=agency,
        roles=frozenset(role for slug, role in memberships if slug == agency),
        name=account.name or account.email,
    )


def actor_by_email(email: str) -> Actor:
    """Return the actor of the account with this address, or raise NotFoundError."""
    return actor_for(account_by_email(email))


def account_by_email(email: str) -> Account:
    """Return the account with this address for signing it in, or raise NotFoundError."""
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    if account is None:
        raise not_found()
    return account


def demo_people() -> tuple[DemoPerson, ...]:
    """Return everybody of a demo: staff by agency, then residents."""
    roles: dict[int, tuple[str, str]] = {}
    memberships = Membership.objects.order_by("agency__slug", "role")
    for account_id, role, agency_name in memberships.values_list("account_id", "role", "agency__name"):
        roles.setdefault(account_id, (role, agency_name))
    people = [
        DemoPerson(account.email, account.name, *roles.get(account.pk, ("", "")))
        for account in Account.objects.filter(is_active=True).order_by("pk")[:200]
    ]
    return tuple(sorted(people, key=lambda person: (not person.role, person.agency_name)))


def account_email(account_id: int) -> tuple[str, str]:
    """Return the address and language of an account."""
    row = Account.objects.filter(pk=account_id).values_list("email", "language").first()
    if row is None:
        raise not_found()
    return row


def staff_of(agency: str) -> tuple[StaffMember, ...]:
    """Return everybody with a role in the agency, by name."""
    members: dict[int, tuple[str, str, set[str]]] = {}
    rows = Membership.objects.filter(agency__slug=agency, account__is_active=True)
    for account_id, name, email, role in rows.values_list("account_id", "account__name", "account__email", "role"):
        members.setdefault(account_id, (name or email, email, set()))[2].add(role)
    staff = [StaffMember(key, name, email, frozenset(roles)) for key, (name, email, roles) in members.items()]
    return tuple(sorted(staff, key=lambda member: (member.name.casefold(), member.account_id)))


def names_of(account_ids: frozenset[int]) -> dict[int, str]:
    """Return the name of each account, in one query."""
    rows = Account.objects.filter(pk__in=account_ids).values_list("pk", "name", "email")
    return {key: name or email for key, name, email in rows}


def agency(slug: str) -> AgencyView:
    """Return an agency, or raise NotFoundError."""
    row = read_row(Agency, slug=slug)
    if row is None:
        raise not_found()
    return _agency_view(row)


def has_agency(slug: str) -> bool:
    """Tell whether there is an agency with this slug."""
    return Agency.objects.filter(slug=slug).exists()


def agencies() -> tuple[AgencyView, ...]:
    """Return every agency by name."""
    return tuple(_agency_view(row) for row in Agency.objects.order_by("name", "slug"))


def _agency_view(row: Agency) -> AgencyView:
    return AgencyView(
        slug=row.slug,
        name=row.name,
        timezone=row.timezone,
        weekdays=frozenset(row.weekdays),
        holidays=_dates(tuple(row.holidays)),
        currency=row.currency,
        phone=row.phone,
        email=row.email,
        office=row.office,
    )


@lru_cache(maxsize=32)
def _dates(days: tuple[str, ...]) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in days)
