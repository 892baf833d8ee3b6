"""The wait is split by whose turn it was, and nothing is made up where the log does not tell."""

from __future__ import annotations

import pyarrow as pa
import pytest

from servewell.core.eventlog.table import Batch
from servewell.core.insight.finding import Asked
from servewell.core.insight.turns import find_turns
from servewell.gateways.logs import log_of_batches, log_of_rows

DAY_US = 86_400_000_000


def batch(cases: int) -> Batch:
    """Each case waits 4 to 7 days in the queue, 10 for the resident, and is worked on for a tenth of a day."""
    rows = []
    for number in range(cases):
        at = 0.0
        queue = 4 + number % 4
        for name, days, turn in (
            ("submitted", 0, None), ("taken", queue, "queue"), ("information requested", 0.1, "agency"),
            ("information received", 10, "resident"), ("decided", 0, "queue"),
        ):  # fmt: skip
            at += days
            rows.append((f"{number:03}", name, int(at * DAY_US), turn))
    ids, names, times, turns = zip(*rows, strict=True)
    events = pa.table({"case_id": ids, "activity": names, "happened_us": times, "turn": pa.array(turns, pa.string())})
    return Batch(events, pa.table({"case_id": ids}))


def test_each_turn_gets_its_time_its_step_and_what_its_shortest_quarter_would_save() -> None:
    log = log_of_batches([batch(40)])
    resident, queue = find_turns(log, Asked())
    assert resident.where == {"turn": "resident", "activity": "information received"}
    assert (resident.size.days, resident.size.gain_days) == (pytest.approx(400), pytest.approx(0, abs=1e-6))
    assert queue.where == {"turn": "queue", "activity": "taken"}
    assert queue.size.days == pytest.approx(40 * 5.5)
    assert queue.size.gain_days == pytest.approx(10 * (0.25 + 1.25 + 2.25))  # beyond the first quartile, 4.75 days
    assert queue.sentence.startswith(
        "Of the 16 days that a case takes on average, 5.5 days (35 in 100) pass while cases"
    )
    assert [round(row.value, 2) for row in queue.picture.rows] == [10.0, 5.5, 0.1]


def test_a_turn_that_takes_next_to_nothing_gets_no_finding_of_its_own() -> None:
    assert {one.where["turn"] for one in find_turns(log_of_batches([batch(40)]), Asked())} == {"resident", "queue"}


def test_a_log_that_does_not_tell_whose_turn_it_was_gets_no_finding() -> None:
    rows = [(f"{number}", name, at, None) for number in range(20) for name, at in (("a", 0), ("b", DAY_US))]
    assert find_turns(log_of_rows(rows), Asked()) == []
