"""Decision tables from a tree to the model: columns, and rows with a cell for each of them."""

from __future__ import annotations

from typing import cast

from servewell.core.definition import keys
from servewell.core.definition.model import Hit, RuleText, Table, TableRow
from servewell.core.definition.reader import Fields, Reader
from servewell.core.definition.scalars import NAME
from servewell.core.definition.tree import Items, Node, Scalar

MOST_ROWS = 200  # every cell is tried with every value that its column names: with 1000 rows 20 seconds
EMPTY_CELL = "Write '-' (in quotes) where anything fits."


def read_tables(fields: Fields, reader: Reader) -> tuple[Table, ...]:
    """Return the tables as far as they can be read: one with a row that cannot be read is left out."""
    tables = []
    for key, node in reader.entries(fields.get("tables"), "'tables'"):
        name = reader.identifier(key, NAME, "a table")
        inner = reader.fields(node, keys.TABLE, f"Table '{key.text}'")
        by = _cells(reader.items(inner.get("by"), "'by'"), reader, "A column")
        hit = reader.parsed(
            inner, "hit", lambda text: text if text in keys.HITS else None, "unknown-hit", ", ".join(keys.HITS)
        )
        rows = _rows(inner, reader, by)
        if name is not None and by and rows is not None:
            tables.append(Table(name, by, rows, cast("Hit", hit or "unique"), key.line))
    return tuple(tables)


def _rows(inner: Fields, reader: Reader, by: tuple[RuleText, ...] | None) -> tuple[TableRow, ...] | None:
    items = reader.items(inner.get("rows"), "'rows'")
    if "rows" in inner and not items:
        reader.refuse("wrong-row", inner["rows"], "The table has no rows.", "at least one")
    if len(items) > MOST_ROWS:
        reader.refuse("wrong-row", items[MOST_ROWS], f"The table has {len(items)} rows.", f"at most {MOST_ROWS}")
        return None
    rows = [_row(item, reader, by) for item in items]
    found = tuple(row for row in rows if row is not None)
    return found if found and len(found) == len(rows) else None


def _row(node: Node, reader: Reader, by: tuple[RuleText, ...] | None) -> TableRow | None:
    cells = _cells(reader.items(node, "A row"), reader, "A cell")
    if not cells or not by:
        return None
    if len(cells) != len(by) + 1:
        found = f"This row has {len(cells)} cells, but there are {len(by)} columns."
        expected = f"{len(by) + 1}: one for each column, then what the row gives"
        reader.refuse("wrong-row", node, found, expected)
        return None
    return TableRow(cells[:-1], cells[-1], node.line)


def _cells(items: tuple[Node, ...], reader: Reader, what: str) -> tuple[RuleText, ...] | None:
    cells = [_cell(item, reader, what) for item in items]
    found = tuple(cell for cell in cells if cell is not None)
    return found if len(found) == len(cells) else None


def _cell(node: Node, reader: Reader, what: str) -> RuleText | None:
    if isinstance(node, Scalar):
        return reader.rule_in(node, what, EMPTY_CELL)
    shape = "a list" if isinstance(node, Items) else "a mapping"
    reader.refuse("wrong-shape", node, f"{what} is {shape}.", "a text", 'Put a range in quotes: "[1..5]".')
    return None
