"""`sort`: a list in the order that a function tells."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.functions.lists import as_list
from servewell.core.rules.types import ANY, ListOf
from servewell.core.rules.values import Function


def sort(items: Any, precedes: Any) -> list[Any] | None:
    """Return the list in order; items of which neither comes first stay as they are. Null when it cannot tell."""
    if items is None or not isinstance(precedes, Function) or len(precedes.parameters) != 2:
        return None

    def compared(one: Any, other: Any) -> int:
        for first, second, order in ((one, other, -1), (other, one, 1)):
            is_before = precedes.call([first, second])
            if not isinstance(is_before, bool):
                raise TypeError  # what calls a function turns it into null
            if is_before:
                return order
        return 0

    return sorted(as_list(items), key=cmp_to_key(compared))


BUILTINS = (builtin("sort", "list:list, precedes:function", ListOf(ANY), sort),)
