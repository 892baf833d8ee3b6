"""Small numbers stay hidden, also from who subtracts: an attack by linear programming over what is published."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from servewell.core.definition.replay.groups import Exact, group_counts
from servewell.core.insight.hit import _told
from servewell.core.small_numbers import SMALLEST, is_small, suppressed

WIDTH = 5  # wider than "within 2 of the truth"


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([50, 30], [50, 30]),
        ([0, 30], [0, 30]),
        ([50, 30, 9], [50, None, None]),
        ([50, 30, 6, 6], [50, 30, None, None]),
        ([3, 0, 0], [None, None, None]),
        ([3, 0, 40], [None, 0, None]),
        ([9], [None]),
        ([], []),
    ],
)
def test_small_ones_go_and_take_with_them_what_would_tell_them(counts: list[int], shown: list[int | None]) -> None:
    assert suppressed(counts) == shown


def test_what_is_kept_back_anyway_is_never_alone() -> None:
    assert suppressed([20, 30, 40], [False, True, True]) == [None, None, 40]


def bounds(shown: list[list[int | None]], whole: list[int], more: list[tuple[list[float], float]]) -> np.ndarray:
    """Return lowest and highest value of each cell that fits what is published: cells >= 0, columns with their totals.

    `shown` is a list of columns; `more` are inequalities over all cells (coefficients, most).
    """
    cells = [cell for column in shown for cell in column]
    limits = [(cell, cell) if cell is not None else (0, None) for cell in cells]
    height = len(shown[0])
    equal = np.zeros((len(shown), len(cells)))
    for place in range(len(shown)):
        equal[place, place * height : (place + 1) * height] = 1
    found = []
    for index in range(len(cells)):
        goal = np.zeros(len(cells))
        goal[index] = 1
        ends = []
        for sign in (1, -1):
            result = linprog(
                sign * goal, A_eq=equal, b_eq=whole, bounds=limits, method="highs",
                A_ub=[row for row, _ in more] or None, b_ub=[most for _, most in more] or None,
            )  # fmt: skip
            assert result.success
            ends.append(sign * result.fun)
        found.append(ends)
    return np.array(found).reshape(len(shown), height, 2)


def table(seed: int) -> list[int]:
    chance = random.Random(seed)
    return [chance.choice([0, 1, 3, 8, 12, 25, 60, 200]) for _ in range(chance.randint(2, 7))]


@pytest.mark.parametrize("seed", range(30))
def test_no_small_number_is_found_from_the_total(seed: int) -> None:
    counts = table(seed)
    if sum(counts) < SMALLEST:
        return  # the total itself is small, and is not shown
    (column,) = bounds([suppressed(counts)], [sum(counts)], [])
    for count, (low, high) in zip(counts, column, strict=True):
        if is_small(count):
            assert high - low >= WIDTH, (counts, suppressed(counts))


@pytest.mark.parametrize("seed", range(15))
def test_no_small_number_of_a_replay_is_found_from_its_tables(seed: int) -> None:
    chance = random.Random(1_000 + seed)
    exact = {}
    for n, cases in enumerate(table(seed)):
        gains = chance.choice([0, min(cases, 2), cases // 2, cases // 3])
        exact[f"group {n}"] = Exact(cases, gains, chance.choice([0, (cases - gains) // 2]))
    told = group_counts("channel", exact)
    order = [exact[row.value] for row in told]
    columns = [[row.cases for row in told], [row.gains for row in told], [row.loses for row in told]]
    truth = [[one.cases for one in order], [one.gains for one in order], [one.loses for one in order]]
    whole = [sum(column) for column in truth]
    rows = len(told)
    # Nobody gains or loses who is not there.
    fits = [([-(n == m) for m in range(rows)] + [float(n == m) for m in range(rows)] * 2, 0.0) for n in range(rows)]
    found = bounds(columns, whole, fits)
    for column, total, limits in zip(truth, whole, found, strict=True):
        for count, (low, high) in zip(column, limits, strict=True):
            if is_small(count) and total >= SMALLEST and rows > 1 and whole[0] >= 2 * SMALLEST:
                assert high - low >= min(WIDTH, total), (order, columns)


@pytest.mark.parametrize("seed", range(20))
def test_no_small_number_of_a_finding_is_found_from_its_groups(seed: int) -> None:
    chance = random.Random(2_000 + seed)
    counted = [
        (f"group {n}", chance.choice([0, count // 2, min(count, 4)]), count) for n, count in enumerate(table(seed))
    ]
    told = {value: (hit, cases) for value, hit, cases in _told(counted)}
    hits = [told[value][0] if value in told else None for value, _, _ in counted]
    rests = [told[value][1] - told[value][0] if value in told else None for value, _, _ in counted]
    whole = [sum(hit for _, hit, _ in counted), sum(cases - hit for _, hit, cases in counted)]
    if min(whole) < SMALLEST:
        return  # such a finding is not made
    found = bounds([hits, rests], whole, [])
    for n, (_, hit, cases) in enumerate(counted):
        for count, (low, high) in zip((hit, cases - hit), (found[0][n], found[1][n]), strict=True):
            if is_small(count):
                assert high - low >= WIDTH, (counted, told)


def test_the_attack_finds_what_is_only_primarily_suppressed() -> None:
    """The attack itself: without complements it gets the number back."""
    (column,) = bounds([[None, 40, 60]], [103], [])
    assert column[0].tolist() == [3, 3]
