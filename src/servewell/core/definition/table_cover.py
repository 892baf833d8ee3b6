"""Which rows of a decision table fit which cases: gaps, overlaps and rows that never count. Exact, within a bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Final, Literal

from servewell.core.rules import Value

MOST_STEPS: Final = 200_000
MOST_CASES: Final = 20_000
MOST_OVERLAPS: Final = 10
Example = tuple[Value, ...]


class TooManyCasesError(Exception):
    """The cases of a table are more than are walked."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a table's rows, which are counted from 0, with a case where it shows."""

    kind: Literal["gap", "overlap", "never"]
    rows: tuple[int, ...]
    example: Example | None


def cases(columns: Sequence[Sequence[tuple[Value, int]]], rows: int) -> Mapping[int, Example]:
    """Return every set of rows that fit together, as bits, with a case of it.

    `columns` hold the values that stand for all, each with the rows whose cell holds for it. Cases that the same rows
    fit need no second look, so that far fewer are walked than there are combinations.
    """
    found: dict[int, Example] = {(1 << rows) - 1: ()}
    for values in columns:
        after: dict[int, Example] = {}
        if len(found) * len(values) > MOST_STEPS:
            raise TooManyCasesError
        for fitting, example in found.items():
            for value, own in values:
                after.setdefault(fitting & own, (*example, value))
        if len(after) > MOST_CASES:
            raise TooManyCasesError
        found = after
    return found


def flaws(
    found: Mapping[int, Example], rows: int, *, may_lack: bool, is_first: bool, clashes: frozenset[tuple[int, int]]
) -> Iterator[Flaw]:
    """Yield a gap unless no row `may_lack`, each overlap of two rows that clash, and each row that never counts."""
    if not may_lack and 0 in found:
        yield Flaw("gap", (), found[0])
    overlaps: dict[tuple[int, int], Example] = {}
    for fitting, example in found.items() if clashes else ():
        for pair in combinations(_bits(fitting), 2):
            if pair in clashes:
                overlaps.setdefault(pair, example)
    for pair in sorted(overlaps)[:MOST_OVERLAPS]:
        yield Flaw("overlap", pair, overlaps[pair])
    for row in range(rows):
        fit = [fitting for fitting in found if fitting >> row & 1]
        if not fit:
            yield Flaw("never", (row,), None)
        elif is_first and not any(_bits(fitting)[0] == row for fitting in fit):
            yield Flaw("never", (row, _bits(fit[0])[0]), found[fit[0]])


def _bits(number: int) -> list[int]:
    return [at for at in range(number.bit_length()) if number >> at & 1]


def case_in_words(columns: Sequence[str], example: Example) -> str:
    """Return a case as 'income 20000.5 with people 3'."""
    return " with ".join(f"{name} {_words(value)}" for name, value in zip(columns, example, strict=True))


def _words(value: Value) -> str:
    if value is None:
        return "not answered"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return " and ".join(_words(one) for one in value) or "nothing"
    return f"'{value}'"
