"""Whose draft, whose case: the one place that tells. 'None' and 'not yours' give the same answer."""

from __future__ import annotations

from servewell.apps.cases.models import Case, Draft
from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import may, not_found, require
from servewell.gateways.rows import read_row


def draft_of(by: Actor, draft_id: str) -> Draft:
    """Return the draft if the actor may work on it."""
    return _own(by, read_row(Draft, id=draft_id))


def lock_draft_of(by: Actor, draft_id: str) -> Draft:
    """Return the draft if the actor may work on it, locked until the transaction ends."""
    return _own(by, read_row(Draft, lock=True, id=draft_id))


def _own(by: Actor, found: Draft | None) -> Draft:
    if found is None or not _is_own_draft(by, found):
        raise not_found()
    return found


def lock_draft(draft_id: str) -> Draft:
    """Return the draft, locked until the transaction ends; it may have expired meanwhile."""
    found = read_row(Draft, lock=True, id=draft_id)
    if found is None:
        raise not_found()
    return found


def _is_own_draft(by: Actor, draft: Draft) -> bool:
    if by.kind == "system":
        return True
    if by.is_staff:
        return draft.assisted_by_id is not None and may(by, "begin_assisted_draft", agency=draft.agency)
    return by.id == f"draft:{draft.pk}" or (by.account_id is not None and by.account_id == draft.account_id)


def require_resident(by: Actor, case_id: str) -> Case:
    """Return the case if it is the actor's own, or if she is a caseworker who acts for the resident at the counter."""
    case = read_row(Case, id=case_id)
    if case is None:
        raise not_found()
    check_resident(by, case)
    return case


def check_resident(by: Actor, case: Case) -> None:
    """Raise unless the case is the actor's own or she acts for its resident at the counter."""
    if by.is_staff:
        require(by, "act_for_resident", agency=case.agency)
    elif not is_own_case(by, case):
        raise not_found()


def is_own_case(by: Actor, case: Case) -> bool:
    """Tell whether the case is this resident's; the draft it came from opens it too."""
    return (
        by.kind == "system"
        or by.id in (f"case:{case.pk}", f"draft:{case.draft_id}")
        or (by.account_id is not None and by.account_id == case.account_id)
    )


def require_staff(by: Actor, verb: str, case_id: str) -> None:
    """Raise unless the actor may do `verb` with this case of her own agency."""
    check_staff(by, verb, Case.objects.filter(pk=case_id).values_list("agency", flat=True).first())


def check_staff(by: Actor, verb: str, agency: str | None) -> None:
    """Raise unless the actor may do `verb` in this agency; None: there is no such case."""
    if agency is None or not (by.is_staff or by.kind == "system"):
        raise not_found()
    require(by, verb, agency=agency)
