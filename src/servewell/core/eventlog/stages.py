"""Stages: groups of activities, for logs in which nearly every case takes a way of its own.

Municipal systems number their activities by phase (`01_HOOFD_010`). Where a log has too many activities to read, their
common beginnings are its stages, and findings are looked for among those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from servewell.core.eventlog.ordered import Ordered

MANY: Final = 40  # activities; fewer can be read as they are
OWN_WAYS: Final = 0.5  # variants a case from which maps of activities say nothing
FEWEST, MOST = 4, 40  # stages that help
_NUMBER: Final = re.compile(r"^(.*?)(\d)\d{2,}")
_LAST: Final = re.compile(r"[ _\-./:]+[^ _\-./:]*$")


@dataclass(frozen=True, slots=True)
class Stages:
    """The names of stages, and the stage (code) of each activity."""

    names: tuple[str, ...]
    of: tuple[int, ...]


def stages_of(activities: tuple[str, ...], *, cases: int, variants: int) -> Stages | None:
    """Return the stages that the names of the activities tell, or None where they are not needed or not told."""
    if len(activities) < MANY or variants < OWN_WAYS * cases:
        return None
    for begin in (_phase, _without_last, _first_word):
        found = [begin(name) for name in activities]
        names = tuple(dict.fromkeys(found))
        if FEWEST <= len(names) <= MOST and len(names) * 3 <= len(activities):
            return Stages(tuple(f"{name}…" for name in names), tuple(names.index(name) for name in found))
    return None


def in_stages(events: Ordered, stages: Stages) -> Ordered:
    """Return one event for each time that a case enters a stage: the first event in it."""
    stage = np.array(stages.of, dtype=np.int16)[events.activity]
    enters = ~events.follows
    enters[1:] |= stage[1:] != stage[:-1]
    begins = np.concatenate([[0], np.cumsum(enters)])[events.begins]
    return Ordered(
        activity=stage[enters],
        at=events.at[enters],
        seq=events.seq[enters],
        begins=begins,
        others={name: codes[enters] for name, codes in events.others.items()},
    )


def _phase(name: str) -> str:
    """`01_HOOFD_490_2` is in the phase `01_HOOFD_4`: hundreds are phases."""
    found = _NUMBER.match(name)
    return found[1] + found[2] if found else _without_last(name)


def _without_last(name: str) -> str:
    return _LAST.sub("", name)


def _first_word(name: str) -> str:
    return re.split(r"[ _\-./:]", name, maxsplit=1)[0]
