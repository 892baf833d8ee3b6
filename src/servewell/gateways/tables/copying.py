"""Copy a table, and tell whether two tables hold the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from servewell.gateways.tables.described import Plain, Table, added, said


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows a table has, and the sum of their hashes."""

    rows: int
    total: int


def shared(table: Table, into: Table) -> tuple[str, ...]:
    """Return the columns that both databases have: a few exist for one engine alone, and are empty after a copy."""
    return tuple(name for name in into.names if name in table.names)


def copy_table(
    source: Any,
    target: Any,
    table: Table,
    into: Table,
    *,
    stored: Callable[[Sequence[Plain], int], None],
    after: Sequence[Plain] | None = None,
) -> None:
    """Copy the rows of a table, behind the key `after` where the source reads in order.

    `into` is the target's idea of the same table; columns are matched by name. `stored` is called after each chunk
    with the key of its last row and the number of its rows.
    """
    names = shared(table, into)
    narrow = replace(into, columns=tuple(column for column in into.columns if column.name in names))
    places = [table.names.index(name) for name in names]
    key = [table.names.index(name) for name in table.key]
    for chunk in source.rows(table) if after is None else source.rows(table, after):
        target.add(narrow, [_picked(row, places) for row in chunk])
        stored(_picked(chunk[-1], key), len(chunk))


def _picked(row: Sequence[Plain], places: Sequence[int]) -> list[Plain]:
    return [row[place] for place in places]


def difference(
    source: Any, target: Any, table: Table, into: Table, *, progress: Callable[[int], None]
) -> tuple[Copied, str]:
    """Compare a table with its copy, row by row; return what it holds, and words when they differ ('' if equal)."""
    # PostgreSQL alone knows what a text stands for, and so says how both are compared.
    kinds = {column.name: column.kind for column in (*table.columns, *into.columns) if column.kind}
    names = shared(table, into)
    held = _summed(source, table, kinds, names, progress)
    copy = _summed(target, into, kinds, names, progress)
    if held.rows != copy.rows:
        return held, f"{table.name} has {held.rows:,} rows and its copy {copy.rows:,}"
    return held, "" if held.total == copy.total else f"{table.name} and its copy differ in what their rows say"


def _summed(
    store: Any, table: Table, kinds: dict[str, str], names: Sequence[str], progress: Callable[[int], None]
) -> Copied:
    places = [table.names.index(name) for name in names]
    ordered = [kinds.get(name, "") for name in names]
    rows = total = 0
    for chunk in store.rows(table):
        for row in chunk:
            total = added(total, sha256(said(_picked(row, places), ordered).encode()).digest())
        rows += len(chunk)
        progress(len(chunk))
    return Copied(rows, total)
