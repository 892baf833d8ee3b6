"""The shape in which every log is read: one row an event, one row a case, and the free attributes of both.

| column of events | type | what |
|---|---|---|
| case_id | string | which case |
| activity | string | what happened |
| happened_us | int64 | when: microseconds since 1970, UTC |
| seq | int64 | place in the source, which orders events of one time |
| resource | string | who, or null |
| transition | string | start, complete, ... in small letters, or null |
| *any other* | string, int64, float64, bool, timestamp | what the log says besides |

Times are whole microseconds, never timestamps of an engine: engines disagree about those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import pyarrow as pa

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIXED: Final = pa.schema(
    [
        ("case_id", pa.string()), ("activity", pa.string()), ("happened_us", pa.int64()), ("seq", pa.int64()),
        ("resource", pa.string()), ("transition", pa.string()),
    ]
)  # fmt: skip


class Batch(NamedTuple):
    """Some events with their attributes, and the attributes of the cases that began among them."""

    events: pa.Table
    cases: pa.Table


def microseconds(text: str) -> int | None:
    """Read a time (ISO 8601; without a zone: UTC) as microseconds since 1970; None when it cannot be read."""
    try:
        moment = datetime.fromisoformat(text)
        since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH
    except (ValueError, OverflowError):
        return None
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def column(kind: str, texts: Sequence[str | None]) -> pa.Array:
    """Return a column of one XES kind; a value that is not of the kind makes all of them texts: nothing is lost."""
    read = _READERS.get(kind)
    if read is not None:
        with suppress(ValueError, OverflowError, KeyError, pa.ArrowInvalid):
            convert, dtype = read
            return pa.array([None if text is None else convert(text) for text in texts], dtype)
    return pa.array(texts, pa.string())


def _moment(text: str) -> int:
    found = microseconds(text)
    if found is None:
        raise ValueError(text)
    return found


_READERS: Final[Mapping[str, tuple[Any, pa.DataType]]] = {
    "int": (int, pa.int64()),
    "float": (float, pa.float64()),
    "boolean": ({"true": True, "false": False, "1": True, "0": False}.__getitem__, pa.bool_()),
    "date": (_moment, pa.timestamp("us", "UTC")),
}


def attribute_columns(
    rows: Sequence[Mapping[str, str]], kinds: Mapping[str, str], taken: Iterable[str]
) -> dict[str, pa.Array]:
    """Return a column for each attribute of the rows, without those that are `taken`."""
    if not rows:
        return {}
    names, left_out = tuple(rows[0]), frozenset(taken)
    if all(tuple(row) == names for row in rows):  # nearly always, and three times as fast
        columns = zip(names, zip(*(row.values() for row in rows), strict=True), strict=True)
        return {name: column(kinds[name], texts) for name, texts in columns if name not in left_out}
    found = set().union(*rows) - left_out
    return {name: column(kinds[name], [row.get(name) for row in rows]) for name in kinds if name in found}
