"""What is done again is found where it was planted, in its true size, and not where it costs nothing."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.core.insight.planted import planted

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.table import Batch
from servewell.core.insight.finding import Asked
from servewell.core.insight.rework import find_rework
from servewell.gateways.logs import log_of_batches, log_of_rows

DAY_US = 86_400_000_000


def asked_again(reasons: list[str | None]) -> EventLog:
    """Make 40 cases that are asked once, and one more for each reason that is asked again after six to eight days."""
    rows = []
    for number in range(40 + len(reasons)):
        days = [("submitted", 0, None), ("Information requested", 2, None)]
        if number >= 40:
            days.append(("Information requested", 8 + number % 3, reasons[number - 40]))
        days.append(("decided", days[-1][1] + 3 + number % 2, None))
        rows += [(f"{number:03}", name, day * DAY_US, reason) for name, day, reason in days]
    ids, names, times, given = zip(*rows, strict=True)
    events = pa.table({"case_id": ids, "activity": names, "happened_us": times, "reason": pa.array(given, pa.string())})
    return log_of_batches([Batch(events, pa.table({"case_id": ids}))])


def test_a_planted_loop_is_the_first_finding_and_its_gain_is_what_it_cost() -> None:
    made = planted("loop", seed=1)
    assert made.truth is not None
    found = find_rework(made.log(), Asked())
    assert found[0].where["activity"] == "Assessment"
    assert found[0].size.gain_low < made.truth.lost_days < found[0].size.gain_high
    assert found[0].confidence == "high"


def test_nothing_is_found_where_nothing_is_done_again() -> None:
    assert find_rework(planted(seed=2).log(), Asked()) == []


def test_a_repeat_that_makes_no_case_longer_wins_nothing() -> None:
    rows = []
    for number in range(60):
        steps = [("a", 0), ("a", 1 + number % 5)] if number % 2 else [("a", 0)]
        rows += [(f"{number}", name, day * DAY_US, None) for name, day in [*steps, ("end", 10 + number // 2 % 7)]]
    (found,) = find_rework(log_of_rows(rows), Asked())
    assert (found.size.gain_days, found.size.gain_high, found.confidence) == (0.0, 0.0, "low")
    assert "cannot be told from chance" in found.sentence
    assert (found.p_value or 0.0) > 0.05


def test_people_who_are_asked_again_are_told_with_the_reason_given_most() -> None:
    (found,) = find_rework(asked_again(["wrong form"] * 12 + ["unreadable"] * 8), Asked())
    assert found.shape == "request"
    assert found.where == {"activity": "Information requested", "reason": "wrong form"}
    assert found.sentence.startswith("People are asked again: ‘Information requested’ comes more than once in 20 of")
    assert "‘wrong form’ (60 in 100 of these cases)" in found.sentence
    assert found.size.days == pytest.approx(20 * 7, rel=0.02)


def test_a_reason_that_fewer_than_ten_cases_give_is_kept_back() -> None:
    (found,) = find_rework(asked_again(["wrong form"] * 9 + [None] * 11), Asked())
    assert "reason" not in found.where
    assert "wrong form" not in found.sentence


def test_what_is_repeated_together_is_told_once() -> None:
    rows = []
    for number in range(60):
        path = "abcbcd" if number % 3 == 0 else "abcd"
        rows += [(f"{number}", name, day * (number % 4 + 1) * DAY_US, None) for day, name in enumerate(path)]
    found = find_rework(log_of_rows(rows), Asked())
    assert [one.where["activity"] for one in found] == ["b"]
    assert found[0].shape == "loop"
    assert "mostly with only ‘c’ between" in found[0].sentence


def test_the_proof_gives_the_numbers_and_the_examples_are_the_longest() -> None:
    log = asked_again(["wrong form"] * 20)
    (found,) = find_rework(log, Asked())
    (row,) = log.events.get_backend().con.execute(found.proof).fetchall()
    assert row == (found.size.cases, pytest.approx(found.size.days))
    assert len(found.examples) == 10
    assert set(found.examples) <= {f"{number:03}" for number in range(40, 60)}
