"""Waits, their shapes, changes and exceptions: planted ones are found, and nothing where nothing is."""

import random
from collections.abc import Callable

import duckdb
import numpy as np
import pytest
from tests.core.insight.planted import planted

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.drift import find_drift
from servewell.core.insight.exceptions import find_exceptions
from servewell.core.insight.finding import Asked
from servewell.core.insight.waits import find_waits
from servewell.core.measure.weeks import flow
from servewell.gateways.logs import log_of_rows

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
SHAPES = {
    "queue": "Assessment", "batch": "Decision signed", "timer": "Draft decision", "resource": "Assessment",
    "closed hours": "Registration",
}  # fmt: skip


@pytest.mark.parametrize(("fault", "activity"), SHAPES.items())
def test_a_planted_shape_is_named(fault: str, activity: str) -> None:
    found = find_waits(planted(fault, seed=5).log(), Asked())
    assert (fault, activity) in {(one.shape, one.where["activity"]) for one in found}


def test_a_clean_log_has_long_waits_without_shapes_and_no_change() -> None:
    log = planted(seed=6).log()
    found = find_waits(log, Asked())
    assert found
    assert not any(one.shape for one in found)
    assert not find_drift(log, Asked())


@pytest.mark.parametrize(("fault", "shape"), [("slower since", "waits"), ("mix since", "mix")])
def test_a_planted_change_is_found(fault: str, shape: str) -> None:
    assert shape in {one.shape for one in find_drift(planted(fault, seed=5).log(), Asked())}


def test_what_could_be_won_is_what_exceeds_the_first_quartile() -> None:
    rows = []
    for case, days in enumerate([1] * 6 + [3] * 14):
        rows += [(f"c{case}", "asked", case * DAY_US, None), (f"c{case}", "answered", (case + days) * DAY_US, None)]
    (found,) = find_waits(log_of_rows(rows), Asked())
    assert found.size.gain_days == pytest.approx(28)
    assert found.size.days == pytest.approx(48)
    assert "a quarter need no more than 24 hours" in found.sentence


def test_rare_and_long_ways_are_shown_to_a_human() -> None:
    rows = []
    for case in range(200):
        path = ["in", "out"] if case >= 4 else ["in", *["odd"] * (case + 1), "out"]
        last = 2 if case >= 4 else 90
        times = [0.0] * (len(path) - 1) + [float(last)]
        rows += [(f"c{case:03}", name, int((case + at) * DAY_US), None) for name, at in zip(path, times, strict=True)]
    (found,) = find_exceptions(log_of_rows(rows), Asked())
    assert found.size.cases == 4
    assert set(found.examples) == {"c000", "c001", "c002", "c003"}


def test_what_is_open_at_the_end_of_a_week_is_what_came_and_has_not_gone() -> None:
    rows = [("a", "in", 0, None), ("a", "out", 8 * DAY_US, None), ("b", "in", DAY_US, None), ("b", "out", DAY_US, None)]
    weeks = flow(log_of_rows(rows))
    assert [(one.arrivals, one.completions, one.open) for one in weeks] == [(2, 1, 1), (0, 1, 0)]


def _asked_daily(done: Callable[[int], float], cases: int = 400) -> EventLog:
    """Return a log of two cases a day, each done at a day that `done` says for the day it was asked."""
    rows = []
    for case in range(cases):
        asked = case / 2
        rows += [(f"c{case}", "asked", int(asked * DAY_US), None), (f"c{case}", "sent", int(done(case) * DAY_US), None)]
    return log_of_rows(rows)


def test_what_is_done_in_one_go_is_no_weekday_but_a_lot() -> None:
    (found,) = find_waits(_asked_daily(lambda case: 101 if case < 200 else 206), Asked())
    assert found.shape == "batch"
    assert "in large lots: on 2 days in all" in found.sentence
    assert not any(name in found.sentence for name in ("Mondays", "Tuesdays", "Wednesdays", "Fridays", "Sundays"))


def test_what_is_done_at_once_on_the_day_it_comes_is_no_lot() -> None:
    (found,) = find_waits(_asked_daily(lambda case: case / 2 + 1 + case % 7 / 3), Asked())
    assert found.shape == ""


@pytest.mark.parametrize("offset", [0, 14 * 3_600_000_000])
def test_the_proof_of_a_change_gives_what_its_sentence_says(offset: int) -> None:
    log = _asked_daily(lambda case: case / 2 + (2 if case < 200 else 6) * (1 + case % 5 / 10))
    (found,) = (one for one in find_drift(log, Asked(zone_offset_us=offset)) if one.shape == "waits")
    with duckdb.connect() as engine:
        engine.register("transitions", log.transitions.to_pyarrow())
        days = {row[0]: row[2] for row in engine.sql(found.proof).fetchall()}
    assert days[True] == pytest.approx(found.comparison.reference, rel=0.01)
    assert days[False] == pytest.approx(found.comparison.value, rel=0.01)
    assert np.datetime64(found.where["week"]).astype("datetime64[D]").item().weekday() == 0
    assert 0 < found.size.gain_low < found.size.gain_days < found.size.gain_high


def _by_day_of_arrival(factor: Callable[[float], float], days: int = 730, cases: int = 2_000) -> EventLog:
    """Return a log whose waits are random, about two days long, and stretched by what the day of arrival says."""
    random = np.random.default_rng(3)
    rows = []
    for case, came in enumerate(np.sort(random.uniform(0, days, cases)).tolist()):
        done = came + 2 * float(np.exp(0.8 * random.standard_normal())) * factor(came)
        rows += [(f"c{case}", "asked", int(came * DAY_US), None), (f"c{case}", "sent", int(done * DAY_US), None)]
    return log_of_rows(rows)


def test_seasons_are_no_change() -> None:
    log = _by_day_of_arrival(lambda day: float(np.exp(0.35 * np.sin(2 * np.pi * day / 365))))
    assert not find_drift(log, Asked())


def test_waits_that_change_at_once_are_a_change_and_no_queue() -> None:
    log = _by_day_of_arrival(lambda day: 1.6 if day > 365 else 1.0)
    assert "waits" in {one.shape for one in find_drift(log, Asked())}
    assert not any(one.shape for one in find_waits(log, Asked()))


def test_a_batch_is_told_where_it_is_made_and_not_where_it_arrives() -> None:
    found = find_waits(planted("batch", seed=5).log(), Asked())
    assert {one.where["activity"] for one in found if one.shape == "batch"} == {"Decision signed"}


def test_an_adviser_who_comes_on_mondays_is_named_behind_whatever_follows() -> None:
    """When most waits end on Mondays that is not what is usual, it is what is wrong."""
    draw, rows = random.Random(4), []
    for case in range(240):
        came = case * 36 * HOUR_US + draw.randrange(24) * HOUR_US
        asked = came + draw.randrange(24, 72) * HOUR_US
        monday = ((asked - 4 * DAY_US) // (7 * DAY_US) + 1) * 7 * DAY_US + 4 * DAY_US + draw.randrange(9, 12) * HOUR_US
        end = draw.choice(["approve", "refuse", "note", "message"])
        rows += [(str(case), "receive", came, None), (str(case), "ask", asked, None), (str(case), end, monday, None)]
    found = {one.where["activity"]: one for one in find_waits(log_of_rows(rows), Asked())}
    for end in ("approve", "refuse"):
        assert found[end].shape == "batch"
        assert "It is only done on Mondays." in found[end].sentence
    assert found["ask"].shape == ""
