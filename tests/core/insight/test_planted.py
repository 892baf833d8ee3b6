"""The made-up logs keep their word: the fault that is told is there, of its size, and nothing else differs."""

from collections import Counter

import numpy as np
import pytest
from tests.core.insight.planted import DAY, FAULTS, HOUR, MONDAY, clock, planted, working


def test_working_time_and_clock_agree_within_working_hours():
    at = np.array([8 * HOUR, 4 * DAY + 16 * HOUR, 7 * DAY + 9 * HOUR])
    assert clock(working(at)).tolist() == at.tolist()


def test_what_arrives_at_the_weekend_waits_for_monday():
    assert clock(working(np.array([5 * DAY + 12 * HOUR]))).tolist() == [7 * DAY + 8 * HOUR]


def test_a_log_is_the_same_for_the_same_seed_and_another_for_another():
    first, again, other = (planted(cases=50, seed=seed).batch.events for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_some_cases_are_open_at_the_end():
    log = planted(cases=300).log()
    open_cases = sum(log.cases.is_open.to_pyarrow().to_pylist())
    assert 10 < open_cases < 60


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_touches_cases_and_costs_time(fault: str):
    truth = planted(fault, cases=600).truth
    assert truth is not None
    assert truth.cases > 20
    costs_nothing = fault in ("refused group",)
    assert (truth.lost_days > 50) != costs_nothing


def test_a_fault_of_no_size_changes_nothing():
    clean = planted(cases=200).batch.events
    for fault in ("loop", "driver", "slow group", "handover", "slower since", "mix since", "ping-pong"):
        assert planted(fault, 0.0, cases=200).batch.events.equals(clean), fault


def test_loops_come_as_often_as_told():
    events = planted("loop", 0.3, cases=2_000, days=2_000).batch.events
    times = Counter(
        case
        for case, activity in zip(events["case_id"].to_pylist(), events["activity"].to_pylist(), strict=True)
        if activity == "Assessment"
    )
    share = sum(count > 1 for count in times.values()) / len(times)
    assert 0.26 < share < 0.34  # 0.3 with four standard errors


def test_batches_are_signed_on_mondays():
    events = planted("batch", cases=300).batch.events
    signed = events.filter(np.array(events["activity"].to_pylist()) == "Decision signed")["happened_us"].to_numpy()
    assert set(((signed - MONDAY) // DAY % 7).tolist()) == {0}


def test_the_queue_grows():
    log = planted("queue", cases=2_000).log()
    waits = log.transitions.filter(log.transitions.activity == log.code("Assessment")).order_by("left").to_pyarrow()
    found = waits["wait"].to_numpy()
    assert np.median(found[-400:]) > 1.5 * np.median(found[:400])
