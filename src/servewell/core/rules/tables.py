"""What a decision table comes to (DMN 1.5, 8.2.8): which rows hold, and what its hit policy makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from servewell.core.rules.frame import Frame, Run
from servewell.core.rules.nodes import Table
from servewell.core.rules.operators import compare, equal
from servewell.core.rules.values import CONTEXT


class Runs(NamedTuple):
    """A row compiled: for each input its tests (none: anything), for each output what gives it."""

    tests: Sequence[Sequence[Callable[[Frame, Any], Any]]]
    outputs: Sequence[Run]


def decide_table(
    frame: Frame,
    table: Table,
    inputs: Sequence[Run],
    rows: Sequence[Runs],
    priorities: Sequence[Sequence[Run]],
    defaults: Sequence[Run | None],
) -> Any:
    """Return what the table comes to; null where its rows contradict its hit policy."""
    values = [run(frame) for run in inputs]
    frames = [frame.within({"?": value}) for value in values]
    hits = _hits(frame, frames, values, rows)
    found: list[tuple[Any, ...]] = []
    for row in hits:
        found.append(tuple(run(frame) for run in row.outputs))
        if table.policy == "F":
            break
    if not found:
        return _without_hit(frame, table, defaults)
    if table.policy in ("P", "O"):
        found = _by_priority(frame, found, priorities)
    return _chosen(table, found)


def _hits(frame: Frame, frames: Sequence[Frame], values: Sequence[Any], rows: Sequence[Runs]) -> Iterator[Runs]:
    for row in rows:
        frame.step()
        if all(
            not cell or any(test(inner, value) is True for test in cell)
            for cell, inner, value in zip(row.tests, frames, values, strict=True)
        ):
            yield row


def _without_hit(frame: Frame, table: Table, defaults: Sequence[Run | None]) -> Any:
    if any(run is not None for run in defaults):
        values = tuple(None if run is None else run(frame) for run in defaults)
        return _named(table, values)
    return Decimal(0) if table.policy == "C#" else None


def _by_priority(
    frame: Frame, found: list[tuple[Any, ...]], priorities: Sequence[Sequence[Run]]
) -> list[tuple[Any, ...]]:
    orders = [[run(frame) for run in runs] for runs in priorities]

    def place(values: tuple[Any, ...]) -> list[int]:
        return [
            next((at for at, one in enumerate(order) if equal(one, value) is True), len(order))
            for value, order in zip(values, orders, strict=False)
        ]

    return sorted(found, key=place)


def _chosen(table: Table, found: list[tuple[Any, ...]]) -> Any:
    policy = table.policy
    if policy in ("R", "O", "C"):
        return [_named(table, values) for values in found]
    if policy == "C#":
        return Decimal(len(found))
    if policy.startswith("C"):
        return _named(table, tuple(_aggregated(policy, column) for column in zip(*found, strict=True)))
    is_contradiction = (policy == "U" and len(found) > 1) or (
        policy == "A" and any(equal(list(found[0]), list(other)) is not True for other in found[1:])
    )
    return None if is_contradiction else _named(table, found[0])


def _aggregated(policy: str, column: Sequence[Any]) -> Any:
    total = column[0]
    for value in column[1:]:
        if policy == "C+":
            if not (isinstance(total, Decimal) and isinstance(value, Decimal)):
                return None
            total = CONTEXT.add(total, value)
        else:
            is_better = compare("<" if policy == "C<" else ">", value, total)
            if is_better is None:
                return None
            total = value if is_better else total
    return total


def _named(table: Table, values: tuple[Any, ...]) -> Any:
    return values[0] if table.outputs == ("",) else dict(zip(table.outputs, values, strict=True))
