"""What a new version of a service would have decided for the cases of the past."""

from servewell.core.definition.replay.judging import PastCase
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
    is_gain,
    is_loss,
)
from servewell.core.definition.replay.rows import Progress, replay

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
    "PastCase",
    "Progress",
    "Replay",
    "Unanswered",
    "as_json",
    "is_gain",
    "is_loss",
    "replay",
]
