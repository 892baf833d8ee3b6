"""Which notice goes to whom about a draft or a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from servewell.apps.cases.letters import long_date
from servewell.apps.cases.models import Case, Draft
from servewell.apps.cases.projection import NO_PROMISE
from servewell.apps.notices import operations as notices
from servewell.apps.people import queries as people
from servewell.apps.services import queries as services


def notify_draft(
    draft: Draft,
    *,
    to: str,
    template: str,
    key: str,
    now: datetime,
    context: Mapping[str, str],
    is_secret: bool = False,
) -> None:
    """Queue a notice about a draft."""
    definition = services.definition(draft.version)
    notices.enqueue(
        about=f"draft:{draft.pk}",
        to=to,
        template=template,
        language=draft.language,
        context={
            **context,
            "service": definition.text("title", draft.language),
            "agency": people.agency(draft.agency).name,
        },
        key=key,
        send_after=now,
        now=now,
        link_path=f"/d/{draft.pk}/",
        link_number=draft.secret_number,
        is_secret=is_secret,
    )


def notify_case(
    case: Case,
    agency: people.AgencyView,
    *,
    template: str,
    key: str,
    now: datetime,
    context: Mapping[str, str] | None = None,
    send_after: datetime | None = None,
    is_secret: bool = False,
    link: str = "/c/",
) -> None:
    """Queue a notice to the resident of a case; without an address on file she reads it on the tracking page.

    `link` is where its secret link leads: to the case, or to a page of it.
    """
    if not case.email:
        return
    definition = services.definition(case.version)
    decide_by = "" if case.due_on == NO_PROMISE else long_date(case.due_on, case.language)
    notices.enqueue(
        about=f"case:{case.pk}",
        to=case.email,
        template=template,
        language=case.language,
        context={
            "reference": case.reference,
            "decide_by": decide_by,
            "service": definition.text("title", case.language),
            "agency": agency.name,
            **(context or {}),
        },
        key=key,
        send_after=send_after or now,
        now=now,
        link_path=f"{link}{case.reference}/",
        link_number=case.secret_number,
        is_secret=is_secret,
    )
