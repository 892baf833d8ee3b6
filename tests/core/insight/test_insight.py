"""The whole result: its published schema, what a log cannot tell, and findings in their order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.core.insight.planted import planted
from tests.core.measure.test_service_times import log_of

from servewell.core.insight.finding import Asked, count_in_words, days_in_words, share_in_words
from servewell.core.insight.insight import cannot_tell
from servewell.gateways.logs import log_of_rows
from servewell.gateways.looks import look, look_at

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs/develop/insight.schema.json").read_text(encoding="utf-8"))
LOGS = ROOT.parent / "shared/data/logs"
DAY = 86_400_000_000


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return look_at(planted("handover", seed=4).log(), Asked(by=("channel",)))


def test_the_result_is_what_the_schema_says(result: dict[str, Any]) -> None:
    jsonschema.validate(json.loads(json.dumps(result)), SCHEMA)


@pytest.mark.parametrize("name", ["permit-receipt.xes.gz", "building-permits-municipality-1.csv.gz"])
def test_real_logs_too(name: str) -> None:
    if not (LOGS / name).is_file():
        pytest.skip("the event logs are not beside this checkout (../shared/data/logs)")
    result = look(LOGS / name, Asked())
    jsonschema.validate(json.loads(json.dumps(result)), SCHEMA)
    assert result["findings"]
    assert sum(week["arrivals"] for week in result["weeks"]) == result["log"]["cases"]


def test_what_could_be_won_comes_first(result: dict[str, Any]) -> None:
    gains = [one["size"]["gain_days"] for one in result["findings"]]
    assert gains == sorted(gains, reverse=True)
    assert len({one["key"] for one in result["findings"]}) == len(gains)


def test_silence_is_not_zero() -> None:
    said = " ".join(cannot_tell(log_of_rows([("a", "x", 0, None), ("a", "y", DAY, None)])))
    assert "nothing can be said about handovers" in said
    assert "groups cannot be compared" in said


def test_events_that_say_the_same_are_counted_and_used() -> None:
    log = log_of_rows(
        [("a", "x", 5, "r"), ("a", "y", 5, "r"), ("a", "x", 5, "r"), ("a", "x", 5, "s"), ("b", "x", 5, "r")]
    )
    assert log.quality.duplicates == 1
    assert look_at(log, Asked())["log"]["events"] == 5


def test_numbers_are_said_as_people_say_them() -> None:
    assert [days_in_words(days * DAY) for days in (0, 1, 2, 9.94, 474, 59_049)] == [
        "less than a minute", "24 hours", "2 days", "9.9 days", "474 days", "59,000 days",
    ]  # fmt: skip
    assert [count_in_words(count) for count in (7, 1_434, 23_456)] == ["7", "1,434", "23,500"]
    assert [share_in_words(share) for share in (0.001, 0.25, 1)] == ["1 in 1,000", "25 in 100", "100 in 100"]


def test_open_cases_count_as_far_as_they_came(result: dict[str, Any]) -> None:
    told = result["throughput"]
    shares = [one["share"] for one in told["still_open"]]
    assert told["cases"] == result["log"]["cases"]
    assert shares == sorted(shares, reverse=True)
    assert all(one["low"] <= one["share"] <= one["high"] for one in told["still_open"])
    assert told["median_s"] >= result["durations"]["median_s"]


def test_work_and_waiting_are_told_where_a_log_has_starts() -> None:
    rows = [
        (f"case {case}", activity, hour * 3_600_000_000, lifecycle)
        for case in range(30)
        for activity, hour, lifecycle in (("check", 0, "start"), ("check", 2, "complete"), ("decide", 26, "start"),
                                          ("decide", 27, "complete"))
    ]  # fmt: skip
    log = log_of(rows)
    result = look_at(log, Asked())
    jsonschema.validate(
        json.loads(json.dumps({**result, "seconds": {"read": 0.0, "total": 0.0, **result["seconds"]}})), SCHEMA
    )
    told = {one["activity"]: one for one in result["steps"]}
    assert told["check"]["working_median_s"] == 7200
    assert told["check"]["waiting_median_s"] is None
    assert told["decide"]["waiting_median_s"] == 24 * 3600
    assert not any("one time only" in sentence for sentence in result["cannot_tell"])


def test_workers_are_told_by_number_unless_their_names_are_asked_for() -> None:
    log = planted("resource", seed=5).log()
    numbered, named = (look_at(log, Asked(names_people=names))["findings"] for names in (False, True))
    slow = [next(one for one in some if one["shape"] == "resource") for some in (numbered, named)]
    assert slow[0]["where"]["resource"].startswith("№ ")
    assert slow[1]["where"]["resource"] == "person 13"
    assert "person" not in json.dumps([one["sentence"] for one in numbered] + [one["picture"] for one in numbered])
    assert [one["size"]["cases"] for one in numbered] == [one["size"]["cases"] for one in named]


def test_a_wait_with_a_shape_is_told_although_others_are_longer() -> None:
    found = look_at(planted("closed hours", seed=5).log(), Asked())["findings"]
    assert "Registration" in {one["where"]["activity"] for one in found if one["shape"] == "closed hours"}
