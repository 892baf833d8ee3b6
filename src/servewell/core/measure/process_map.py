"""What follows what and after how long, where cases begin and end, which ways they take, how long they last.

Every event counts as it stands in the log, whatever its lifecycle. Two forms of each measure give the same values: a
pass over ordered arrays where the log has them, and Ibis expressions on any engine where it has not. Quantiles
interpolate linearly between the two nearest values (definition 7 of Hyndman and Fan 1996), like DuckDB's
`quantile_cont`, Spark's `percentile` and NumPy's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from servewell.core.eventlog.log import EventLog
from servewell.core.measure import map_from_arrays as arrays
from servewell.core.measure import map_from_tables as tables

_QUANTILES: Final = (0.5, 0.9)


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


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """All that a map of the process shows."""

    edges: tuple[Edge, ...]
    starts: Mapping[int, int]
    ends: Mapping[int, int]
    variants: tuple[Variant, ...]
    durations: Durations


def process_map(log: EventLog) -> ProcessMap:
    """Return the whole map; where it is passes over arrays, two of them run beside each other."""
    if log.ordered is None:
        return ProcessMap(edges(log), *starts_and_ends(log), variants(log), durations(log))
    with ThreadPoolExecutor(1) as beside:
        ways = beside.submit(variants, log)
        return ProcessMap(edges(log), *starts_and_ends(log), durations=durations(log), variants=ways.result())


def edges(log: EventLog) -> tuple[Edge, ...]:
    """Return the directly-follows relation, by count downwards, then by codes."""
    if log.ordered is not None:
        found = arrays.edges(log.ordered, _QUANTILES)
    else:
        found = tables.edges(log.transitions, _QUANTILES)
    return tuple(
        Edge(previous, activity, count, median, p90)
        for previous, activity, count, (median, p90) in sorted(found, key=lambda one: (-one[2], *one[:2]))
    )


def starts_and_ends(log: EventLog) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Return how many cases begin, and how many end, with each activity (codes), by count downwards."""
    if log.ordered is not None:
        counted = arrays.starts_and_ends(log.ordered, len(log.activities))
        both = tuple({code: int(count) for code, count in enumerate(some.tolist()) if count} for some in counted)
    else:
        both = tables.starts_and_ends(log.cases)
    starts, ends = (dict(sorted(some.items(), key=lambda one: (-one[1], one[0]))) for some in both)
    return starts, ends


def durations(log: EventLog) -> Durations:
    """Return how long cases lasted."""
    if log.ordered is not None:
        lasted = log.ordered.durations
        mean = float(np.mean(lasted))
        median, p90 = arrays.quantiles(lasted, _QUANTILES)
    else:
        mean, (median, p90) = tables.durations(log.cases, _QUANTILES)
    return Durations(median, p90, mean)


def variants(log: EventLog) -> tuple[Variant, ...]:
    """Return the ways that cases take, the most frequent first."""
    found = arrays.variants(log.ordered) if log.ordered is not None else tables.variants(log.cases)
    return tuple(Variant(path, cases, median) for path, cases, median in found)
