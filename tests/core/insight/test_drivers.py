"""What goes with slow and with failed cases is found, and nothing where nothing does."""

import re

import numpy as np
import pytest
from tests.core.insight.planted import planted

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.case_mix import case_mix
from servewell.core.insight.drivers import failing_ends, find_drivers
from servewell.core.insight.finding import Asked
from servewell.gateways.logs import log_of_rows

HOUR = 3_600_000_000


def _log(
    slow: str = "", failing: str = "", ends: tuple[str, str] = ("Granted", "Refused"), cases: int = 600
) -> EventLog:
    """Cases by channel and kind; those of the channel `slow` take twice as long, and of those of `failing` exactly 30
    in 100 end badly, of the others 10."""
    random, rows, attributes = np.random.default_rng(2), [], {}
    lasts = np.random.default_rng(3).lognormal(3, 0.5, cases // 3)
    for number in range(cases):
        case, channel = f"{number:04d}", ("web", "post", "desk")[number % 3]
        hours = lasts[number // 3] * (2 if channel == slow else 1)
        is_bad = number // 3 % 10 < (3 if channel == failing else 1)
        start = number * HOUR
        rows += [(case, "Received", start, None), (case, ends[is_bad], start + int(hours * HOUR), None)]
        attributes[case] = {
            "channel": channel,
            "kind": "ab"[random.random() < 0.5],
            "religion": channel,
            "handler": channel,
        }
    return log_of_rows(rows, attributes=attributes)


def test_the_planted_kind_of_slow_cases_is_found_with_its_size() -> None:
    made = planted("driver", seed=4, cases=1_500)
    assert made.truth is not None
    found = find_drivers(made.log(), Asked())
    assert [dict(one.where) for one in found] == [dict(made.truth.where) | {"against": "all others"}]
    assert found[0].size.gain_low < made.truth.lost_days < found[0].size.gain_high
    assert found[0].shape == "slow"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_clean_log_has_no_drivers(seed: int) -> None:
    assert find_drivers(planted(seed=seed, cases=1_000).log(), Asked()) == []


def test_the_ratio_of_slow_cases_and_the_odds_of_failed_ones_are_those_planted() -> None:
    found = {one.shape: one for one in find_drivers(_log(slow="post", failing="desk"), Asked())}
    slow, failed = found["slow"], found["failed"]
    assert (slow.where["value"], failed.where["value"]) == ("post", "desk")
    assert slow.comparison.value == pytest.approx(2, rel=0.03)
    assert failed.comparison.value == pytest.approx((0.3 / 0.7) / (0.1 / 0.9), rel=0.03)
    assert "end with ‘Refused’ more often" in failed.sentence
    assert failed.size.gain_days == 0


def test_what_goes_with_slow_cases_is_never_said_to_be_a_cause() -> None:
    for one in find_drivers(_log(slow="post", failing="desk"), Asked()):
        words = one.sentence + one.comparison.text + one.picture.title
        assert not re.search(r"because|caus|due to|lead|reason|why|drive", words)
        assert "need not follow" in one.picture.note


def test_staff_and_special_kinds_of_personal_data_are_told_only_when_asked_for() -> None:
    log = _log(slow="post")
    assert {one.where["attribute"] for one in find_drivers(log, Asked())} <= {"channel"}
    asked = find_drivers(log, Asked(by=("religion",)))
    assert [one.where["attribute"] for one in asked] == ["religion"]  # the channel says the same


def test_ends_are_bad_by_name_or_else_if_rare() -> None:
    def ends(log: EventLog) -> list[str]:
        return [log.named(code) for code in failing_ends(log, case_mix(log))]

    assert ends(_log()) == ["Refused"]
    assert ends(_log(ends=("Filed", "Sent elsewhere"))) == ["Sent elsewhere"]
    assert ends(_log(ends=("Granted", "Sent elsewhere"))) == []


def test_what_is_told_can_be_counted_again() -> None:
    log = _log(slow="post")
    found = find_drivers(log, Asked())[0]
    rows = log.cases.get_backend().con.execute(found.proof).fetchall()
    hit = {group.value: group.measure for group in found.groups}
    assert {group: days for group, _, days in rows} == pytest.approx(hit)
    assert len(found.examples) == 10
