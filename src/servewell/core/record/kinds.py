"""Every kind of event: in which stream, which open fields its header carries, which personal ones its body.

Kinds are past tense. The open fields hold no free text and nothing about a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Stream = Literal["case", "draft", "service", "account", "agency"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event as documented in docs/develop/events.md."""

    name: str
    streams: tuple[Stream, ...]
    docs: str
    data: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


_DRAFT: Final = ("draft",)
_CASE: Final = ("case",)
_SERVICE: Final = ("service",)
_KINDS: Final = (
    Kind("opened", _DRAFT, "A draft was begun.", ("channel", "device", "language", "arm", "assisted")),
    Kind("page_shown", _DRAFT, "A page of the journey was shown.", ("page",)),
    Kind("page_refused", _DRAFT, "Answers of a page were refused.", ("page", "question", "fault")),
    Kind("page_answered", _DRAFT, "The answers of a page were accepted.", ("page",)),
    Kind("saved", _DRAFT, "The resident saved and left.", ("page",)),
    Kind("resumed", _DRAFT, "The draft was opened again.", ("device",)),
    Kind("ended", _DRAFT, "An end page was reached.", ("page",)),
    Kind("abandoned", _DRAFT, "The draft expired unsubmitted."),
    Kind("claimed", ("draft", "case"), "An account took the draft or case over."),
    Kind("file_added", _DRAFT, "A file was uploaded.", ("page", "question")),
    Kind("file_removed", _DRAFT, "An uploaded file was removed.", ("page", "question")),
    Kind(
        "submitted", _CASE, "The application was submitted and became a case.",
        ("draft", "stage", "channel", "device", "language", "arm", "assisted"), ("reference", "answers", "documents"),
    ),
    Kind("assigned", _CASE, "A caseworker took the case or was given it.", ("to",)),
    Kind("returned", _CASE, "The case went back to the queue."),
    Kind("put_aside", _CASE, "Work on the case was put aside; the clock runs on.", ("reason",)),
    Kind("taken_up", _CASE, "Work that was put aside began again."),
    Kind("stage_entered", _CASE, "The case entered a stage.", ("stage",)),
    Kind(
        "information_requested", _CASE, "The agency asked for information; the clock stopped.",
        ("request", "documents"), ("text", "wanted"),
    ),
    Kind(
        "information_received", _CASE, "The resident answered; the clock went on.",
        ("request",), ("text", "documents"),
    ),
    Kind("message_sent", _CASE, "The agency wrote to the resident.", ("message",), ("text",)),
    Kind("message_received", _CASE, "The resident wrote to the agency.", ("message",), ("text",)),
    Kind("note_added", _CASE, "Staff noted something for staff.", ("note",), ("text",)),
    Kind("document_added", _CASE, "Documents left for later came.", ("question",), ("documents",)),
    Kind("status_viewed", ("case", "draft"), "The resident looked at the case."),
    Kind("viewed_by_staff", _CASE, "Somebody of the staff looked at the case.", ("purpose",), ("who",)),
    Kind(
        "decided", _CASE, "The case was decided; effects wait until the hold is over.",
        ("decision", "reasons", "hold_until", "stage"), ("explanation", "fee"),
    ),
    Kind("decision_undone", _CASE, "The decision was taken back within the hold.", ("stage",)),
    Kind("output_issued", _CASE, "The output of a decision was issued.", ("output", "valid_until")),
    Kind("appealed", _CASE, "The resident contested the decision.", (), ("text",)),
    Kind("withdrawn", _CASE, "The resident took the application back.", (), ("reason",)),
    Kind("reopened", _CASE, "Work on the case began again.", ("stage",), ("reason", "text")),
    Kind("closed", _CASE, "Staff ended the case.", ("outcome",)),
    Kind("outcome_given", _CASE, "The resident said whether it is solved; a later word replaces it.",
         ("outcome", "satisfied"), ("text",)),
    Kind("review_taken", _CASE, "A caseworker took the review of a case that is not solved.", ("to",)),
    Kind("review_answered", _CASE, "The review ended with a reasoned answer to the resident.", (), ("text",)),
    Kind("rectified", _CASE, "An answer was corrected; the old one stays until it is due.", ("question",),
         ("answer", "reason")),
    Kind("look_delayed", _CASE, "The resident learns later of the looks of one person.", ("of", "until", "ground")),
    Kind("erasure_asked", _CASE, "The resident asked to erase what is held on her.", (), ("text",)),
    Kind("erasure_proposed", _CASE, "Staff proposed to erase; a second person decides.", ("ground", "questions"),
         ("text",)),
    Kind("erasure_declined", _CASE, "It was decided not to erase.", (), ("reason",)),
    Kind(
        "erased", _CASE, "Personal data was erased: all of the case, or the answers to some questions.",
        ("ground", "questions", "events"), ("reference", "answers", "before", "documents"),
    ),
    Kind("deadline_near", _CASE, "The promised day is near.", ("clock",)),
    Kind("deadline_missed", _CASE, "The promised day has passed.", ("clock",)),
    Kind("notice_sent", ("case", "draft"), "A notice left the outbox.", ("notice", "template", "channel")),
    Kind("notice_failed", ("case", "draft"), "A notice could not be sent.", ("notice", "template", "channel")),
    Kind("version_published", ("service",), "A version of the service was published.", ("number",)),
    Kind("version_added", _SERVICE, "A version was kept to be tried; residents do not see it.", ("number",)),
    Kind("trial_planned", _SERVICE, "A trial was planned.", ("trial", "measure", "share", "tier"), ("why",)),
    Kind("trial_approved", _SERVICE, "A second person approved a trial.", ("trial",)),
    Kind("trial_started", _SERVICE, "A trial was registered publicly and began.", ("trial", "share")),
    Kind("trial_looked_at", _SERVICE, "What is known of a trial was worked out.", ("trial", "verdict", "cases")),
    Kind(
        "trial_ended", _SERVICE, "A trial came to its end: everybody begins with the version before again.",
        ("trial", "verdict", "because", "cases"), ("reason",),
    ),
    Kind("trial_concluded", _SERVICE, "It was decided what follows from a trial.", ("trial", "outcome"), ("reason",)),
    Kind(
        "availability_changed", ("service",), "The service was opened, paused or closed.",
        ("state", "from", "until"), ("note",),
    ),
    Kind("findings_asked", _SERVICE, "Findings were asked for, comparing people by groups.", ("run", "groups")),
    Kind("finding_kept", _SERVICE, "A finding was kept to be worked on.", ("finding",)),
    Kind("finding_dismissed", _SERVICE, "A finding was dismissed.", ("finding",), ("reason",)),
    Kind("finding_restored", _SERVICE, "What was made of a finding was taken back.", ("finding",)),
    Kind("idea_raised", ("service", "case"), "Somebody proposed to improve something; a resident in her case's stream.",
         ("idea", "finding", "case"), ("text",)),
    Kind("idea_supported", _SERVICE, "Somebody said that an idea would help her too.", ("idea",)),
    Kind("idea_answered", _SERVICE, "An idea was considered, planned, done or declined.", ("idea", "state"),
         ("reason",)),
    Kind("idea_linked", _SERVICE, "An idea led to a change.", ("idea", "change")),
    Kind("idea_published", _SERVICE, "An idea was put on the public page, or taken off it.", ("idea", "shown"),
         ("text",)),
    Kind("account_created", ("account",), "An account was created."),
    Kind("role_granted", ("account",), "A role was granted.", ("role", "agency")),
    Kind("role_revoked", ("account",), "A role was revoked.", ("role", "agency")),
    Kind("agency_created", ("agency",), "An agency was set up."),
    Kind("agency_changed", ("agency",), "An agency's name, calendar or contact changed."),
)  # fmt: skip

EVENT_KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _KINDS}
