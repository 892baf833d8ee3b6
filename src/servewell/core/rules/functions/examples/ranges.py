"""Examples of the functions over ranges."""

from __future__ import annotations

from servewell.core.rules.functions.examples.lesson import lesson

LESSONS = {
    "range": lesson(
        "Reads a range from a text.",
        '5 in range("[1..10]") -> true',
        '10 in range("[1..10)") -> false',
    ),
    "before": lesson(
        "Tells whether something ends before something else begins.",
        "before(1, 10) -> true",
        'before([date("2026-01-01")..date("2026-03-31")], date("2026-11-23")) -> true',
        "before([1..5], [5..10]) -> false",
    ),
    "after": lesson(
        "Tells whether something begins after something else has ended.",
        "after(10, [1..5]) -> true",
        "after([5..10], [1..5]) -> false",
    ),
    "meets": lesson(
        "Tells whether one range ends exactly where the other begins, with that point in both.",
        "meets([1..5], [5..10]) -> true",
        "meets([1..5), [5..10]) -> false",
    ),
    "met by": lesson(
        "Tells whether one range begins exactly where the other ends: `meets` seen from the other side.",
        "met by([5..10], [1..5]) -> true",
        "met by([6..10], [1..5]) -> false",
    ),
    "overlaps": lesson(
        "Tells whether two ranges have at least one point in common: two bookings that collide.",
        "overlaps([1..5], [3..8]) -> true",
        "overlaps([1..5], [6..8]) -> false",
        'overlaps([date("2026-07-01")..date("2026-07-05")], [date("2026-07-05")..date("2026-07-09")]) -> true',
    ),
    "overlaps before": lesson(
        "Tells whether a range begins before another and reaches into it.",
        "overlaps before([1..5], [3..8]) -> true",
        "overlaps before([3..8], [1..5]) -> false",
    ),
    "overlaps after": lesson(
        "Tells whether a range begins inside another and ends after it.",
        "overlaps after([3..8], [1..5]) -> true",
        "overlaps after([1..5], [3..8]) -> false",
    ),
    "finishes": lesson(
        "Tells whether a point or range lies at the very end of a range.",
        "finishes(10, [1..10]) -> true",
        "finishes([5..10], [1..10]) -> true",
        "finishes([5..9], [1..10]) -> false",
    ),
    "finished by": lesson(
        "Tells whether a range ends with a point or another range: `finishes` seen from the other side.",
        "finished by([1..10], 10) -> true",
        "finished by([1..10], [5..9]) -> false",
    ),
    "includes": lesson(
        "Tells whether a point or a whole range lies in a range.",
        "includes([1..10], 5) -> true",
        "includes([1..10), 10) -> false",
        "includes([1..10], [4..6]) -> true",
    ),
    "during": lesson(
        "Tells whether a point or range lies wholly in a range: `includes` seen from the other side.",
        "during(5, [1..10]) -> true",
        'during(date("2026-07-05"), [date("2026-07-01")..date("2026-08-31")]) -> true',
        "during([4..16], [1..10]) -> false",
    ),
    "starts": lesson(
        "Tells whether a point or range lies at the very beginning of a range.",
        "starts(1, [1..10]) -> true",
        "starts([1..5], [1..10]) -> true",
        "starts([2..5], [1..10]) -> false",
    ),
    "started by": lesson(
        "Tells whether a range begins with a point or another range: `starts` seen from the other side.",
        "started by([1..10], 1) -> true",
        "started by([1..10], [2..5]) -> false",
    ),
    "coincides": lesson(
        "Tells whether two points or two ranges are the same.",
        "coincides([1..5], [1..5]) -> true",
        "coincides([1..5), [1..5]) -> false",
        "coincides(3, 3) -> true",
    ),
}
