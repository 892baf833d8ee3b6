"""Everything a signed-in resident has here, and taking over what she began as a guest in this browser."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.services import queries as services
from servewell.web.design.texts import Texts
from servewell.web.portal import access
from servewell.web.portal.visits import case_visit, draft_visit, language, now, resident_of


@login_required
def my_cases(request: HttpRequest) -> HttpResponseBase:
    """List the account's cases and drafts, and what this browser holds besides."""
    by = resident_of(request)
    mine = queries.cases_of(by.account_id or 0, now=now())
    drafts = queries.drafts_of(by.account_id or 0)
    context = {
        "cases": [(row, texts_of(row.version)) for row in mine],
        "drafts": [(draft, texts_of(draft.version)) for draft in drafts],
        "unclaimed": len(unclaimed(request)),
        "notice": request.GET.get("notice") == "claimed",
    }
    return render(request, "portal/my_cases.html", context)


def texts_of(version: str) -> Texts:
    """Return the texts of a version; definitions are cached, so a list costs no query a row."""
    return Texts(services.definition(version), language())


def unclaimed(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return (kind, id, secret) of what this browser holds and the account does not have yet."""
    found = []
    for key in access.keys(request, "drafts"):
        draft = draft_visit(request, key.id)
        if draft and draft.secret and not draft.draft.case_reference and draft.draft.account_id is None:
            found.append(("draft", draft.draft.id, key.secret))
    for key in access.keys(request, "cases"):
        case = case_visit(request, key.id)
        if case and case.by_link and case.case.account_id is None:
            found.append(("case", case.case.id, key.secret))
    return found


@login_required
def claim(request: HttpRequest) -> HttpResponseBase:
    """Put what this browser holds into the account. The account's address was proved at sign-in."""
    by, moment = resident_of(request), now()
    for kind, id, secret in unclaimed(request):
        if kind == "draft":
            cases.claim_draft(draft_id=id, secret=secret, by=by, now=moment)
        else:
            cases.claim_case(case_id=id, secret=secret, by=by, now=moment)
    return redirect("/my-cases/?notice=claimed")
