"""Who acts. Every operation takes an `Actor` as `by`; the edge makes it after checking a session or a secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Role = Literal["caseworker", "service_owner", "approver", "auditor", "operator"]
ROLES: Final[tuple[Role, ...]] = ("caseworker", "service_owner", "approver", "auditor", "operator")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, as the record names it: `id` is a pseudonym, never a name or an address."""

    kind: Literal["resident", "guest", "staff", "system"]
    id: str
    account_id: int | None = None
    agency: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    name: str = ""

    @property
    def is_staff(self) -> bool:
        """Tell whether this person works for an agency."""
        return self.kind == "staff"


SYSTEM: Final = Actor(kind="system", id="system", name="Servewell")
# A visitor who has proved nothing: may read what is public and begin a draft.
GUEST: Final = Actor(kind="guest", id="guest")


def guest_of_draft(draft_id: str) -> Actor:
    """Return the actor for a visitor who showed this draft's secret."""
    return Actor(kind="guest", id=f"draft:{draft_id}")


def guest_of_case(case_id: str) -> Actor:
    """Return the actor for a visitor who showed this case's secret."""
    return Actor(kind="guest", id=f"case:{case_id}")
