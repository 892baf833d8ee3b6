"""One number each, or why the log cannot tell it."""

import pytest

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.measures import NOTHING_MORE, Measured, Wanted, measured
from servewell.core.measure.service_times import ServiceTime
from servewell.core.problem import ProblemError
from servewell.gateways.logs import log_of_rows

HOUR = 3_600_000_000


def log_of(extra: str = "checked", *, twice: int = 3, cases: int = 20) -> EventLog:
    """Return cases of which the first few have the activity `extra` a second time or at all."""
    rows = [
        (f"c{case:02}", name, place * HOUR, None)
        for case in range(cases)
        for place, name in enumerate(["asked", "checked", *([extra] if case < twice else []), "decided"])
    ]
    return log_of_rows(rows, {f"c{case:02}": {"fee": 40 if case % 2 else 60, "type": "a"} for case in range(cases)})


def named(log: EventLog, wanted: Wanted = NOTHING_MORE, steps: tuple[ServiceTime, ...] = ()) -> dict[str, Measured]:
    return {one.name: one for one in measured(log, steps, wanted)}


def test_what_a_log_cannot_tell_is_said_and_not_drawn_as_zero() -> None:
    found = named(log_of())
    assert set(found) == {"first time right", "satisfaction", "completion rate", "digital take-up", "cost"}
    assert all(one.value is None and one.sentence for one in found.values())


def test_a_repeated_step_was_not_right_the_first_time() -> None:
    right = named(log_of(), Wanted(is_right_once=True))["first time right"]
    assert (right.value, right.of) == (0.85, 20)
    assert right.sentence == "85 in 100 of 20 cases that are over did no step twice."


def test_few_cases_are_not_told() -> None:
    assert named(log_of(cases=9), Wanted(is_right_once=True))["first time right"].value is None


def test_amounts_are_added_up_by_case() -> None:
    cost = named(log_of(), Wanted(cost="fee", unit="EUR"))["cost (fee)"]
    assert (cost.value, cost.of, cost.unit) == (50.0, 20, "EUR")
    assert cost.sentence == "1,000.00 EUR in all, 50.00 for each case that says it (20)."


def test_work_is_paid_by_the_hour() -> None:
    step = ServiceTime(0, 20, 0, 0, 1.0, 1.0, 0, None, None, working_total=40 * HOUR)
    assert named(log_of(), Wanted(rate=50.0), (step,))["cost of work"].value == 100.0
    assert named(log_of(), Wanted(rate=50.0))["cost of work"].value is None


@pytest.mark.parametrize(("name", "said"), [("fe", "fee"), ("type", "no numbers"), ("activity", "no numbers")])
def test_a_column_without_amounts_is_answered(name: str, said: str) -> None:
    with pytest.raises(ProblemError, match=said):
        named(log_of(), Wanted(cost=name))


def test_what_people_said_is_a_share_of_those_who_answered() -> None:
    rows = [
        (f"c{case:02}", name, place * HOUR, None)
        for case in range(20)
        for place, name in enumerate(["decided", f"feedback: {'very satisfied' if case < 15 else 'dissatisfied'}"])
    ]
    assert named(log_of_rows(rows))["satisfaction"].value == 0.75
