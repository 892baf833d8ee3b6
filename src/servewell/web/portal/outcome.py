"""Is it solved? Asked once by a link that needs no sign-in. Opening the link notes nothing: programs open mails too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from servewell.apps.cases import operations as cases
from servewell.core.problem import ProblemError
from servewell.core.record import MAY_CHANGE_FOR, OUTCOMES, open_review
from servewell.web.portal.free_text import Written, read_text
from servewell.web.portal.resume import open_by_link
from servewell.web.portal.visits import CaseVisit, with_case

NO_TEXT = Written("", "", "")


@dataclass(frozen=True, slots=True)
class OutcomeStory:
    """What the resident said of her closed case, until when she may say otherwise, and what became of a review."""

    said: str  # '' while she has said nothing
    words: str  # what she chose, in words
    may_say: bool
    until: datetime | None
    is_reviewed: bool  # somebody looks at it again
    answer: str
    answered_at: datetime | None


def outcome_words() -> dict[str, str]:
    """Return the three answers in words."""
    return {"solved": _("Yes, it is solved"), "partly": _("Partly"), "not": _("No, it is not solved")}


def satisfied_words() -> dict[str, str]:
    """Return how satisfied one can be, best first."""
    return {
        "5": _("Very satisfied"),
        "4": _("Satisfied"),
        "3": _("Neither satisfied nor dissatisfied"),
        "2": _("Dissatisfied"),
        "1": _("Very dissatisfied"),
    }


def outcome_of(visit: CaseVisit) -> OutcomeStory | None:
    """Return what a page tells of the outcome, or None while there is nothing to ask or tell."""
    state = visit.case.state
    review = state.reviews[-1] if state.reviews else None
    if state.is_erased or not (state.status == "closed" or review):
        return None
    until = state.outcome.first_at + MAY_CHANGE_FOR if state.outcome else None
    said = state.outcome.outcome if state.outcome else ""
    return OutcomeStory(
        said=said,
        words=outcome_words().get(said, ""),
        may_say=state.status == "closed" and (until is None or visit.now <= until),
        until=until,
        is_reviewed=open_review(state) is not None,
        answer=review.answer if review else "",
        answered_at=review.answered_at if review else None,
    )


def outcome_link(request: HttpRequest, reference: str, secret: str) -> HttpResponseBase:
    """Take the key out of the link into this browser's cookie, and ask at a clean address."""
    return open_by_link(request, reference, secret, to="case_outcome")


@with_case
def outcome(request: HttpRequest, visit: CaseVisit) -> HttpResponseBase:
    """Ask whether it is solved, how satisfied the resident is, and what she wants to say; note what she sends."""
    story = outcome_of(visit)
    if story is None or not story.may_say:
        return redirect(f"{visit.url('case')}#outcome")
    if request.method != "POST":
        return _asked(request, visit, story)
    chosen, rating = request.POST.get("outcome", ""), request.POST.get("satisfied", "")
    written = read_text(request, "text", is_optional=True)
    if chosen not in OUTCOMES or written.fault:
        return _asked(request, visit, story, written, chosen=chosen, rating=rating, is_missing=chosen not in OUTCOMES)
    satisfied = int(rating) if rating in satisfied_words() else None
    try:
        cases.give_outcome(
            case_id=visit.case.id, outcome=chosen, satisfied=satisfied, text=written.text, by=visit.by, now=visit.now
        )
    except ProblemError as error:
        return _asked(request, visit, story, Written("", written.typed, error.problems[0].found), chosen=chosen)
    return redirect(f"{visit.url('case')}?notice={'outcome-not' if chosen == 'not' else 'outcome-given'}#outcome")


def _asked(
    request: HttpRequest,
    visit: CaseVisit,
    story: OutcomeStory,
    written: Written | None = None,
    *,
    chosen: str = "",
    rating: str = "",
    is_missing: bool = False,
) -> HttpResponseBase:
    said = visit.case.state.outcome
    context = {
        "visit": visit,
        "case": visit.case,
        "texts": visit.texts,
        "story": story,
        "written": written or Written("", said.text if said else "", ""),
        "chosen": chosen or story.said,
        "rating": rating or str(said.satisfied or "" if said else ""),
        "is_missing": is_missing,
        "outcomes": outcome_words(),
        "ratings": satisfied_words(),
        "agency_view": visit.agency,
    }
    return render(request, "portal/outcome.html", context, status=422 if written else 200)
