"""How many of those who answered were satisfied with the service, and for how many it is solved."""

from __future__ import annotations


def satisfaction(satisfied: int, answered: int) -> float:
    """Return the share of people who answered and were satisfied or very satisfied, 0 to 1 (docs/measures.md).

    Raises ValueError when nobody answered.
    """
    if answered < 1:
        raise ValueError("there is no share of no answers")
    return satisfied / answered


def solved(solved: int, answered: int) -> float:
    """Return the share of people who answered after their case was closed and say it is solved, 0 to 1.

    "Partly" does not count as solved (docs/measures.md). Raises ValueError when nobody answered.
    """
    if answered < 1:
        raise ValueError("there is no share of no answers")
    return solved / answered
