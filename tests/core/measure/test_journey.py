"""Counts of journeys, on a few drafts that can be counted by hand."""

import pyarrow as pa
import pytest

from servewell.core.eventlog.table import Batch
from servewell.core.measure import journey
from servewell.core.measure.completion import completion_rate, digital_take_up
from servewell.gateways.logs import log_of_batches, log_of_rows

MINUTE, DAY = 60_000_000, 86_400_000_000
# draft: what happened, a minute apart; in brackets the questions that were refused, with their faults
DRAFTS = {
    "sent": ("begun", "shown: a", "answered: a", "shown: b", "answered: b", "submitted"),
    "told": ("begun", "shown: a", "answered: a", "ended: no"),
    "left": ("begun", "shown: a", ("refused: a", "x,y", "missing,too-long"), ("refused: a", "x", "missing")),
    "back": ("begun", "shown: a", ("refused: a", "y", "too-long"), "answered: a", "saved", "came back", "shown: b"),
}


@pytest.fixture(scope="module")
def log():
    rows = []
    for draft, steps in DRAFTS.items():
        for place, step in enumerate(steps):
            name, question, fault = (step, None, None) if isinstance(step, str) else step
            device = "phone" if draft in ("left", "back") else "desktop"
            rows.append((draft, name, place * MINUTE, question, fault, device))
    rows.append(("young", "begun", 40 * DAY, None, None, "phone"))
    names = ("case_id", "activity", "happened_us", "question", "fault", "device")
    table = pa.table(dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True)))
    table = table.append_column("resource", pa.nulls(len(table), pa.string()))
    return log_of_batches([Batch(table, pa.table({"case_id": pa.array([], pa.string())}))])


def test_drafts_that_may_still_go_on_are_not_counted(log):
    found = journey.completion(journey.drafts_of(log))
    assert (found.started, found.completed, found.ended, found.left) == (4, 1, 1, 2)


def test_pages_count_people_who_reached_and_left_them(log):
    counts = {one.page: one for one in journey.page_counts(journey.drafts_of(log))[""]}
    assert {page: (one.reached, one.left, one.refused, one.left_refused) for page, one in counts.items()} == {
        "a": (4, 1, 2, 1), "b": (2, 1, 0, 0), "no": (1, 0, 0, 0)
    }  # fmt: skip
    assert counts["a"].active_us == 3 * MINUTE
    assert counts["b"].active_us == 6 * MINUTE


def test_pages_are_counted_by_group(log):
    counts = {
        (one.group, one.page): (one.reached, one.left)
        for one in journey.page_counts(journey.drafts_of(log, ("device",)))["device"]
    }
    assert counts == {("desktop", "a"): (2, 0), ("desktop", "b"): (1, 0), ("desktop", "no"): (1, 0),
                      ("phone", "a"): (2, 1), ("phone", "b"): (1, 1)}  # fmt: skip
    with pytest.raises(ValueError, match="shoe size"):
        journey.drafts_of(log, ("shoe size",))


def test_questions_count_people_and_their_most_frequent_fault(log):
    counts = {one.question: one for one in journey.question_counts(journey.drafts_of(log))[""]}
    x, y = counts["x"], counts["y"]
    assert (x.page, x.reached, x.refused, x.left, x.refusals, x.fault) == ("a", 4, 1, 1, 2, "missing")
    assert (y.page, y.reached, y.refused, y.left, y.refusals, y.fault) == ("a", 4, 2, 1, 2, "too-long")


def test_questions_are_counted_by_group(log):
    counts = journey.question_counts(journey.drafts_of(log, ("device",)))
    assert set(counts) == {"", "device"}
    assert {(one.group, one.question): (one.reached, one.refused) for one in counts["device"]} == {
        ("desktop", "x"): (2, 0), ("desktop", "y"): (2, 0), ("phone", "x"): (2, 1), ("phone", "y"): (2, 2)
    }  # fmt: skip


def test_the_time_after_refusals_is_added_up(log):
    assert journey.refusal_time(log) == {"a": 2 * MINUTE}


def test_channels_count_what_was_completed():
    rows = [(f"c{n}", "submitted", n, None) for n in range(4)]
    log = log_of_rows(rows, {f"c{n}": {"channel": "phone" if n == 0 else "online"} for n in range(4)})
    assert journey.channels(log) == {"online": 3, "phone": 1}
    assert not journey.is_journey(log)


def test_shares_of_nothing_are_refused():
    assert (completion_rate(3, 4), digital_take_up(1, 4)) == (0.75, 0.25)
    for share in (completion_rate, digital_take_up):
        with pytest.raises(ValueError, match="no transactions"):
            share(0, 0)
