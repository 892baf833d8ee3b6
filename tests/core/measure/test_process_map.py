"""The process map: by hand, by plain Python over every shared log, by another tool's digests, and on an engine."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

import pytest

from servewell.core.eventlog.log import CASE_COLUMNS, EventLog
from servewell.core.measure.process_map import durations, edges, starts_and_ends, variants
from servewell.gateways.engines import engine_called, moved
from servewell.gateways.logs import Columns, log_of_rows, open_log

LOGS: Final = Path(__file__).resolve().parents[4] / "shared/data/logs"
# SHA-256 of what PM4Py 2.7.23 says of each log; made by `python -m benchmarks.truth`.
DIGESTS: Final[dict[str, str]] = json.loads(Path(__file__).with_name("pm4py_digests.json").read_text())
COLUMNS: Final = {"road-fines-10000.csv.gz": Columns("case_id", "activity", "timestamp", "resource")}


def open_shared(name: str) -> EventLog:
    if not (LOGS / name).is_file():
        pytest.skip("the event logs are not beside this checkout (../shared/data/logs)")
    return open_log(LOGS / name, COLUMNS.get(name, Columns()))


def said(log: EventLog) -> dict[str, Any]:
    """Return what a log says, by names, in an order of its own; whole microseconds."""
    starts, ends = starts_and_ends(log)
    lasted = log.cases.select("duration").order_by("duration").to_pyarrow()["duration"].to_pylist()
    return {
        "edges": sorted(
            [log.named(one.previous), log.named(one.activity), one.count, int(one.median + 0.25)] for one in edges(log)
        ),
        "start": {log.named(code): cases for code, cases in sorted(starts.items())},
        "end": {log.named(code): cases for code, cases in sorted(ends.items())},
        "variants": sorted([[log.named(code) for code in one.path], one.cases] for one in variants(log)),
        "durations": lasted,
    }


def digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


@pytest.mark.parametrize("name", DIGESTS)
def test_another_tool_says_the_same(name: str) -> None:
    assert digest(said(open_shared(name))) == DIGESTS[name]


@pytest.mark.parametrize("name", ["permit-receipt.xes.gz", "road-fines-100.xes"])
def test_plain_python_says_the_same(name: str) -> None:
    log = open_shared(name)
    cases: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for row in log.events.select("case", "at", "seq", "activity").to_pyarrow().to_pylist():
        cases[row["case"]].append((row["at"], row["seq"], row["activity"]))
    waits: dict[tuple[int, int], list[int]] = defaultdict(list)
    for events in map(sorted, cases.values()):
        for (entered, _, previous), (left, _, activity) in pairwise(events):
            waits[previous, activity].append(left - entered)
    found = {(one.previous, one.activity): (one.count, one.median) for one in edges(log)}
    assert found == {pair: (len(some), median(some)) for pair, some in waits.items()}
    ways = Counter(tuple(activity for _, _, activity in sorted(events)) for events in cases.values())
    assert {one.path: one.cases for one in variants(log)} == dict(ways)
    lasted = [max(events)[0] - min(events)[0] for events in cases.values()]
    assert durations(log).median == median(lasted)


@pytest.mark.parametrize("name", ["permit-receipt.xes.gz", "travel-permits-one-per-variant.xes.gz"])
def test_an_engine_without_arrays_says_the_same(name: str, tmp_path: Path) -> None:
    log = open_shared(name)
    on_engine = moved(log, engine_called("duckdb"), tmp_path)
    assert on_engine.ordered is None
    assert said(on_engine) == said(log)
    assert rows(on_engine.cases, CASE_COLUMNS, "case") == rows(log.cases, CASE_COLUMNS, "case")
    columns = tuple(log.transitions.columns)
    assert rows(on_engine.transitions, columns, "case", "place") == rows(log.transitions, columns, "case", "place")


def rows(table: Any, columns: tuple[str, ...], *by: str) -> list[dict[str, Any]]:
    return list(table.select(*columns).order_by(list(by)).to_pyarrow().to_pylist())


def test_events_of_one_time_stand_in_the_order_of_the_source() -> None:
    log = log_of_rows([("a", "x", 5, None), ("a", "y", 5, None), ("b", "y", 5, None), ("b", "x", 5, None)])
    assert [[log.named(code) for code in one.path] for one in variants(log)] == [["x", "y"], ["y", "x"]]
    assert log.quality.same_time == 1.0


def test_starts_ends_and_durations_of_small_logs() -> None:
    log = log_of_rows([("a", "x", 0, None), ("a", "y", 10, None), ("b", "x", 3, None)])
    starts, ends = starts_and_ends(log)
    assert {log.named(code): cases for code, cases in starts.items()} == {"x": 2}
    assert {log.named(code): cases for code, cases in ends.items()} == {"x": 1, "y": 1}
    assert durations(log).median == 5.0
    assert durations(log).mean == 5.0
