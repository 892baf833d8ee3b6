"""Repeats and loops, counted by hand on small logs."""

from __future__ import annotations

from dataclasses import astuple, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.core.measure.rework import Loop, done_again, loops, repeated_together, repeats, visits
from servewell.gateways.logs import log_of_rows

DAY_US = 86_400_000_000
Row = tuple[str, str, int, str | None]


def cases(*paths: str) -> list[Row]:
    """Make a case of each path of one-letter activities, a day from one event to the next."""
    return [(str(case), name, day * DAY_US, None) for case, path in enumerate(paths) for day, name in enumerate(path)]


def test_every_event_after_the_first_is_extra_and_the_time_reaches_from_first_to_last() -> None:
    log = log_of_rows(cases("abac", "abc", "aab", "bc"))
    found = {log.named(one.activity): one for one in repeats(log)}
    assert set(found) == {"a"}
    one = found["a"]
    assert (one.cases, one.repeating, one.later, one.extra, one.most) == (3, 2, 2, 2, 2)
    assert (one.spent, one.spent_squares) == (3.0, 5.0)
    assert (one.lasted, one.lasted_squares) == (3 + 2, 9 + 4)
    assert (one.else_lasted, one.else_squares) == (2, 4)


def test_a_repeat_at_the_same_instant_is_a_repeat_but_takes_no_time() -> None:
    log = log_of_rows([("1", "a", 0, None), ("1", "a", 0, None), ("1", "b", DAY_US, None)])
    (one,) = repeats(log)
    assert (one.repeating, one.later, one.spent, one.lasted, one.else_lasted) == (1, 0, 0.0, 0.0, 1.0)


def test_a_loop_is_an_activity_that_follows_itself_with_one_other_between() -> None:
    log = log_of_rows(cases("abab", "aba", "abca", "aaa"))
    a, b = log.code("a"), log.code("b")
    assert loops(log, (a, b)) == (Loop(a, b, 2, 2, 4.0), Loop(b, a, 1, 1, 2.0))
    assert loops(log, (b,)) == (Loop(b, a, 1, 1, 2.0),)


def test_cases_that_repeat_two_activities_are_counted_for_the_pair() -> None:
    log = log_of_rows(cases("abab", "aba", "bb"))
    a, b = log.code("a"), log.code("b")
    assert repeated_together(log, (a, b)) == {(a, a): 2, (b, b): 2, (a, b): 1, (b, a): 1}


def test_visits_of_one_activity_are_those_of_the_whole() -> None:
    log = log_of_rows(cases("abab", "aba", "bb"))
    whole = visits(log).filter(lambda one: one.activity == log.code("b")).order_by("case").to_pyarrow()
    assert visits(log, log.code("b")).order_by("case").to_pyarrow() == whole


@settings(max_examples=6, deadline=None)
@given(st.lists(st.text("abc", min_size=1, max_size=7), min_size=1, max_size=6))
def test_both_forms_count_what_walking_through_the_cases_counts(paths: list[str]) -> None:
    log = log_of_rows(cases(*paths))
    anywhere = replace(log, ordered=None)
    every = tuple(range(len(log.activities)))
    assert list(map(astuple, repeats(log))) == list(map(pytest.approx, map(astuple, repeats(anywhere))))
    assert loops(log, every) == loops(anywhere, every)
    assert repeated_together(log, every) == repeated_together(anywhere, every)
    for code in every:
        again, wanted = (done_again(one, code).order_by("case").to_pyarrow().to_pylist() for one in (log, anywhere))
        assert again == wanted
    for one in repeats(log):
        name = log.named(one.activity)
        having = [path for path in paths if name in path]
        assert one.extra == sum(path.count(name) - 1 for path in having)
        assert one.spent == pytest.approx(sum(path.rindex(name) - path.index(name) for path in having))
    found = sum(loop.times for loop in loops(log, every))
    pairs = [[*pairwise(path)] for path in paths]
    assert found == sum(one[0] == two[1] != one[1] for steps in pairs for one, two in pairwise(steps))
