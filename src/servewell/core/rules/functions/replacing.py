"""`list replace`: other items in place of some, found by position or by a condition."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.functions.lists import as_list, position
from servewell.core.rules.types import ANY, ListOf
from servewell.core.rules.values import Function


def list_replace(items: Any, which: Any, new: Any) -> list[Any] | None:
    """Return the list with `new` at a position, or wherever `which(item, new)` holds; null when it cannot tell."""
    if items is None:
        return None
    found = as_list(items)
    if isinstance(which, Decimal):
        at = position(found, which)
        return None if at is None else [*found[:at], new, *found[at + 1 :]]
    if not isinstance(which, Function) or len(which.parameters) != 2:
        return None
    outcomes = [which.call([item, new]) for item in found]
    if not all(isinstance(outcome, bool) for outcome in outcomes):
        return None
    return [new if is_meant else item for item, is_meant in zip(found, outcomes, strict=True)]


BUILTINS = (
    builtin("list replace", "list:list, position:any, newItem:any", ListOf(ANY), list_replace),
    builtin("list replace", "list:list, match:any, newItem:any", ListOf(ANY), list_replace),
)
