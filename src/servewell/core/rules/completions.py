"""What conditions can come to, whatever is answered, and between which outcomes each open name can still turn them.

Conditions that share no open name are looked at one by one and joined; those that share some are tried together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import prod
from typing import Any, Final, Literal, TypeAlias

Outcome: TypeAlias = bool | None
Turn: TypeAlias = frozenset[Outcome]  # the two outcomes between which a name can turn

MOST_TRIES: Final = 4096
ALL: Final[frozenset[Outcome]] = frozenset({True, False, None})


@dataclass(frozen=True, slots=True)
class Prospect:
    """`outcomes`: all that it can come to. `turns`: what each open name can change while the others stand still."""

    outcomes: frozenset[Outcome]
    turns: Mapping[str, frozenset[Turn]] = field(default_factory=dict)

    @property
    def is_settled(self) -> bool:
        """Tell whether it comes to the same whatever is answered."""
        return len(self.outcomes) == 1


def settled(outcome: Outcome) -> Prospect:
    """Return the prospect of what is known."""
    return Prospect(frozenset({outcome}))


def anything(names: Iterable[str], outcomes: frozenset[Outcome] = ALL) -> Prospect:
    """Return the prospect of what cannot be looked into: every name may do everything."""
    turns = _turns_within(outcomes)
    return Prospect(outcomes, dict.fromkeys(names, turns) if turns else {})


def negated(of: Prospect) -> Prospect:
    """Return the prospect of `not`."""
    turned = {name: frozenset(frozenset(map(_not, turn)) for turn in turns) for name, turns in of.turns.items()}
    return Prospect(frozenset(map(_not, of.outcomes)), turned)


def joined(operator: Literal["and", "or"], prospects: Sequence[Prospect]) -> Prospect:
    """Return the prospect of conditions that share no open name."""
    total = prospects[0]
    for other in prospects[1:]:
        outcomes = frozenset(_both(operator, one, two) for one in total.outcomes for two in other.outcomes)
        turns = {**_turned(operator, total, other.outcomes), **_turned(operator, other, total.outcomes)}
        total = Prospect(outcomes, turns)
    return total


def safely_joined(operator: Literal["and", "or"], prospects: Sequence[Prospect]) -> Prospect:
    """Return what holds for conditions that share open names, though they were looked at one by one."""
    outcomes = joined(operator, [Prospect(one.outcomes) for one in prospects]).outcomes
    return anything({name for one in prospects for name in one.turns}, outcomes)


def tried(values: Mapping[str, Sequence[Any]], decide: Callable[[Mapping[str, Any]], Outcome]) -> Prospect:
    """Return the prospect of a condition from its outcome for every combination of values."""
    names = list(values)
    sizes = [len(values[name]) for name in names]
    found = [decide(dict(zip(names, chosen, strict=True))) for chosen in product(*values.values())]
    turns: dict[str, frozenset[Turn]] = {}
    for at, name in enumerate(names):
        stride = prod(sizes[at + 1 :])
        block = stride * sizes[at]
        lines = (
            frozenset(found[start + offset : start + block : stride])
            for start in range(0, len(found), block)
            for offset in range(stride)
        )
        turns[name] = frozenset(turn for line in set(lines) for turn in _turns_within(line))
    return Prospect(frozenset(found), {name: turn for name, turn in turns.items() if turn})


def truth_of(operator: Literal["and", "or"], outcomes: Sequence[Outcome]) -> Outcome:
    """Join outcomes by three-valued logic."""
    settles = operator == "or"
    return settles if settles in outcomes else None if None in outcomes else not settles


def _not(outcome: Outcome) -> Outcome:
    return None if outcome is None else not outcome


def _both(operator: Literal["and", "or"], one: Outcome, other: Outcome) -> Outcome:
    return truth_of(operator, (one, other))


def _turned(
    operator: Literal["and", "or"], of: Prospect, beside: frozenset[Outcome]
) -> dict[str, frozenset[Turn]]:  # fmt: skip
    turned = {
        name: frozenset(
            now
            for turn in turns
            for other in beside
            if len(now := frozenset(_both(operator, one, other) for one in turn)) > 1
        )
        for name, turns in of.turns.items()
    }
    return {name: turns for name, turns in turned.items() if turns}


def _turns_within(outcomes: frozenset[Outcome]) -> frozenset[Turn]:
    return frozenset(map(frozenset, combinations(outcomes, 2)))
