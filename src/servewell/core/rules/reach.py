"""Can a condition ever be true? Answered by trying all values where they are few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from math import prod
from typing import Final

from servewell.core.rules.faults import BudgetError
from servewell.core.rules.rule import Rule
from servewell.core.rules.values import Value

MOST_TRIES: Final = 4096
# Rules that read the clock are not decidable by trying values; the moment only has to be one.
_SOME_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)


def can_be_true(rule: Rule, domains: Mapping[str, Sequence[Value]]) -> bool | None:
    """Return whether some values make a rule true; None when that cannot be told by trying.

    `domains` gives all values of a name. A rule that reads another name, the clock, or too many combinations is not
    decided.
    """
    names = sorted(rule.names)
    if "today(" in rule.text or "now(" in rule.text or any(name not in domains for name in names):
        return None
    if prod(len(domains[name]) for name in names) > MOST_TRIES:
        return None
    try:
        return any(
            rule.decide(dict(zip(names, values, strict=True)), now=_SOME_MOMENT) is True
            for values in product(*(domains[name] for name in names))
        )
    except BudgetError:
        return None
