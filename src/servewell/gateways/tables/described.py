"""What a table is, and in which order tables are filled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any, Final

Plain = int | float | str | bytes | None
_SIZE: Final = 1 << 256
MOVING: Final = "servewell_move"  # the table that is there while a move is not finished


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is stored; `kind` is PostgreSQL's name of its type, '' where the database knows none."""

    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its stored columns, its primary key and the tables that its rows refer to."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers_to: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)


def in_order(tables: Iterable[Table]) -> list[Table]:
    """Return tables so that each stands behind those that it refers to; else by name."""
    known = {table.name: table for table in sorted(tables, key=lambda table: table.name)}
    graph = {name: table.refers_to & known.keys() - {name} for name, table in known.items()}
    return [known[name] for name in TopologicalSorter(graph).static_order()]


def said(row: Sequence[Plain], kinds: Sequence[str]) -> str:
    """Return a row as text that is equal for rows that mean the same in either database."""
    return json.dumps([_said(value, kind) for value, kind in zip(row, kinds, strict=True)])


def _said(value: Plain, kind: str) -> Any:
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    if isinstance(value, str) and kind == "jsonb":
        return ["json", json.dumps(_number_free(json.loads(value)), sort_keys=True)]
    if isinstance(value, str) and kind.startswith("timestamp"):
        return datetime.fromisoformat(value).isoformat()
    return float(value) if kind in ("numeric", "double precision") and value is not None else value


def _number_free(value: Any) -> Any:
    """Write numbers in one way: 1e22 comes back as an integer."""
    if isinstance(value, Mapping):
        return {key: _number_free(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_number_free(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def added(total: int, digest: bytes) -> int:
    """Add a row's hash to the sum over a table, which is the same in whichever order its rows are read."""
    return (total + int.from_bytes(digest, "big")) % _SIZE
