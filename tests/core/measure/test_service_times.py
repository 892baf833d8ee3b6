"""Work and waiting from starts and completions: by hand, by a plain loop, and on an engine."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from pathlib import Path
from statistics import median

import pyarrow as pa
import pytest

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.table import Batch
from servewell.core.measure.service_times import ServiceTime, service_times
from servewell.gateways.engines import engine_called, moved
from servewell.gateways.logs import log_of_batches

Row = tuple[str, str, int, str | None]  # case, activity, time, lifecycle


def log_of(rows: list[Row]) -> EventLog:
    case, activity, at, lifecycle = (list(column) for column in zip(*rows, strict=True))
    events = pa.table({
        "case_id": pa.array(case, pa.string()), "activity": pa.array(activity, pa.string()),
        "happened_us": pa.array(at, pa.int64()), "transition": pa.array(lifecycle, pa.string()),
    })  # fmt: skip
    return log_of_batches([Batch(events, pa.table({"case_id": pa.array([], pa.string())}))])


def by_name(log: EventLog) -> dict[str, ServiceTime]:
    return {log.named(one.activity): one for one in service_times(log)}


def drawn(seed: int) -> list[Row]:
    """Return a log in which steps overlap, are done twice, never end, or end without a start; times are shared."""
    draw = random.Random(seed)
    rows: list[Row] = []
    for case in range(40):
        at = draw.randrange(50)
        for _ in range(draw.randrange(1, 14)):
            at += draw.choice([0, 0, 1, 3, 10])
            rows.append((f"case {case}", draw.choice("abc"), at, draw.choice(["start", "complete", "complete", None])))
    return rows


def by_loop(rows: list[Row]) -> dict[str, tuple[list[int], list[int], int, int]]:
    """Pair with queues, event by event: work, waits, starts and completions left alone, by activity."""
    work, waits = defaultdict(list), defaultdict(list)
    begun: dict[tuple[str, str], deque[tuple[int, int | None]]] = defaultdict(deque)
    lost: dict[str, int] = defaultdict(int)
    done: dict[str, int] = {}
    for case, activity, at, lifecycle in sorted(rows, key=lambda row: (row[0], row[2])):
        if lifecycle == "start":
            begun[case, activity].append((at, done.get(case)))
        elif lifecycle == "complete":
            if begun[case, activity]:
                started, before = begun[case, activity].popleft()
                work[activity].append(at - started)
                if before is not None:
                    waits[activity].append(started - before)
            else:
                lost[activity] += 1
            done[case] = at
    left: dict[str, int] = defaultdict(int)
    for (_, activity), some in begun.items():
        left[activity] += len(some)
    return {name: (work[name], waits[name], left[name], lost[name]) for name in "abc"}


def test_a_start_belongs_to_the_next_completion() -> None:
    rows: list[Row] = [
        ("a", "check", 0, "start"), ("a", "check", 10, "complete"),
        ("a", "decide", 25, "start"), ("a", "note", 26, None), ("a", "decide", 29, "complete"),
        ("b", "check", 5, "start"), ("b", "check", 25, "complete"), ("b", "decide", 40, "start"),
        ("b", "pay", 50, "complete"),
    ]  # fmt: skip
    found = by_name(log_of(rows))
    assert set(found) == {"check", "decide"}
    check, decide = found["check"], found["decide"]
    assert (check.pairs, check.working_median, check.waits, check.waiting_median) == (2, 15.0, 0, None)
    assert (decide.pairs, decide.working_median, decide.waiting_median, decide.unmatched_starts) == (1, 4.0, 15.0, 1)


def test_what_is_done_twice_at_once_is_paired_in_its_order() -> None:
    rows: list[Row] = [
        ("a", "check", 0, "start"), ("a", "check", 4, "start"), ("a", "check", 5, "complete"),
        ("a", "check", 20, "complete"), ("a", "check", 30, "complete"),
    ]  # fmt: skip
    check = by_name(log_of(rows))["check"]
    assert (check.pairs, check.working_median, check.unmatched_completes) == (2, 10.5, 1)


@pytest.mark.parametrize("seed", range(12))
def test_a_plain_loop_says_the_same(seed: int) -> None:
    rows = drawn(seed)
    found = by_name(log_of(rows))
    for name, (work, waits, starts, completes) in by_loop(rows).items():
        one = found[name]
        assert (one.pairs, one.unmatched_starts, one.unmatched_completes) == (len(work), starts, completes)
        assert one.working_median == (median(work) if work else None)
        assert (one.waits, one.waiting_median) == (len(waits), median(waits) if waits else None)


def test_an_engine_says_the_same(tmp_path: Path) -> None:
    log = log_of([row for seed in range(5) for row in drawn(seed)])
    assert service_times(moved(log, engine_called("duckdb"), tmp_path)) == service_times(log)


def test_a_log_with_one_time_a_step_has_none() -> None:
    assert service_times(log_of([("a", "check", 0, "complete"), ("a", "decide", 9, "complete")])) == ()
