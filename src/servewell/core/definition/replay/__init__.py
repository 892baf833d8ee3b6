"""What a new version of a service would have decided for the cases of the past."""

from servewell.core.definition.replay.result import (
    OUTCOMES,
    CriterionChange,
    Example,
    Fees,
    Flow,
    GroupCount,
    Outcome,
    OutcomeCount,
    PagesAsked,
    Replay,
    Unanswered,
    as_json,
)

__all__ = [
    "OUTCOMES",
    "CriterionChange",
    "Example",
    "Fees",
    "Flow",
    "GroupCount",
    "Outcome",
    "OutcomeCount",
    "PagesAsked",
    "Replay",
    "Unanswered",
    "as_json",
]
