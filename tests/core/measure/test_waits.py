"""Waits: by hand, and both forms of every measure alike on real logs."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.core.measure.test_process_map import open_shared

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.measure.waits import Part, date, excesses, parts, step_waits, waits, week, week_start, without
from servewell.core.measure.weeks import way_series
from servewell.gateways.engines import engine_called, moved
from servewell.gateways.logs import log_of_rows

SHARED = ("permit-receipt.xes.gz", "road-fines-100.xes")
KEYS: tuple[Any, ...] = (
    lambda rows: date(rows.left, 3_600_000_000),
    lambda rows: week(rows.entered),
    lambda rows: rows.wait // (DAY_US // 8),
)


@pytest.fixture(scope="module", params=SHARED)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[EventLog, EventLog]:
    """Return a real log as arrays, and as tables of an engine."""
    log = open_shared(request.param)
    return log, moved(log, engine_called("duckdb"), tmp_path_factory.mktemp("engine"))


def near(one: Any, other: Any) -> bool:
    """Tell whether two measures are alike; sums of floats may differ in their last digits."""
    return all(
        math.isclose(getattr(one, name), getattr(other, name), rel_tol=1e-9, abs_tol=1e-9)
        for name in type(one).__dataclass_fields__
    )


def test_waits_before_steps_are_alike(both: tuple[EventLog, EventLog]) -> None:
    arrays, tables = (step_waits(log) for log in both)
    assert len(arrays) == len(tables) > 5
    assert all(near(one, other) for one, other in zip(arrays, tables, strict=True))


@pytest.mark.parametrize("least", [1, 10])
def test_waits_of_pairs_are_alike(both: tuple[EventLog, EventLog], least: int) -> None:
    arrays, tables = (waits(log, least) for log in both)
    assert len(arrays) == len(tables) > 3
    assert all(near(one, other) for one, other in zip(arrays, tables, strict=True))


def test_excesses_are_alike(both: tuple[EventLog, EventLog]) -> None:
    references = {(one.previous, one.activity): one.lower for one in waits(both[0], 10)}
    arrays, tables = (excesses(log, references) for log in both)
    assert arrays.keys() == tables.keys() == references.keys()
    assert all(near(arrays[pair], tables[pair]) for pair in references)


def test_parts_are_alike(both: tuple[EventLog, EventLog]) -> None:
    pairs = [(one.previous, one.activity) for one in waits(both[0], 10)]
    keys = (*KEYS, *([lambda rows: rows.resource] if both[0].abilities.has_resources else []))
    for arrays, tables in zip(*(parts(log, pairs, *keys) for log in both), strict=True):
        for pair in pairs:
            assert [part.key for part in arrays[pair]] == [part.key for part in tables[pair]]
            assert all(near(one, other) for one, other in zip(arrays[pair], tables[pair], strict=True))


def test_ways_by_week_are_alike(both: tuple[EventLog, EventLog]) -> None:
    arrays, tables = (way_series(log, 7_200_000_000) for log in both)
    assert arrays == tables
    assert arrays


def test_waits_by_hand() -> None:
    rows = [
        ("a", "in", 0, "ana"), ("a", "out", 2 * DAY_US, "rui"), ("a", "in", 2 * DAY_US, None),
        ("a", "out", 8 * DAY_US, None), ("b", "in", DAY_US, "ana"), ("b", "out", 5 * DAY_US, "rui"),
    ]  # fmt: skip
    log = log_of_rows(rows)
    (to_out, back) = waits(log, 1)
    assert (log.named(to_out.previous), log.named(to_out.activity), to_out.count) == ("in", "out", 3)
    assert (to_out.total, to_out.lower, to_out.median) == (12 * DAY_US, 3 * DAY_US, 4 * DAY_US)
    assert (back.count, back.total) == (1, 0)
    pair = (to_out.previous, to_out.activity)
    above = excesses(log, {pair: 3.0 * DAY_US})[pair]
    assert (above.cases, above.total, above.squares) == (2, 4.0, 10.0)
    (by_hand,) = parts(log, [pair], lambda rows: rows.resource)
    assert [(log.resources[part.key], part.count, part.days) for part in by_hand[pair]] == [("rui", 2, 6.0)]
    (step, _) = step_waits(log)
    assert (log.named(step.activity), step.cases, step.total) == ("out", 2, 12 * DAY_US)


def test_a_pair_that_never_follows_has_no_parts() -> None:
    log = log_of_rows([("a", "in", 0, None), ("a", "out", DAY_US, None)])
    (found,) = parts(log, [(1, 0)], lambda rows: rows.wait)
    assert found == {(1, 0): []}


def test_weeks_begin_on_mondays() -> None:
    monday = week_start(int(week(1_767_571_200_000_000)))  # 5 January 2026, 0:00 UTC
    assert monday == 1_767_571_200_000_000


def test_the_others_are_all_but_some() -> None:
    some = [Part(key, key, 1.0, 1.0, 2.0, 4.0) for key in (1, 2, 3)]
    assert (without(some, some[0]).count, without(some, some[0]).days) == (5, 4.0)


def test_the_log_of_a_wait_counts_a_minute_more() -> None:
    log = log_of_rows([("a", "in", 0, None), ("a", "out", 0, None)])
    (found,) = parts(log, [(log.activities.index("in"), log.activities.index("out"))], lambda rows: rows.wait)
    assert next(iter(found.values()))[0].logs == pytest.approx(math.log(1 / 1440))
