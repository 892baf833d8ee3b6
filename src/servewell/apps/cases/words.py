"""What happened to a case, and what is kept, erased or looked at, in a few words: for residents and staff alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.core.definition.model import Keep
from servewell.gateways.locales import duration

SENTENCES: Final[Mapping[str, object]] = {
    "submitted": gettext_lazy("Submitted"),
    "assigned": gettext_lazy("Taken"),
    "returned": gettext_lazy("Returned to the queue"),
    "taken_up": gettext_lazy("Taken up again"),
    "information_requested": gettext_lazy("Information requested; the clock stopped"),
    "information_received": gettext_lazy("Information received; the clock goes on"),
    "message_sent": gettext_lazy("Message to the resident"),
    "message_received": gettext_lazy("Message from the resident"),
    "note_added": gettext_lazy("Note"),
    "document_added": gettext_lazy("Documents came that were left for later"),
    "status_viewed": gettext_lazy("The resident looked at the case"),
    "viewed_by_staff": gettext_lazy("Opened by staff"),
    "decision_undone": gettext_lazy("Decision taken back within the hold"),
    "output_issued": gettext_lazy("Output issued"),
    "appealed": gettext_lazy("Appeal"),
    "withdrawn": gettext_lazy("Withdrawn by the resident"),
    "reopened": gettext_lazy("Reopened"),
    "closed": gettext_lazy("Closed"),
    "deadline_near": gettext_lazy("The promised day is near"),
    "deadline_missed": gettext_lazy("The promised day has passed"),
    "notice_sent": gettext_lazy("Notice sent"),
    "claimed": gettext_lazy("Put into an account"),
    "put_aside": gettext_lazy("Put aside"),
    "stage_entered": gettext_lazy("Moved to another stage"),
    "decided": gettext_lazy("Decided"),
    "outcome_given": gettext_lazy("The resident said whether it is solved"),
    "review_taken": gettext_lazy("Somebody looks at it again"),
    "review_answered": gettext_lazy("The review was answered"),
    "idea_raised": gettext_lazy("The resident raised an idea"),
    "rectified": gettext_lazy("An answer was corrected"),
    "look_delayed": gettext_lazy("The resident learns later of a look"),
    "erasure_asked": gettext_lazy("The resident asked to erase the data"),
    "erasure_proposed": gettext_lazy("Erasing was proposed"),
    "erasure_declined": gettext_lazy("Erasing was declined"),
    "erased": gettext_lazy("Personal data was erased"),
    "notice_failed": gettext_lazy("Notice could not be sent"),
}
GROUNDS: Final[Mapping[str, object]] = {
    "not needed": gettext_lazy("It is not needed any more"),
    "consent withdrawn": gettext_lazy("The consent was withdrawn"),
    "objection": gettext_lazy("The resident objects, and nothing weighs more"),
    "unlawful": gettext_lazy("It should not have been collected"),
    "legal obligation": gettext_lazy("A law or a court demands it"),
}
GROUND_OF_TIME: Final = gettext_lazy("The time for which it is kept was over")
GROUNDS_OF_DELAY: Final[Mapping[str, object]] = {
    "criminal investigation": gettext_lazy("A criminal investigation"),
    "protection of a person": gettext_lazy("The protection of a person"),
    "court order": gettext_lazy("An order of a court"),
    "tax audit": gettext_lazy("A tax audit"),
}
PURPOSES: Final[Mapping[str, object]] = {
    "casework": gettext_lazy("to work on it"),
    "decide": gettext_lazy("to decide it"),
    "document": gettext_lazy("to read a document"),
    "quality": gettext_lazy("to check the quality of our work"),
    "complaint": gettext_lazy("because of a complaint or an appeal"),
    "audit": gettext_lazy("to check our work"),
    "privacy": gettext_lazy("because of what we hold on you"),
    "replay": gettext_lazy("to see what a changed rule would decide"),
}


def keep_words(keep: Keep) -> str:
    """Return '3 years after the case is closed'."""
    words = {
        "closing": _("%(span)s after the case is closed"),
        "decision": _("%(span)s after the decision"),
        "submission": _("%(span)s after the application"),
    }
    return words[keep.since] % {"span": duration(keep.span.count, keep.span.unit)}


def ground_words(ground: str) -> str:
    """Return why something was erased, in words."""
    return str(GROUNDS.get(ground, GROUND_OF_TIME))
