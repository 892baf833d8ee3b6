"""Event kinds, canonical bytes and commitments; fold events into a case."""

from servewell.core.record.canonical import canonical_bytes
from servewell.core.record.commitments import SALT_BYTES, commit, leaf
from servewell.core.record.erasure import GROUNDS, GROUNDS_OF_DELAY, bodies_to_erase, is_held, is_of, without
from servewell.core.record.event import Event, Header, header_bytes, read_header
from servewell.core.record.fold import fold_case
from servewell.core.record.kinds import EVENT_KINDS, Kind
from servewell.core.record.outcomes import MAY_CHANGE_FOR, open_review
from servewell.core.record.state import (
    OUTCOMES,
    REASONS_ASIDE,
    Aside,
    AskedToErase,
    CaseState,
    Decided,
    Declined,
    Erased,
    Message,
    Note,
    Outcome,
    Rectified,
    Request,
    Review,
    View,
)
from servewell.core.record.transition import Before, Standing, Transition, journey_end, transition

__all__ = [
    "EVENT_KINDS",
    "GROUNDS",
    "GROUNDS_OF_DELAY",
    "MAY_CHANGE_FOR",
    "OUTCOMES",
    "REASONS_ASIDE",
    "SALT_BYTES",
    "Aside",
    "AskedToErase",
    "Before",
    "CaseState",
    "Decided",
    "Declined",
    "Erased",
    "Event",
    "Header",
    "Kind",
    "Message",
    "Note",
    "Outcome",
    "Rectified",
    "Request",
    "Review",
    "Standing",
    "Transition",
    "View",
    "bodies_to_erase",
    "canonical_bytes",
    "commit",
    "fold_case",
    "header_bytes",
    "is_held",
    "is_of",
    "journey_end",
    "leaf",
    "open_review",
    "read_header",
    "transition",
    "without",
]
