"""What follows what and after how long, where cases begin and end, which ways they take, how long they last.

Every event counts as it stands in the log, whatever its lifecycle. Two forms of each measure give the same values: a
pass over ordered arrays for logs that fit into memory, and Ibis expressions (`process_map_anywhere`) for any engine.
Quantiles interpolate linearly between the two nearest values (definition 7 of Hyndman and Fan 1996), like DuckDB's
`quantile_cont`, Spark's `percentile` and NumPy's default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.ordered import Longs, Ordered, grouped

_MEDIAN, _MOST = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Edge:
    """How often an activity directly follows another (codes), and after how long (microseconds)."""

    previous: int
    activity: int
    count: int
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Variant:
    """One way through the process: the codes of its activities, how many cases took it, how long they lasted."""

    path: tuple[int, ...]
    cases: int
    median: float


@dataclass(frozen=True, slots=True)
class Durations:
    """How long cases lasted from first to last event, in microseconds; open cases as far as they came."""

    median: float
    p90: float
    mean: float


def edges(events: Ordered, activities: int) -> tuple[Edge, ...]:
    """Return the directly-follows relation, by count downwards, then by codes."""
    follows = events.follows
    pairs = events.activity[:-1].astype(np.int32)
    pairs *= activities
    pairs += events.activity[1:]
    kinds, codes = _dense(pairs[follows[1:]], activities * activities)
    del pairs
    waits = np.diff(events.at)[follows[1:]]
    places = grouped(codes, len(kinds))
    ends = np.cumsum(np.bincount(codes, minlength=len(kinds)))
    found = []
    for kind, some in zip(kinds.tolist(), np.split(places, ends[:-1]), strict=False):
        previous, activity = divmod(kind, activities)
        found.append(Edge(previous, activity, len(some), *_quantiles(waits[some], (_MEDIAN, _MOST))))
    return tuple(sorted(found, key=lambda edge: (-edge.count, edge.previous, edge.activity)))


def starts_and_ends(events: Ordered, activities: int) -> tuple[Longs, Longs]:
    """Return how many cases begin, and how many end, with each activity (by code)."""
    begins, ends = events.begins[:-1], events.begins[1:] - 1
    return (
        np.bincount(events.activity[begins], minlength=activities),
        np.bincount(events.activity[ends], minlength=activities),
    )


def durations(events: Ordered) -> Durations:
    """Return how long cases lasted. Raises ValueError without cases."""
    lasted = events.durations
    if not len(lasted):
        raise ValueError("there is no duration of no cases")
    mean = float(lasted.mean())
    median, most = _quantiles(lasted, (_MEDIAN, _MOST))
    return Durations(median, most, mean)


def variants(events: Ordered) -> tuple[Variant, ...]:
    """Return the ways that cases take, the most frequent first."""
    codes, paths = events.variants
    lasted = events.durations
    lasted = lasted[np.lexsort((lasted, codes))]
    counts = np.bincount(codes, minlength=len(paths))
    begins = np.cumsum(counts) - counts
    medians = (lasted[begins + (counts - 1) // 2] + lasted[begins + counts // 2]) / 2
    return tuple(map(Variant, paths, counts.tolist(), medians.tolist()))


def _dense(codes: npt.NDArray[np.int32], most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the codes that occur, and each value's place among them."""
    occurs = np.flatnonzero(np.bincount(codes, minlength=most))
    places = np.zeros(most, dtype=np.int32)
    places[occurs] = np.arange(len(occurs), dtype=np.int32)
    return occurs, places[codes]


def _quantiles(values: Longs, wanted: Sequence[float]) -> list[float]:
    """Return exact quantiles. Reorders `values`."""
    last = len(values) - 1
    lower = [int(last * share) for share in wanted]
    values.partition(sorted({place for low in lower for place in (low, min(low + 1, last))}))
    found = []
    for share, low in zip(wanted, lower, strict=True):
        below, above = int(values[low]), int(values[min(low + 1, last)])
        found.append(below + (above - below) * (last * share - low))
    return found
