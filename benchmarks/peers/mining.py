"""Peers that read event logs, run as a script by a Python of their own: `mining.py NAME LOG`, one JSON line to stdout.

Nothing here is imported by Servewell, and nothing of Servewell is imported here: PM4Py is under the AGPL. Packages are
imported before the clock starts.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

Result = dict[str, Any]
NAMES = {"case_id": "case:concept:name", "activity": "concept:name", "timestamp": "time:timestamp"}


def pm4py(path: str) -> Callable[[], Result]:
    """Let PM4Py do it in the way of its own documentation."""
    import pandas as pd
    import pm4py as miner

    def act() -> Result:
        frame = pd.read_parquet(path, columns=list(NAMES)).rename(columns=NAMES)
        frame = miner.format_dataframe(
            frame, case_id=NAMES["case_id"], activity_key=NAMES["activity"], timestamp_key=NAMES["timestamp"]
        )
        began = time.perf_counter()
        edges, starts, ends = miner.discover_dfg(frame)
        waits, _, _ = miner.discover_performance_dfg(frame)
        mapped = time.perf_counter() - began
        variants = miner.get_variants(frame)
        lasted = pd.Series(miner.get_all_case_durations(frame))
        return {
            "edges": [[one, other, count, waits[one, other]["median"]] for (one, other), count in edges.items()],
            "starts": starts,
            "ends": ends,
            "variants": {" > ".join(path): count for path, count in variants.items()},
            "durations": [lasted.median(), lasted.quantile(0.9), lasted.mean()],
            "map_seconds": mapped,
        }

    return act


def polars(path: str) -> Callable[[], Result]:
    """Let Polars do it: one sort, neighbours by shifting."""
    import polars as pl

    def act() -> Result:
        frame = pl.read_parquet(path, columns=list(NAMES)).sort("case_id", "timestamp", maintain_order=True)
        linked = frame.with_columns(
            previous=pl.col("activity").shift(1),
            is_first=pl.col("case_id").ne_missing(pl.col("case_id").shift(1)),
            wait=pl.col("timestamp").diff().dt.total_microseconds(),
        )
        edges = (
            linked.filter(~pl.col("is_first")).group_by("previous", "activity").agg(pl.len(), pl.col("wait").median())
        )
        cases = frame.group_by("case_id", maintain_order=True).agg(
            start=pl.col("activity").first(),
            end=pl.col("activity").last(),
            lasted=(pl.col("timestamp").last() - pl.col("timestamp").first()).dt.total_microseconds(),
            way=pl.col("activity").str.join(" > "),
        )
        lasted = cases["lasted"]
        return {
            "edges": [[one, other, count, wait / 1e6] for one, other, count, wait in edges.iter_rows()],
            "starts": dict(cases.group_by("start").len().iter_rows()),
            "ends": dict(cases.group_by("end").len().iter_rows()),
            "variants": dict(cases.group_by("way").len().iter_rows()),
            "durations": [lasted.median() / 1e6, lasted.quantile(0.9, "linear") / 1e6, lasted.mean() / 1e6],
        }

    return act


def pm4py_xes(path: str) -> Callable[[], Result]:
    """Let PM4Py read a XES file as it does when installed alone: it takes a Rust reader when it finds one."""
    blocked: dict[str, Any] = {"rustxes": None, "r4pm": None}
    sys.modules.update(blocked)
    import pm4py as miner

    def act() -> Result:
        return {"events": len(miner.read_xes(path))}

    return act


def r4pm_xes(path: str) -> Callable[[], Result]:
    """Let r4pm read a XES file."""
    import r4pm

    def act() -> Result:
        frame = r4pm.df.import_xes(path)
        return {"events": len(frame[0] if isinstance(frame, tuple) else frame)}

    return act


def main() -> None:
    """Run one peer; say how long it took and what it needed at most."""
    name, path = sys.argv[1:]
    act = {"pm4py": pm4py, "polars": polars, "pm4py-xes": pm4py_xes, "r4pm-xes": r4pm_xes}[name](path)
    started, worked = time.perf_counter(), time.process_time()
    result = act()
    result["seconds"], result["cpu"] = time.perf_counter() - started, time.process_time() - worked
    result["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("\n" + json.dumps(result))


if __name__ == "__main__":
    main()
