"""Event kinds, canonical bytes and commitments; fold events into a case."""

from servewell.core.record.canonical import canonical_bytes
from servewell.core.record.commitments import SALT_BYTES, commit, leaf
from servewell.core.record.event import Event, Header, header_bytes, read_header
from servewell.core.record.fold import fold_case
from servewell.core.record.kinds import EVENT_KINDS, Kind
from servewell.core.record.state import REASONS_ASIDE, Aside, CaseState, Decided, Message, Note, Request, View
from servewell.core.record.transition import Before, Standing, Transition, journey_end, transition

__all__ = [
    "EVENT_KINDS",
    "REASONS_ASIDE",
    "SALT_BYTES",
    "Aside",
    "Before",
    "CaseState",
    "Decided",
    "Event",
    "Header",
    "Kind",
    "Message",
    "Note",
    "Request",
    "Standing",
    "Transition",
    "View",
    "canonical_bytes",
    "commit",
    "fold_case",
    "header_bytes",
    "journey_end",
    "leaf",
    "read_header",
    "transition",
]
