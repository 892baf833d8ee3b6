"""Events in the order of their cases, against Python's own sorting."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import examples

from servewell.core.eventlog.ordered import Ordered, order

EVENTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 20)), min_size=1, max_size=60)


def ordered(events: list[tuple[int, int, int]]) -> tuple[Ordered, list[list[tuple[int, int, int]]]]:
    """Return the events in order, and for each case its (time, place, activity) sorted by Python."""
    dense = {case: code for code, case in enumerate(dict.fromkeys(case for case, _, _ in events))}
    case, activity, at = (np.array(column) for column in zip(*events, strict=True))
    codes = np.array([dense[one] for one in case.tolist()], dtype=np.int32)
    found = order(codes, activity.astype(np.int16), at.astype(np.int64), {"resource": activity.astype(np.int16)})
    expected: list[list[tuple[int, int, int]]] = [[] for _ in dense]
    for place, (one, what, when) in enumerate(events):
        expected[dense[one]].append((when, place, what))
    return found, [sorted(some) for some in expected]


@examples(200)
@given(EVENTS)
def test_events_stand_by_case_then_time_then_place(events: list[tuple[int, int, int]]) -> None:
    found, expected = ordered(events)
    flat = [one for some in expected for one in some]
    assert list(zip(found.at.tolist(), found.seq.tolist(), found.activity.tolist(), strict=True)) == flat
    assert found.counts.tolist() == [len(some) for some in expected]
    assert found.others["resource"].tolist() == [what for _, _, what in flat]


@examples(200)
@given(EVENTS)
def test_variants_are_told_apart_and_ranked(events: list[tuple[int, int, int]]) -> None:
    found, expected = ordered(events)
    codes, paths = found.variants
    ways = [tuple(what for _, _, what in some) for some in expected]
    assert [paths[code] for code in codes.tolist()] == ways
    assert list(paths) == sorted(set(ways), key=lambda way: (-ways.count(way), len(way), way))


def test_cases_that_share_a_number_by_chance_are_told_apart(monkeypatch) -> None:
    # All paths of one length get the same number: what the comparison is there for.
    monkeypatch.setattr("servewell.core.eventlog.ordered._ODD", np.uint64(0))
    found, expected = ordered([(0, 0, 1), (0, 1, 2), (1, 1, 1), (1, 0, 2), (2, 0, 1), (2, 1, 2), (3, 2, 5)])
    codes, paths = found.variants
    assert [paths[code] for code in codes.tolist()] == [tuple(what for _, _, what in some) for some in expected]
    assert set(paths) == {(0, 1), (1, 0), (2,)}


def test_nothing_is_put_in_order() -> None:
    nothing = order(np.empty(0, np.int32), np.empty(0, np.int16), np.empty(0, np.int64))
    assert len(nothing.at) == 0
    assert nothing.variants[1] == ()
