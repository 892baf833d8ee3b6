"""The receipts of a case's events: proof, for whoever holds one, that nobody changed the event or took it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.apps.journal import receipts
from servewell.core.problem import NotFoundError, Problem
from servewell.web.portal.visits import CaseVisit, with_case

WORDS: Final[Mapping[str, object]] = {
    "submitted": gettext_lazy("You sent your application"),
    "assigned": gettext_lazy("A caseworker took your case"),
    "returned": gettext_lazy("Your case went back to the queue"),
    "put_aside": gettext_lazy("Work on your case was put aside"),
    "taken_up": gettext_lazy("Work on your case began again"),
    "stage_entered": gettext_lazy("Your case entered a new stage"),
    "information_requested": gettext_lazy("We asked you for something"),
    "information_received": gettext_lazy("You answered"),
    "message_sent": gettext_lazy("We wrote to you"),
    "message_received": gettext_lazy("You wrote to us"),
    "document_added": gettext_lazy("You sent documents"),
    "status_viewed": gettext_lazy("You looked at your case"),
    "viewed_by_staff": gettext_lazy("Somebody of our staff opened your case"),
    "decided": gettext_lazy("We decided"),
    "output_issued": gettext_lazy("We issued what was decided"),
    "appealed": gettext_lazy("You contested the decision"),
    "withdrawn": gettext_lazy("You withdrew your application"),
    "reopened": gettext_lazy("Work on your case began again"),
    "closed": gettext_lazy("The case was closed"),
    "claimed": gettext_lazy("You took the case into your account"),
    "rectified": gettext_lazy("An answer was corrected"),
    "erasure_asked": gettext_lazy("You asked us to erase what we hold on you"),
    "erasure_declined": gettext_lazy("It was decided not to erase"),
    "erased": gettext_lazy("Personal data was erased"),
    "notice_sent": gettext_lazy("We sent you a notice"),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One event of a case, and its number in the record; None while it is being sealed."""

    seq: int
    at: datetime
    words: str
    number: int | None
    url: str


def proofs_of(visit: CaseVisit) -> tuple[Proof, ...]:
    """Return the events that the resident sees, newest first, each with where its receipt is."""
    numbers = {one.seq: one.number for one in receipts.sealings_of(f"case:{visit.case.id}")}
    return tuple(
        Proof(
            entry.seq, entry.at, str(WORDS.get(entry.kind, _("Something happened"))), numbers.get(entry.seq),
            visit.url("case_event_receipt", entry.seq),
        )
        for entry in reversed(visit.case.timeline)
    )  # fmt: skip


@with_case
def event_receipt(request: HttpRequest, visit: CaseVisit, seq: int) -> HttpResponseBase:
    """Hand out the receipt of an event that the resident sees; of no other, not even whether there is one."""
    if all(entry.seq != seq for entry in visit.case.timeline):
        raise NotFoundError(Problem("not-found", found="There is no such event."))
    text = receipts.receipt_of(f"case:{visit.case.id}", seq)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{visit.case.reference}-{seq}.receipt.txt"'
    response["Cache-Control"] = "private, no-store"
    return response
