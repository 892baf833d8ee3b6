"""Waits with and without a change of hands, counted by hand on small logs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.core.measure.handovers import (
    Circle,
    Handover,
    Pair,
    PingPong,
    circles,
    circling,
    circling_anywhere,
    durations_in_days,
    handovers,
    known,
    lasted_with,
    lasted_with_anywhere,
    pairs,
    ping_pongs,
    share_known,
)
from servewell.gateways.logs import log_of_rows

DAY_US = 86_400_000_000
Row = tuple[str, str, int, str | None]


def cases(*paths: str) -> list[Row]:
    """Make a case of each path like `ax by`: activity and resource, `-` for nobody; each event a day longer after."""
    return [
        (str(case), step[0], day * (day + 1) // 2 * DAY_US, None if step[1] == "-" else step[1])
        for case, path in enumerate(paths)
        for day, step in enumerate(path.split())
    ]


def test_the_same_step_is_compared_with_and_without_a_change_of_hands() -> None:
    log = log_of_rows(cases("ax bx cx", "ax by cy", "ax bz cx", "ax b- cx"))
    a, b, c = map(log.code, "abc")
    assert handovers(log) == (
        Handover(a, b, changed=2, changed_days=2, changed_squares=2, kept=1, kept_days=1, kept_squares=1),
        Handover(b, c, changed=1, changed_days=2, changed_squares=4, kept=2, kept_days=4, kept_squares=8),
    )
    assert handovers(log, least=2) == ()


def test_what_nobody_recorded_is_no_handover_and_lowers_the_share_known() -> None:
    log = log_of_rows(cases("ax b- cy", "ax bx"))
    assert share_known(log) == 1 / 3
    assert known(log).count().to_pyarrow().as_py() == 1


def test_there_and_straight_back_is_ping_pong_and_one_resource_throughout_is_not() -> None:
    log = log_of_rows(cases("ax by cx", "ax bx cx", "ax by cz", "ax bx cy", "ay b- cy"))
    a, b, c = map(log.code, "abc")
    assert ping_pongs(log) == (
        PingPong(a, b, c, back=1, back_days=3, back_squares=9, alone=1, alone_days=3, alone_squares=9),
    )


def test_going_back_and_forth_counts_where_an_activity_is_only_done_again() -> None:
    log = log_of_rows(cases("ax by ax", "ax by cx", "fx fy fx fy", "ax bx ax", "fx fy gx"))
    a, f = log.code("a"), log.code("f")
    assert circles(log, circling(log)) == (
        Circle(f, cases=1, times=2, spent=6, spent_squares=36, lasted=6, lasted_squares=36),
        Circle(a, cases=1, times=1, spent=3, spent_squares=9, lasted=3, lasted_squares=9),
    )


def test_durations_are_those_of_the_cases_that_have_an_activity() -> None:
    log = log_of_rows(cases("ax by ax", "ax by", "bx by"))
    a, b = log.code("a"), log.code("b")
    assert durations_in_days(log) == (3, 3 + 1 + 1, 9 + 1 + 1)
    assert lasted_with_anywhere(log, (a, b)) == lasted_with(log, (a, b))
    assert lasted_with(log, (a, b)) == {a: (2, 3 + 1, 9 + 1), b: (3, 3 + 1 + 1, 9 + 1 + 1)}


def test_the_most_frequent_pair_of_hands_comes_first() -> None:
    log = log_of_rows(cases("ax by", "ax by", "az by", "ax bx"))
    found = known(log).filter(lambda one: one.is_changed)
    x, y = log.resources.index("x"), log.resources.index("y")
    assert pairs(found, 1) == (Pair(x, y, times=2, cases=2, mean_days=1.0),)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.text("xy-", min_size=2, max_size=6), min_size=1, max_size=5))
def test_counts_are_what_walking_through_the_cases_gives(hands: list[str]) -> None:
    log = log_of_rows(cases(*(" ".join(f"a{one}" for one in case) for case in hands)))
    steps = [(one, other) for case in hands for one, other in pairwise(case) if "-" not in one + other]
    assert sum(one.changed + one.kept for one in handovers(log, least=0)) == len(steps)
    assert sum(one.changed for one in handovers(log, least=0)) == sum(one != other for one, other in steps)
    triples = [case[start : start + 3] for case in hands for start in range(len(case) - 2)]
    found = ping_pongs(log, least=0)
    assert sum(one.back for one in found) == sum(triple in ("xyx", "yxy") for triple in triples)
    assert sum(one.alone for one in found) == sum(triple in ("xxx", "yyy") for triple in triples)
    by_hand = circles(log, circling_anywhere(log))
    assert circles(log, circling(log)) == by_hand
    assert sum(one.times for one in by_hand) == sum(one.back for one in found)
