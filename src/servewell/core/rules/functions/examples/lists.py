"""Examples of the functions over lists."""

from __future__ import annotations

from servewell.core.rules.functions.examples.lesson import lesson

LESSONS = {
    "count": lesson(
        "Counts what is in a list.",
        'count(["shed", "water"]) -> 2',
        "count([]) -> 0",
        "count([40, 17, 3][item < 18]) -> 2",
    ),
    "sum": lesson(
        "Adds up numbers.",
        "sum([900, 450.50]) -> 1350.50",
        "sum(900, 450.50) -> 1350.50",
        "sum([]) -> null",
    ),
    "min": lesson(
        "Gives the smallest, or the earliest.",
        "min([350, 200]) -> 200",
        "min(350, 200) -> 200",
        'min([date("2026-03-01"), date("2025-12-31")]) -> date("2025-12-31")',
    ),
    "max": lesson(
        "Gives the largest, or the latest. `max(x, 0)` is never below 0.",
        "max([350, 200]) -> 350",
        "max(1200 - 1500, 0) -> 0",
        "max([]) -> null",
    ),
    "mean": lesson(
        "Gives the average.",
        "mean([900, 1200, 1050]) -> 1050",
        "mean([]) -> null",
    ),
    "median": lesson(
        "Gives the middle of the numbers in order of size; of two middle ones their average.",
        "median([8, 2, 5]) -> 5",
        "median([8, 2, 5, 1]) -> 3.5",
    ),
    "stddev": lesson(
        "Gives the standard deviation: how far numbers lie from their average.",
        "stddev([2, 4, 6]) -> 2",
        "stddev([5]) -> null",
    ),
    "mode": lesson(
        "Lists the numbers that come most often, the smallest first.",
        "mode([6, 3, 9, 6, 6]) -> [6]",
        "mode([6, 1, 9, 6, 1]) -> [1, 6]",
    ),
    "product": lesson(
        "Multiplies numbers.",
        "product([3, 4, 2]) -> 24",
        "product(2.5, 4) -> 10",
    ),
    "list contains": lesson(
        "Tells whether something is in a list: the way to ask for one of several ticked choices.",
        'list contains(["shed", "water"], "shed") -> true',
        'list contains(["shed", "water"], "path") -> false',
    ),
    "sublist": lesson(
        "Takes a part of a list: from a position, and so many. The first is 1, the last is -1.",
        "sublist([4, 5, 6], 2) -> [5, 6]",
        "sublist([4, 5, 6], 1, 2) -> [4, 5]",
        "sublist([4, 5, 6], -1) -> [6]",
    ),
    "append": lesson(
        "Puts something at the end of a list.",
        "append([4, 5], 6) -> [4, 5, 6]",
        "append([4], 5, 6) -> [4, 5, 6]",
    ),
    "concatenate": lesson(
        "Makes one list of several, one after another.",
        "concatenate([4, 5], [6]) -> [4, 5, 6]",
        "concatenate([4, 5], [5]) -> [4, 5, 5]",
    ),
    "insert before": lesson(
        "Puts something into a list, before a position.",
        "insert before([4, 6], 2, 5) -> [4, 5, 6]",
        "insert before([5, 6], 1, 4) -> [4, 5, 6]",
    ),
    "list replace": lesson(
        "Puts something in the place of an item: the one at a position, or all that a function chooses.",
        "list replace([2, 4, 7], 3, 6) -> [2, 4, 6]",
        "list replace([2, 4, 7], function(item, newItem) item < newItem, 5) -> [5, 5, 7]",
    ),
    "remove": lesson(
        "Takes the item at a position out of a list.",
        "remove([4, 5, 6], 2) -> [4, 6]",
        "remove([4, 5, 6], 9) -> null",
    ),
    "reverse": lesson(
        "Turns the order round.",
        "reverse([4, 5, 6]) -> [6, 5, 4]",
    ),
    "index of": lesson(
        "Tells at which positions something stands in a list.",
        'index of(["north", "south", "north"], "north") -> [1, 3]',
        'index of(["north"], "west") -> []',
    ),
    "union": lesson(
        "Makes one list of several and leaves out what comes again.",
        "union([4, 5], [5, 6]) -> [4, 5, 6]",
    ),
    "distinct values": lesson(
        "Leaves out what comes again.",
        'distinct values(["north", "south", "north"]) -> ["north", "south"]',
        "count(distinct values([4, 4, 4])) -> 1",
    ),
    "flatten": lesson(
        "Makes one flat list of lists in lists.",
        "flatten([[4, 5], [6, [7]]]) -> [4, 5, 6, 7]",
    ),
    "sort": lesson(
        "Puts a list in order; the function tells which of two comes first.",
        "sort([3, 1, 2], function(x, y) x < y) -> [1, 2, 3]",
        "sort([3, 1, 2], function(x, y) x > y)[1] -> 3",
    ),
}
