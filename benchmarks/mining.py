"""What Servewell does with event logs, each in a process of its own: `python -m benchmarks.mining NAME LOG`."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

import servewell
from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.rejections import Rejections
from servewell.core.eventlog.xes import read_xes
from servewell.core.measure import map_from_tables as tables
from servewell.core.measure.process_map import process_map
from servewell.gateways import engines, logs

Result = dict[str, Any]
SECOND = 1_000_000
SQL = """
CREATE TEMP TABLE linked AS SELECT case_id, activity, epoch_us(timestamp) AS us,
  lag(activity) OVER within AS previous, epoch_us(timestamp) - lag(epoch_us(timestamp)) OVER within AS wait
FROM '{path}' WINDOW within AS (PARTITION BY case_id ORDER BY timestamp);
CREATE TEMP TABLE cases AS SELECT case_id, string_agg(activity, ' > ' ORDER BY us) AS way, max(us) - min(us) AS lasted,
  arg_min(activity, us) AS start, arg_max(activity, us) AS "end" FROM linked GROUP BY case_id;
"""


def kernel(path: Path) -> Callable[[], Result]:
    """Read, order and measure by passes over arrays, as for every log that fits into memory."""
    return lambda: _measured(logs.open_log(path, with_attributes=False))


def expressions(path: Path) -> Callable[[], Result]:
    """Measure the same by Ibis expressions alone, on DuckDB, as on engines that hold no arrays."""

    def act() -> Result:
        with tempfile.TemporaryDirectory() as folder:
            log = logs.open_log(path, with_attributes=False)
            return _measured(engines.moved(log, engines.engine_called("duckdb"), Path(folder)))

    return act


def by_hand(path: Path) -> Callable[[], Result]:
    """Ask DuckDB in SQL written by hand."""

    def act() -> Result:
        engine = duckdb.connect()
        engine.execute("SET enable_progress_bar = false;" + SQL.format(path=path))

        def rows(text: str) -> list[Any]:
            return engine.execute(text).fetchall()

        counted = "SELECT previous, activity, count(*), median(wait) / 1e6 FROM linked WHERE previous IS NOT NULL"
        return {
            "edges": rows(counted + " GROUP BY ALL"),
            "starts": dict(rows("SELECT start, count(*) FROM cases GROUP BY ALL")),
            "ends": dict(rows('SELECT "end", count(*) FROM cases GROUP BY ALL')),
            "variants": dict(rows("SELECT way, count(*) FROM cases GROUP BY ALL")),
            "durations": rows("SELECT median(lasted)/1e6, quantile_cont(lasted, 0.9)/1e6, avg(lasted)/1e6 FROM cases")[
                0
            ],
        }

    return act


def stored_map(path: Path) -> Callable[[], Result]:
    """Draw the map from transition rows that were written when the events happened."""
    import ibis

    stored = path.with_suffix(".transitions")
    names = path.with_suffix(".names")
    if not stored.exists():
        log = logs.open_log(path, with_attributes=False)
        names.write_text(json.dumps(log.activities))
        log.transitions.to_parquet(stored)
    activities = json.loads(names.read_text())
    engine = ibis.duckdb.connect()

    def act() -> Result:
        found = tables.edges(engine.read_parquet(str(stored)), (0.5, 0.9))
        return {
            "edges": [[activities[one], activities[other], count, at[0] / SECOND] for one, other, count, at in found]
        }

    return act


def report(path: Path) -> Callable[[], Result]:
    """Make the whole report: reading, all findings, map, variants and durations."""

    def act() -> Result:
        found = servewell.insight(path, by=["channel"])
        kinds = [one["kind"] for one in found["findings"]]
        return {
            "findings": {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
            "events": found["log"]["events"],
            "parts": found["seconds"],
        }

    return act


def xes(path: Path) -> Callable[[], Result]:
    """Read a XES file as tables, a batch after the other."""

    def act() -> Result:
        chunks = logs._chunks(path)
        return {"events": sum(batch.events.num_rows for batch in read_xes(chunks, Rejections()))}

    return act


def xes_log(path: Path) -> Callable[[], Result]:
    """Read a XES file and lay its events and all their attributes on an engine, ready for questions."""

    def act() -> Result:
        return {"events": int(logs.open_log(path).events.count().to_pyarrow().as_py())}

    return act


def _measured(log: EventLog) -> Result:
    drawn = process_map(log)
    lasted = drawn.durations
    return {
        "edges": [
            [log.named(one.previous), log.named(one.activity), one.count, one.median / SECOND] for one in drawn.edges
        ],
        "starts": {log.named(code): cases for code, cases in drawn.starts.items()},
        "ends": {log.named(code): cases for code, cases in drawn.ends.items()},
        "variants": {" > ".join(log.named(code) for code in one.path): one.cases for one in drawn.variants},
        "durations": [lasted.median / SECOND, lasted.p90 / SECOND, lasted.mean / SECOND],
    }


ACTS = {
    "kernel": kernel, "expressions": expressions, "by-hand": by_hand, "stored-map": stored_map, "report": report,
    "xes": xes, "xes-log": xes_log,
}  # fmt: skip


def main() -> None:
    """Run one of them; say how long it took and what it needed at most."""
    name, path = sys.argv[1:]
    act = ACTS[name](Path(path))
    # pyarrow and Ibis import what they need when first used.
    pa.array(["pandas"])
    if name != "xes":
        _measured(logs.log_of_rows([("case", "begin", 1, None), ("case", "end", 2, None)]))
    started, worked = time.perf_counter(), time.process_time()
    result = act()
    result["seconds"], result["cpu"] = time.perf_counter() - started, time.process_time() - worked
    result["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main()
