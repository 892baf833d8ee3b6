"""Waits, their shapes, changes and exceptions: planted ones are found, and nothing where nothing is."""

import pytest
from tests.core.insight.planted import planted

from servewell.core.insight.drift import find_drift
from servewell.core.insight.exceptions import find_exceptions
from servewell.core.insight.finding import Asked
from servewell.core.insight.waits import find_waits
from servewell.core.measure.weeks import flow
from servewell.gateways.logs import log_of_rows

DAY_US = 86_400_000_000
SHAPES = {"queue": "Assessment", "batch": "Decision signed", "timer": "Draft decision", "resource": "Assessment"}


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
