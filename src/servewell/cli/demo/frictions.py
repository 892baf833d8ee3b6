"""What goes wrong in Riverton's services, so that the demo's findings have something to find.

Each is a fault that offices really have: an adviser who comes on Mondays, a team that falls behind, a question that
phones cannot answer, an archive elsewhere that answers late, a language whose letters are unclear. None of them is a
person: the log of the record names roles, never people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

MONDAY: Final = 0
YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Friction:
    """The faults of one service; without any, everything stays as the habits say."""

    monday_stage: str = ""  # left only on Mondays
    growing_stage: str = ""  # its team falls behind
    grows_to: float = 1.0  # times as long at the end of the year as at its beginning
    asks: Mapping[str, float] = field(default_factory=dict)  # share asked for information, by language
    phone_page: str = ""  # phones are refused here
    phone_question: str = ""
    writes_after: timedelta | None = None  # who waits longer writes to the office
    aside_stage: str = ""  # here cases are put aside for somebody outside
    aside: float = 0.0  # share of them
    aside_days: float = 0.0  # median until the answer comes


NONE: Final = Friction()
FRICTIONS: Final[Mapping[str, Friction]] = {
    "report-a-street-problem": Friction(
        growing_stage="work", grows_to=4.0, phone_page="place", phone_question="spot", writes_after=timedelta(days=12)
    ),
    "birth-certificate-copy": Friction(asks={"es": 0.42}, aside_stage="searching", aside=0.3, aside_days=6.0),
    "disabled-parking-permit": Friction(monday_stage="advice"),
}
REFUSED: Final = 0.02  # of answers, anywhere
REFUSED_ON_PHONES: Final = 0.34
LEAVES_AFTER_REFUSAL: Final = 0.18
WRITES: Final = 0.55


def of(service: str) -> Friction:
    """Return what goes wrong in a service."""
    return FRICTIONS.get(service, NONE)


def slowness(friction: Friction, stage: str, *, at: datetime, until: datetime) -> float:
    """Return how many times as long as usual a stage takes at this time of the year."""
    if stage != friction.growing_stage:
        return 1.0
    passed = min(max(1 - (until - at) / YEAR, 0.0), 1.0)
    return 1 + (friction.grows_to - 1) * passed


def next_monday(moment: datetime, random: Random) -> datetime:
    """Return a time on the morning of the Monday that comes."""
    days = (MONDAY - moment.weekday()) % 7
    day = moment + timedelta(days=days or (7 if moment.hour >= 12 else 0))
    return max(day.replace(hour=random.randrange(9, 12), minute=random.randrange(60)), moment)
