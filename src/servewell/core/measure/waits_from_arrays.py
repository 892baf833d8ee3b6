"""Waits from ordered arrays: the events of each pair of activities are looked up once, then summed in one pass each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.ordered import NOBODY, Ints, Longs, Ordered
from servewell.core.eventlog.units import DAY_US, MINUTE_US
from servewell.core.measure.map_from_arrays import quantiles
from servewell.core.measure.pairs import Key, Pair

Rows = list[dict[str, Any]]
Floats = npt.NDArray[np.float64]
_QUANTILES: Final = (0.25, 0.5, 0.9)


@dataclass(frozen=True)
class Waits:
    """Some waits; one value each. `places` are those of the events waited for, in their order."""

    events: Ordered
    places: Ints

    @cached_property
    def left(self) -> Longs:
        """When the wait was over."""
        return self.events.at.take(self.places, mode="clip")

    @cached_property
    def entered(self) -> Longs:
        """When it began: the time of the event before."""
        return self.events.at.take(self.places - 1, mode="clip")

    @cached_property
    def wait(self) -> Longs:
        """How long it was."""
        return self.left - self.entered

    @property
    def resource(self) -> Ints:
        """Who ended it; NOBODY where the event does not say."""
        return self.events.others["resource"].take(self.places, mode="clip")

    @property
    def cases(self) -> int:
        """How many cases waited, each counted once."""
        case = np.searchsorted(self.events.begins, self.places, side="right")
        return int(np.count_nonzero(np.diff(case))) + 1 if len(case) else 0

    @cached_property
    def days(self) -> Floats:
        """The wait in days."""
        return self.wait / DAY_US

    @cached_property
    def logs(self) -> Floats:
        """The logarithm of the wait and a minute, in days."""
        return np.log((self.wait + MINUTE_US) / DAY_US)


def step_waits(events: Ordered) -> Rows:
    """Return the waits before each activity."""
    pairs, found = events.pairs, []
    for activity in sorted({activity for _, activity in pairs.places}):
        parts = [places for (_, to), places in pairs.places.items() if to == activity]
        some = Waits(events, np.sort(np.concatenate(parts)) if len(parts) > 1 else parts[0])
        cases, total = some.cases, float(some.wait.sum())
        median, p90 = quantiles(some.wait, (0.5, 0.9))
        found.append({"activity": activity, "cases": cases, "total": total, "median": median, "p90": p90})
    return found


def waits(events: Ordered, least: int) -> Rows:
    """Return the waits of each pair of activities that follow each other so often at least."""
    found = []
    for (previous, activity), places in events.pairs.places.items():
        if len(places) < least:
            continue
        wait = Waits(events, places).wait
        total = float(wait.sum())
        lower, median, p90 = quantiles(wait, _QUANTILES)
        found.append(
            {"previous": previous, "activity": activity, "count": len(places), "total": total,
             "lower": lower, "median": median, "p90": p90}
        )  # fmt: skip
    return found


def excesses(events: Ordered, references: Mapping[Pair, float]) -> Rows:
    """Return for each pair by what its waits exceed a reference (microseconds)."""
    found = []
    for (previous, activity), reference in references.items():
        some = Waits(events, events.pairs.of(previous, activity))
        above = np.maximum(some.wait - reference, 0.0) / DAY_US
        found.append(
            {"previous": previous, "activity": activity, "cases": some.cases,
             "total": float(above.sum()), "squares": float(above @ above)}
        )  # fmt: skip
    return found


def parts(events: Ordered, pairs: Sequence[Pair], keys: Sequence[Key]) -> list[Rows]:
    """Return the waits of each pair in parts, for each of the keys."""
    found: list[Rows] = [[] for _ in keys]
    for previous, activity in pairs:
        some = Waits(events, events.pairs.of(previous, activity))
        for key, rows in zip(keys, found, strict=True):
            rows += [{"previous": previous, "activity": activity, **row} for row in _parts(some, key(some))]
    return found


def _parts(some: Waits, keys: Ints) -> Rows:
    if not len(keys):
        return []
    first = int(keys.min())
    places = keys - first
    counts = np.bincount(places)
    sums = [np.bincount(places, weights) for weights in (some.logs, some.logs**2, some.days, some.days**2)]
    return [
        {"key": first + place, "count": int(counts[place]), "logs": float(sums[0][place]),
         "log_squares": float(sums[1][place]), "days": float(sums[2][place]), "day_squares": float(sums[3][place])}
        for place in np.flatnonzero(counts).tolist()
        if first + place != NOBODY
    ]  # fmt: skip
