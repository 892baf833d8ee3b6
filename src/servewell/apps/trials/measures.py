"""What a trial can make better, as a value from 0 to 1 of everybody who begins: more is better.

Everybody counts who was allocated, those too who gave up. Counting only what was sent in would compare different
people as soon as one way loses more of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from servewell.apps.cases.queries.followed import Followed
from servewell.core.trial.verdict import Wording

Kind = Literal["share", "mean"]
DAYS: Final = 30  # after the beginning: by then a measure is counted


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: after how many days it is counted, and the value of a draft from its beginning and its case."""

    name: str
    days: int
    wording: Wording
    value: Callable[[datetime, Followed | None], float]


def _completed(began: datetime, case: Followed | None) -> float:
    return float(case is not None and case.submitted_at <= began + timedelta(days=14))


def _sooner(began: datetime, case: Followed | None) -> float:
    """Return what is left of 30 days when it is decided; nothing, when it is not."""
    if case is None or case.decided_at is None:
        return 0.0
    return max(0.0, 1 - (case.decided_at - began) / timedelta(days=DAYS))


def _not_asked(began: datetime, case: Followed | None) -> float:
    if case is None or case.submitted_at > began + timedelta(days=DAYS):
        return 0.0
    return float(case.asked_at is None or case.asked_at > began + timedelta(days=DAYS))


def _kept(began: datetime, case: Followed | None) -> float:
    in_time = case is not None and case.decided_at is not None and case.decided_at <= began + timedelta(days=DAYS)
    return float(in_time and case is not None and case.has_kept_promise is True)


def _share(gain: str, loss: str) -> Wording:
    return Wording("share", "people who begin", gain, loss)


_ALL: Final = (
    Measure("completed", 14, _share("more finish", "fewer finish"), _completed),
    Measure("decided", DAYS, Wording("mean", "people have their decision", "sooner", "later", "days", DAYS), _sooner),
    Measure("not asked", DAYS, _share("more need not be asked again", "fewer get by without questions"), _not_asked),
    Measure("promise", DAYS, _share("more are decided as promised", "fewer are decided as promised"), _kept),
)
MEASURES: Final[Mapping[str, Measure]] = {one.name: one for one in _ALL}
