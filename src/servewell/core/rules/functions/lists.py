"""Functions over lists. A single value counts as a list of one; several values count as one list."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.operators import calculate, compare, equal, includes
from servewell.core.rules.types import ANY, BOOLEAN, NUMBER, ListOf
from servewell.core.rules.values import CONTEXT

LIST = ListOf(ANY)


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, null as nothing, anything else as a list of one."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def over_items(call: Any) -> Any:
    """Let `sum(1, 2)` and `sum([1, 2])` be the same."""

    @functools.wraps(call)
    def spread(*values: Any) -> Any:
        if len(values) == 1 and values[0] is None:
            return None
        return call(as_list(values[0]) if len(values) == 1 else list(values))

    return spread


def over_numbers(call: Any) -> Any:
    """Give None when an item is no number."""

    @over_items
    @functools.wraps(call)
    def numeric(items: list[Any]) -> Any:
        return call(items) if items and all(isinstance(item, Decimal) for item in items) else None

    return numeric


def total(items: list[Any]) -> Any:
    result = items[0]
    for item in items[1:]:
        result = calculate("+", result, item)
        if result is None:
            return None
    return result


def extreme(operator: str) -> Any:
    def call(items: list[Any]) -> Any:
        if not items or items[0] is None:
            return None
        best = items[0]
        for item in items[1:]:
            is_better = compare(operator, item, best)
            if is_better is None:
                return None
            best = item if is_better else best
        return best

    return over_items(call)


def mean(items: list[Decimal]) -> Decimal:
    return CONTEXT.divide(total(items), Decimal(len(items)))


def median(items: list[Decimal]) -> Decimal:
    ordered = sorted(items)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else mean(ordered[middle - 1 : middle + 1])


def stddev(items: list[Decimal]) -> Decimal | None:
    if len(items) < 2:
        return None
    center = mean(items)
    squares = total([CONTEXT.power(CONTEXT.subtract(item, center), Decimal(2)) for item in items])
    return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(items) - 1)))


@over_items
def mode(items: list[Any]) -> list[Decimal] | None:
    """Return the items that come most often; of no items none."""
    if not all(isinstance(item, Decimal) for item in items):
        return None
    counts = Counter(items)
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)


def conjunction(items: list[Any]) -> bool | None:
    """Three-valued `and` over a list."""
    return False if any(item is False for item in items) else True if all(item is True for item in items) else None


def disjunction(items: list[Any]) -> bool | None:
    """Three-valued `or` over a list."""
    return True if any(item is True for item in items) else False if all(item is False for item in items) else None


def list_contains(items: Any, element: Any) -> bool | None:
    if items is None:
        return None
    return any(equal(item, element) is True for item in as_list(items))


def sublist(items: Any, start: Any, length: Any = None) -> list[Any] | None:
    if items is None or not isinstance(start, Decimal) or not start:
        return None
    found = as_list(items)
    begin = int(start) - 1 if start > 0 else len(found) + int(start)
    if not 0 <= begin < len(found):
        return None
    if length is None:
        return found[begin:]
    return found[begin : begin + int(length)] if isinstance(length, Decimal) and length >= 1 else None


def distinct(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if not any(equal(item, seen) is True for seen in found):
            found.append(item)
    return found


def flatten(items: Any, depth: int = 0) -> list[Any]:
    found: list[Any] = []
    for item in items:
        found.extend(flatten(item, depth + 1) if isinstance(item, (list, tuple)) and depth < 50 else [item])
    return found


def index_of(items: Any, match: Any) -> list[Decimal] | None:
    if items is None:
        return None
    return [Decimal(at) for at, item in enumerate(as_list(items), 1) if equal(item, match) is True]


def position(items: list[Any], at: Any) -> int | None:
    if not isinstance(at, Decimal) or not at or abs(at) > len(items):
        return None
    return int(at) - 1 if at > 0 else len(items) + int(at)


def remove(items: Any, at: Any) -> list[Any] | None:
    items = as_list(items)
    index = position(items, at)
    return None if index is None else items[:index] + items[index + 1 :]


def insert_before(items: Any, at: Any, new: Any) -> list[Any] | None:
    items = as_list(items)
    index = position(items, at)
    return None if index is None else [*items[:index], new, *items[index:]]


def get_value(context: Any, key: Any) -> Any:
    return context.get(key) if isinstance(context, Mapping) else None


def get_entries(context: Any) -> list[dict[str, Any]] | None:
    if not isinstance(context, Mapping):
        return None
    return [{"key": key, "value": value} for key, value in context.items()]


def count(items: Any) -> Decimal | None:
    return None if items is None else Decimal(len(as_list(items)))


BUILTINS = (
    builtin("count", "list:list", NUMBER, count),
    builtin("sum", "list:numbers*", NUMBER, over_numbers(total)),
    builtin("min", "list:list*", ANY, extreme("<")),
    builtin("max", "list:list*", ANY, extreme(">")),
    builtin("mean", "list:numbers*", NUMBER, over_numbers(mean)),
    builtin("median", "list:numbers*", NUMBER, over_numbers(median)),
    builtin("stddev", "list:numbers*", NUMBER, over_numbers(stddev)),
    builtin("mode", "list:numbers*", ListOf(NUMBER), mode),
    builtin("product", "list:numbers*", NUMBER, over_numbers(lambda items: functools.reduce(CONTEXT.multiply, items))),
    builtin("all", "list:booleans*", BOOLEAN, over_items(conjunction)),
    builtin("any", "list:booleans*", BOOLEAN, over_items(disjunction)),
    builtin("list contains", "list:list, element:any", BOOLEAN, list_contains),
    builtin("sublist", "list:list, start position:number, length:number?", LIST, sublist),
    builtin("append", "list:list, item:any*", LIST, lambda items, *more: [*as_list(items), *more]),
    builtin("concatenate", "list:list*", LIST, lambda *lists: [item for one in lists for item in as_list(one)]),
    builtin("insert before", "list:list, position:number, newItem:any", LIST, insert_before),
    builtin("remove", "list:list, position:number", LIST, remove),
    builtin("reverse", "list:list", LIST, lambda items: as_list(items)[::-1]),
    builtin("index of", "list:list, match:any", ListOf(NUMBER), index_of),
    builtin(
        "union",
        "list:list*",
        LIST,
        lambda *lists: distinct([item for one in lists for item in as_list(one)]),
        is_quadratic=True,
    ),
    builtin("distinct values", "list:list", LIST, lambda items: distinct(as_list(items)), is_quadratic=True),
    builtin("flatten", "list:list", LIST, lambda items: flatten(as_list(items))),
    builtin("get value", "m:any, key:any", ANY, get_value),
    builtin("get entries", "m:any", LIST, get_entries),
    builtin("includes", "range:any, point:any", BOOLEAN, includes),
)
