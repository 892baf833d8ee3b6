"""What changed in a decision table, row by row, in words."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from servewell.core.definition.model import RuleText, Table, TableRow


def table_differences(old: Table, new: Table) -> Iterator[str]:
    """Yield what changed between two tables of one name; rows are counted from 1, in the new table where they are."""
    if old.by != new.by:
        yield f"columns changed from {_listed(old.by)} to {_listed(new.by)}"
    if old.hit != new.hit:
        yield f"'hit' changed from {old.hit} to {new.hit}"
    if old.rows != new.rows and set(old.rows) == set(new.rows) and len(old.rows) == len(new.rows):
        yield "rows in another order"
        return
    # Rows with the same cells are the same row, whatever they give.
    before, after = ([row.cells for row in table.rows] for table in (old, new))
    for tag, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        kept = min(end - start, other_end - other_start) if tag in ("equal", "replace") else 0
        for step in range(kept):
            yield from _row(other_start + step + 1, old.rows[start + step], new.rows[other_start + step])
        for at in range(start + kept, end):
            yield f"row {at + 1} removed, was {_said(old.rows[at])}"
        for at in range(other_start + kept, other_end):
            yield f"new row {at + 1}: {_said(new.rows[at])}"


def _row(number: int, old: TableRow, new: TableRow) -> Iterator[str]:
    if old.cells != new.cells:
        yield f"row {number} is for {_listed(new.cells)} instead of {_listed(old.cells)}"
    if old.gives != new.gives:
        yield f"row {number} gives {new.gives.text} instead of {old.gives.text}"


def _said(row: TableRow) -> str:
    return f"{_listed(row.cells)} gives {row.gives.text}"


def _listed(cells: tuple[RuleText, ...]) -> str:
    return " | ".join(cell.text for cell in cells)
