"""A broken promise is told with its share, and with the steps that account for the difference."""

from __future__ import annotations

import pytest
from tests.core.insight.planted import planted

from servewell.core.insight.finding import Asked, PromiseAsked
from servewell.core.insight.promises import find_promises
from servewell.gateways.logs import log_of_rows

DAY_US = 86_400_000_000
PROMISE = Asked(promise=PromiseAsked(20))


def test_without_a_promise_nothing_is_said() -> None:
    assert find_promises(planted("late", seed=1).log(), Asked()) == []


def test_late_cases_lose_their_time_where_it_was_planted() -> None:
    found = find_promises(planted("late", seed=1).log(), PROMISE)
    assert found[0].where == {"promise": "20 working days"}
    assert found[1].where == {"activity": "Advice received", "promise": "20 working days"}
    assert "before ‘Advice received’" in found[0].sentence


def test_the_numbers_are_those_counted_by_hand() -> None:
    rows = []
    for number in range(40):
        wait, rest = (12, 3) if number % 4 == 0 else (2, 3)
        steps = [("in", 0), ("checked", wait), ("out", wait + rest)]
        rows += [(f"{number:02}", name, day * DAY_US, None) for name, day in steps]
    log = log_of_rows(rows)
    whole, step = find_promises(log, Asked(promise=PromiseAsked(10, is_working=False)))
    assert whole.sentence.startswith("10 of 40 cases (25 in 100) were not done within the promised 10 days")
    assert whole.size.gain_days == pytest.approx(10 * 4)  # due on Sunday the 11th, so on Monday the 12th
    assert len(log.events.get_backend().con.execute(whole.proof).fetchall()) == 10
    assert step.where["activity"] == "checked"
    assert (step.comparison.value, step.comparison.reference) == (12, 2)
    assert step.size.gain_days == pytest.approx(10 * 10)
    assert "100 in 100 of the days" in step.sentence
    assert whole.examples == tuple(f"{number:02}" for number in range(0, 40, 4))


def test_fewer_than_ten_late_cases_are_not_told() -> None:
    rows = []
    for number in range(40):
        rows += [(f"{number}", "in", 0, None), (f"{number}", "out", (30 if number < 9 else 1) * DAY_US, None)]
    assert find_promises(log_of_rows(rows), PROMISE) == []


def test_cases_in_time_that_never_come_to_the_step_wait_there_hardly_at_all() -> None:
    rows = []
    for number in range(40):
        asked = [("asked", 20)] if number % 4 == 0 else []
        steps = [("in", 0), *asked, ("out", 21 if asked else 1 + number % 2)]
        rows += [(f"{number:02}", name, day * DAY_US, None) for name, day in steps]
    found = {one.where.get("activity"): one for one in find_promises(log_of_rows(rows), Asked(promise=PromiseAsked(5)))}
    assert "wait 20 days on average before ‘asked’, those that keep it hardly at all" in found["asked"].sentence
