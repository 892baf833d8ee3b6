"""The process map from ordered arrays: one pass over logs that fit into memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servewell.core.eventlog.ordered import Longs, Ordered, grouped

Quantiles = tuple[float, ...]
FEW = 10_000  # groups; a quantile of each costs less than sorting all of them


def edges(events: Ordered, wanted: Sequence[float]) -> list[tuple[int, int, int, Quantiles]]:
    """Return what follows what: both codes, how often, and quantiles of the time between."""
    found = []
    for (previous, activity), places in events.pairs.places.items():
        waits = events.at.take(places, mode="clip") - events.at.take(places - 1, mode="clip")
        found.append((previous, activity, len(places), quantiles(waits, wanted)))
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
