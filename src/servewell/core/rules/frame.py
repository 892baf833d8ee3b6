"""What an evaluation sees and what it may still spend.

A definition comes from outside: no rule may keep a server busy for long, fill its memory or exhaust its stack. Every
loop, call and walk through nested values is paid for here, in steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeAlias

from servewell.core.rules.faults import STEPS, BudgetError

LONGEST_VALUE: Final = 100_000  # characters of a text that a rule makes
DEEPEST_VALUE: Final = 40  # lists in lists: what walks them calls itself
DEEPEST_CALLS: Final = 16  # functions in functions, which only those that are given to themselves exceed
ITEMS_A_STEP: Final = 4
CHARACTERS_A_STEP: Final = 128
NESTING: Final = (list, tuple, Mapping)


class Budget:
    """The steps and calls that are left, shared by all frames of one evaluation."""

    __slots__ = ("calls", "steps")

    def __init__(self) -> None:
        self.steps = STEPS
        self.calls = 0


class Frame:
    """Values by name, the present moment and the budget."""

    __slots__ = ("budget", "now", "values")

    def __init__(self, values: Mapping[str, Any], now: datetime, budget: Budget | None = None) -> None:
        self.values = values
        self.now = now
        self.budget = budget or Budget()

    def within(self, more: Mapping[str, Any]) -> Frame:
        """Return a frame that sees these values too, with the same budget."""
        return Frame({**self.values, **more}, self.now, self.budget)

    def step(self, count: int = 1) -> None:
        """Pay for a step of a loop, or for so many of them."""
        self.budget.steps -= count
        if self.budget.steps < 0:
            raise BudgetError(f"The rule took more than {STEPS} steps.")

    def weigh(self, *values: Any) -> int:
        """Pay for a walk through values with all that they hold; return the count of what they hold."""
        items, characters = 0, 0
        most = (self.budget.steps + 1) * ITEMS_A_STEP
        left = [(value, 0) for value in values]
        while left and items <= most:
            value, depth = left.pop()
            items += 1
            if isinstance(value, str):
                characters += len(value)
            elif isinstance(value, NESTING):
                if depth > DEEPEST_VALUE:
                    raise BudgetError(f"A value is nested more than {DEEPEST_VALUE} levels deep.")
                if len(value) > most:
                    self.step(len(value) // ITEMS_A_STEP)  # more than is left: not a million pairs first
                left += [(item, depth + 1) for item in (value.values() if isinstance(value, Mapping) else value)]
        self.step(items // ITEMS_A_STEP + characters // CHARACTERS_A_STEP)
        return items

    @contextmanager
    def call(self) -> Iterator[None]:
        """Pay for the call of a function that the rule itself wrote."""
        self.step()
        self.budget.calls += 1
        if self.budget.calls > DEEPEST_CALLS:
            raise BudgetError(f"Functions call each other more than {DEEPEST_CALLS} levels deep.")
        try:
            yield
        finally:
            self.budget.calls -= 1


Run: TypeAlias = Callable[[Frame], Any]  # a compiled part of a rule
