"""What is wrong with a rule, at which characters, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LONGEST_TEXT: Final = 20_000  # characters
DEEPEST: Final = 24  # levels of nesting: more than people read, well inside Python's stack
TALLEST: Final = 120  # levels of the tree: `1 + 1 + 1` has three; what walks it calls itself
STEPS: Final = 50_000  # for one evaluation: at worst some 0.3 seconds


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a rule; `offset` and `length` count characters of its text."""

    code: str
    offset: int
    length: int
    found: str
    expected: str = ""
    fix: str = ""


class RuleError(Exception):
    """A rule that cannot be used, with every fault that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.found for fault in faults))
        self.faults = tuple(faults)


class BudgetError(Exception):
    """An evaluation took more steps than a rule may take."""


def too_deep(at: int, most: int) -> RuleError:
    """Return the fault of a rule that is nested more deeply than people read."""
    found = f"The rule is nested more than {most} levels deep."
    return RuleError([Fault("rule-too-deep", at, 1, found, fix="Split it into values or criteria.")])
