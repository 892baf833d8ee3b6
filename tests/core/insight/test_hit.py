"""Who is hit: shares of groups, never of a group that could tell about a person."""

from __future__ import annotations

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.finding import Asked
from servewell.core.insight.hit import case_count, examples, groups_hit, sized
from servewell.core.measure.rework import visits
from servewell.gateways.logs import log_of_rows

DAY_US = 86_400_000_000


def log_with(channels: dict[str, tuple[int, int]]) -> EventLog:
    """Make a log of so many cases of a channel that are done twice, and so many that are done once."""
    rows, attributes = [], {}
    for channel, (twice, once) in channels.items():
        for number in range(twice + once):
            case = f"{channel}-{number:02}"
            attributes[case] = {"channel": channel}
            rows.append((case, "check", 0, None))
            if number < twice:
                rows.append((case, "check", (number + 1) * DAY_US, None))
    return log_of_rows(rows, attributes)


def test_the_group_that_is_hit_most_comes_first() -> None:
    log = log_with({"online": (10, 30), "counter": (15, 15)})
    hit = visits(log).filter(lambda one: one.times > 1)
    found = groups_hit(log, Asked(by=("channel",)), hit)
    assert [(group.value, group.cases, group.measure) for group in found] == [
        ("counter", 15, 0.5),
        ("online", 10, 0.25),
    ]


def test_a_group_with_fewer_than_ten_hit_or_spared_is_not_shown() -> None:
    log = log_with({"online": (9, 30), "counter": (15, 9), "phone": (12, 12)})
    hit = visits(log).filter(lambda one: one.times > 1)
    assert [group.value for group in groups_hit(log, Asked(by=("channel",)), hit)] == ["phone"]


def test_what_is_left_out_cannot_be_found_by_subtraction() -> None:
    log = log_with({"online": (3, 30), "counter": (15, 15), "phone": (12, 12)})
    hit = visits(log).filter(lambda one: one.times > 1)
    assert [group.value for group in groups_hit(log, Asked(by=("channel",)), hit)] == ["counter"]
    alone = log_with({"online": (3, 30), "counter": (15, 15)})
    hit = visits(alone).filter(lambda one: one.times > 1)
    assert groups_hit(alone, Asked(by=("channel",)), hit) == ()


def test_the_heaviest_cases_are_the_examples_and_at_most_ten() -> None:
    log = log_with({"online": (12, 3)})
    hit = visits(log).mutate(weight=lambda one: one.spent)
    assert examples(log, hit) == tuple(f"online-{number:02}" for number in range(11, 1, -1))


def test_a_size_says_the_share_and_never_a_negative_gain() -> None:
    log = log_with({"online": (12, 3)})
    size = sized(log, 12, case_count(log), 78.0, (5.0, -1.0, 11.0))
    assert (size.share, size.days, size.gain_days, size.gain_low, size.gain_high) == (0.8, 78.0, 5.0, 0.0, 11.0)
