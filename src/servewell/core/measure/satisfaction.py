"""How many of those who answered were satisfied with the service."""

from __future__ import annotations


def satisfaction(satisfied: int, answered: int) -> float:
    """Return the share of people who answered and were satisfied or very satisfied, 0 to 1 (docs/measures.md).

    Raises ValueError when nobody answered.
    """
    if answered < 1:
        raise ValueError("there is no share of no answers")
    return satisfied / answered
