"""How many applications that were started were completed, and how many of those came online."""

from __future__ import annotations


def completion_rate(completed: int, started: int) -> float:
    """Return the share of started transactions that were completed, from 0 to 1 (docs/measures.md).

    Raises ValueError when nothing was started.
    """
    if started < 1:
        raise ValueError("there is no share of no transactions")
    return completed / started


def digital_take_up(online: int, all_channels: int) -> float:
    """Return the share of completed transactions that came online, from 0 to 1 (docs/measures.md).

    Raises ValueError when nothing was completed.
    """
    if all_channels < 1:
        raise ValueError("there is no share of no transactions")
    return online / all_channels
