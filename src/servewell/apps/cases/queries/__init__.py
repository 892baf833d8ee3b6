"""Read drafts, cases and the queue; all values are frozen. Pages check first who may read: a secret, an account or
`operations.view_case`.
"""

from servewell.apps.cases.queries.briefs import CaseBrief, briefs_of
from servewell.apps.cases.queries.cases import (
    FoundCase,
    case,
    case_by_reference,
    case_secret_matches,
    cases_of,
    count_cases,
    document,
    open_document,
    preview_letter,
    retention_of_case,
)
from servewell.apps.cases.queries.drafts import (
    draft,
    draft_of_secret,
    draft_secret_matches,
    drafts_of,
    find_draft,
    has_draft,
)
from servewell.apps.cases.queries.held import Held, HeldAnswer, as_json, held_on
from servewell.apps.cases.queries.outcomes import OutcomesSaid, outcomes_said
from servewell.apps.cases.queries.past_answers import count_past, ids_of, past_answers
from servewell.apps.cases.queries.promise import promise_kept, usual
from servewell.apps.cases.queries.queue import COUNT_LIMIT, ORDER_IN_WORDS, queue
from servewell.apps.cases.queries.replayed import MOST_CASES, Replayed, replay_cases
from servewell.apps.cases.queries.wishes import DataWish, NightView, data_wishes, nights
from servewell.apps.cases.readings import (
    CaseRow,
    CaseView,
    DocumentView,
    DraftRow,
    DraftView,
    Letter,
    PromiseKept,
    QueueCounts,
    QueueFilters,
    QueuePage,
    QueueRow,
    TimelineEntry,
    Usual,
)

__all__ = [
    "COUNT_LIMIT",
    "MOST_CASES",
    "ORDER_IN_WORDS",
    "CaseBrief",
    "CaseRow",
    "CaseView",
    "DataWish",
    "DocumentView",
    "DraftRow",
    "DraftView",
    "FoundCase",
    "Held",
    "HeldAnswer",
    "Letter",
    "NightView",
    "OutcomesSaid",
    "PromiseKept",
    "QueueCounts",
    "QueueFilters",
    "QueuePage",
    "QueueRow",
    "Replayed",
    "TimelineEntry",
    "Usual",
    "as_json",
    "briefs_of",
    "case",
    "case_by_reference",
    "case_secret_matches",
    "cases_of",
    "count_cases",
    "count_past",
    "data_wishes",
    "document",
    "draft",
    "draft_of_secret",
    "draft_secret_matches",
    "drafts_of",
    "find_draft",
    "has_draft",
    "held_on",
    "ids_of",
    "nights",
    "open_document",
    "outcomes_said",
    "past_answers",
    "preview_letter",
    "promise_kept",
    "queue",
    "replay_cases",
    "retention_of_case",
    "usual",
]
