"""Contacts are put into the wait in which they came, counted by hand on small logs."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from servewell.core.measure.contacts import (
    Contacts,
    Waits,
    asked_before,
    contacts_during,
    usual_contact,
    waits_compared,
)
from servewell.gateways.logs import log_of_rows

DAY_US = 86_400_000_000
Row = tuple[str, str, int, str | None]


def cases(*paths: str) -> list[Row]:
    """Make a case of each path of one-letter activities, a day from one event to the next."""
    return [(str(case), name, day * DAY_US, None) for case, path in enumerate(paths) for day, name in enumerate(path)]


def test_several_contacts_belong_to_one_wait_from_step_to_step() -> None:
    log = log_of_rows(cases("axxyb", "ab", "axbc"))
    a, b, x, y = map(log.code, "abxy")
    found = contacts_during(log, (x, y))
    assert sorted(
        found.select("case", "after", "waited").to_pyarrow().to_pylist(), key=lambda row: tuple(row.values())
    ) == [
        {"case": 0, "after": 1, "waited": 4},
        {"case": 0, "after": 2, "waited": 4},
        {"case": 0, "after": 3, "waited": 4},
        {"case": 2, "after": 1, "waited": 2},
    ]
    assert asked_before(found) == (Contacts(b, contacts=4, cases=2, median_days=1.5),)
    assert waits_compared(log, found, (x, y), (b,)) == {
        b: Waits(b, 2, 4 + 2, 16 + 4, quiet=1, quiet_days=1, quiet_squares=1)
    }
    assert usual_contact(found) == (x, 3)
    assert a not in {one.activity for one in asked_before(found)}


def test_contacts_before_the_first_and_after_the_last_step_are_left_out() -> None:
    log = log_of_rows(cases("xab", "abx", "x"))
    assert asked_before(contacts_during(log, (log.code("x"),))) == ()


@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.lists(st.text("abx", min_size=1, max_size=7), min_size=1, max_size=6))
def test_counts_are_what_walking_through_the_cases_gives(paths: list[str]) -> None:
    log = log_of_rows(cases("axb", *paths))
    expected: dict[str, int] = {}
    for path in ("axb", *paths):
        for place, name in enumerate(path):
            rest = path[place:].replace("x", "")
            if name == "x" and rest and path[:place].replace("x", ""):
                expected[rest[0]] = expected.get(rest[0], 0) + 1
    assert {
        log.named(one.activity): one.contacts for one in asked_before(contacts_during(log, (log.code("x"),)))
    } == expected
