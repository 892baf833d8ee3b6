"""What each role may do: one table, read by every operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from servewell.apps.people.actor import Actor
from servewell.core.problem import NotAllowedError, NotFoundError, Problem

_CASEWORK = frozenset({"caseworker"})
_READERS = frozenset({"caseworker", "service_owner", "approver", "auditor"})

MAY: Final[Mapping[str, frozenset[str]]] = {
    "begin_assisted_draft": _CASEWORK,
    "see_queue": frozenset({"caseworker", "service_owner", "auditor"}),
    "view_case": _READERS,
    "take_case": _CASEWORK,
    "assign_case": frozenset({"caseworker", "service_owner"}),
    "return_case": _CASEWORK,
    "put_aside": _CASEWORK,
    "take_up": _CASEWORK,
    "enter_stage": _CASEWORK,
    "request_information": _CASEWORK,
    "send_message": _CASEWORK,
    "add_note": _CASEWORK,
    "decide": _CASEWORK,
    "undo_decision": _CASEWORK,
    "reopen": frozenset({"caseworker", "approver"}),
    "issue_output": _CASEWORK,
    "close_case": _CASEWORK,
    "review_case": _CASEWORK,
    "rectify": _CASEWORK,
    "see_data": _READERS,
    "propose_erasure": frozenset({"caseworker", "service_owner"}),
    "erase_case": frozenset({"approver"}),
    "decline_erasure": frozenset({"approver"}),
    "delay_look": frozenset({"approver", "auditor"}),
    "act_for_resident": _CASEWORK,
    "publish_version": frozenset({"service_owner"}),
    "add_version": frozenset({"service_owner", "approver"}),
    "see_trials": frozenset({"service_owner", "approver", "auditor"}),
    "plan_trial": frozenset({"service_owner"}),
    "approve_trial": frozenset({"approver"}),
    "start_trial": frozenset({"service_owner"}),
    "look_at_trial": frozenset({"service_owner"}),
    "stop_trial": frozenset({"service_owner", "approver"}),
    "conclude_trial": frozenset({"service_owner"}),
    "set_availability": frozenset({"service_owner"}),
    "see_services": frozenset({"service_owner", "approver", "auditor", "operator"}),
    "replay_cases": frozenset({"service_owner", "approver"}),
    "see_findings": frozenset({"service_owner", "approver", "auditor"}),
    "look_for_findings": frozenset({"service_owner"}),
    "judge_finding": frozenset({"service_owner"}),
    "see_ideas": _READERS,
    "raise_idea": frozenset({"caseworker", "service_owner", "approver"}),
    "support_idea": _READERS,
    "answer_idea": frozenset({"service_owner"}),
    "see_audit": frozenset({"auditor"}),
    "create_account": frozenset({"operator"}),
    "create_agency": frozenset({"operator"}),
    "grant_role": frozenset({"operator"}),
    "revoke_role": frozenset({"operator"}),
}


def may(by: Actor, verb: str, *, agency: str | None = None) -> bool:
    """Tell whether the actor may do `verb` in `agency` (None: in her own)."""
    if by.kind == "system":
        return True
    return by.kind == "staff" and (agency is None or by.agency == agency) and not MAY[verb].isdisjoint(by.roles)


def require(by: Actor, verb: str, *, agency: str | None = None) -> None:
    """Raise NotAllowedError unless the actor may do `verb`; whoever is not of the agency gets NotFoundError.

    A stranger must not learn whether the thing exists, so for her it does not.
    """
    if agency is not None and by.kind != "system" and by.agency != agency:
        raise not_found()
    if not may(by, verb, agency=agency):
        needed = " or ".join(sorted(MAY[verb])).replace("_", " ")
        raise NotAllowedError(
            Problem(
                code="not-allowed",
                found="You cannot do this with your role.",
                expected=needed,
                fix="Ask a colleague who has this role, or the operator to give it to you.",
            )
        )


def not_found() -> NotFoundError:
    """Return the one answer for 'there is none' and 'it is not yours'."""
    return NotFoundError(
        Problem(code="not-found", found="We cannot find this.", fix="Check the address or the reference.")
    )
