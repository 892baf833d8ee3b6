"""The process map by Ibis expressions, for any engine: what the pass over arrays is tested against."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

Quantiles = tuple[float, ...]


def edges(transitions: ir.Table, wanted: Sequence[float]) -> list[tuple[int, int, int, Quantiles]]:
    """Return what follows what: both codes, how often, and quantiles of the time between."""
    found = transitions.group_by(["previous", "activity"]).agg(
        count=transitions.count(),
        **{f"q{place}": transitions.wait.quantile(share) for place, share in enumerate(wanted)},
    )
    return [
        (row["previous"], row["activity"], row["count"], tuple(float(row[f"q{place}"]) for place in range(len(wanted))))
        for row in found.to_pyarrow().to_pylist()
    ]


def starts_and_ends(cases: ir.Table) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many cases begin, and how many end, with each activity."""

    def by(column: str) -> dict[int, int]:
        found = cases.group_by(code=cases[column]).agg(count=cases.count()).to_pyarrow().to_pylist()
        return {int(row["code"]): int(row["count"]) for row in found}

    return by("start"), by("end")


def durations(cases: ir.Table, wanted: Sequence[float]) -> tuple[float, Quantiles]:
    """Return the mean of how long cases lasted, and quantiles."""
    found = cases.agg(
        total=cases.duration.cast("float64").mean(),
        **{f"q{place}": cases.duration.quantile(share) for place, share in enumerate(wanted)},
    )
    row = found.to_pyarrow().to_pylist()[0]
    return float(row["total"]), tuple(float(row[f"q{place}"]) for place in range(len(wanted)))


def variants(cases: ir.Table) -> list[tuple[tuple[int, ...], int, float]]:
    """Return the ways that cases take in the order of their codes: path, cases, median duration.

    `cases` has the column `way`: the codes of the path, each with six digits, joined by spaces.
    """
    found = cases.group_by(["variant", "way"]).agg(count=cases.count(), median=cases.duration.quantile(0.5))
    return [
        (tuple(int(code) for code in row["way"].split()), int(row["count"]), float(row["median"]))
        for row in found.order_by("variant").to_pyarrow().to_pylist()
    ]
