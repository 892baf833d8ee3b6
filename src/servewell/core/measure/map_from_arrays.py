"""The process map from ordered arrays: one pass over logs that fit into memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.ordered import Longs, Ordered, grouped

Quantiles = tuple[float, ...]
FEW = 10_000  # groups; a quantile of each costs less than sorting all of them


def edges(events: Ordered, activities: int, wanted: Sequence[float]) -> list[tuple[int, int, int, Quantiles]]:
    """Return what follows what: both codes, how often, and quantiles of the time between."""
    follows = events.follows
    pairs = events.activity[:-1].astype(np.int32)
    pairs *= activities
    pairs += events.activity[1:]
    kinds, codes = _dense(pairs[follows[1:]], activities * activities)
    del pairs
    _, waits = grouped(codes, len(kinds), np.diff(events.at)[follows[1:]])
    ends = np.cumsum(np.bincount(codes, minlength=len(kinds)))
    found = []
    for kind, some in zip(kinds.tolist(), np.split(waits, ends[:-1]), strict=False):
        previous, activity = divmod(kind, activities)
        found.append((previous, activity, len(some), quantiles(some, wanted)))
    return found


def starts_and_ends(events: Ordered, activities: int) -> tuple[Longs, Longs]:
    """Return how many cases begin, and how many end, with each activity (by code)."""
    begins, ends = events.begins[:-1], events.begins[1:] - 1
    return (
        np.bincount(events.activity[begins], minlength=activities),
        np.bincount(events.activity[ends], minlength=activities),
    )


def variants(events: Ordered) -> list[tuple[tuple[int, ...], int, float]]:
    """Return the ways that cases take in the order of their codes: path, cases, median duration."""
    codes, paths = events.variants
    counts = np.bincount(codes, minlength=len(paths))
    ends = np.cumsum(counts)
    lasted = events.durations
    if len(paths) <= FEW:
        groups = np.split(grouped(codes.astype(np.int32), len(paths), lasted)[1], ends[:-1])
        medians = [quantiles(some, (0.5,))[0] for some in groups]
    else:
        lasted = lasted[np.lexsort((lasted, codes))]
        medians = ((lasted[ends - counts + (counts - 1) // 2] + lasted[ends - counts + counts // 2]) / 2).tolist()
    return list(zip(paths, counts.tolist(), medians, strict=True))


def _dense(codes: npt.NDArray[np.int32], most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the codes that occur, and each value's place among them."""
    occurs = np.flatnonzero(np.bincount(codes, minlength=most))
    places = np.zeros(most, dtype=np.int32)
    places[occurs] = np.arange(len(occurs), dtype=np.int32)
    return occurs, places[codes]


def quantiles(values: Longs, wanted: Sequence[float]) -> Quantiles:
    """Return exact quantiles. Reorders `values`."""
    last = len(values) - 1
    lower = [int(last * share) for share in wanted]
    values.partition(sorted({place for low in lower for place in (low, min(low + 1, last))}))
    found = []
    for share, low in zip(wanted, lower, strict=True):
        below, above = int(values[low]), int(values[min(low + 1, last)])
        found.append(below + (above - below) * (last * share - low))
    return tuple(found)
