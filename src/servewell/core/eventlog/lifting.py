"""What is said of events but belongs to the case: values that are there from the start and never change."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servewell.core.eventlog.log import Attribute
from servewell.core.eventlog.ordered import NOBODY, Ordered

EARLY: Final = 0.99  # of the cases that have the value have it from their first event
STEADY: Final = 0.9  # of the cases that have the value never change it


def lifted(column: pa.ChunkedArray | pa.Array, events: Ordered) -> pa.Array | None:
    """Return the value of each case at its first event, or None when the column tells of events.

    `column` is in the order of the source. A value that comes only later, like an amount paid, is a result of the case
    and no attribute of it.
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not len(array) or pa.types.is_null(array.type):
        return None
    coded = array if isinstance(array, pa.DictionaryArray) else array.dictionary_encode()
    codes = pc.fill_null(coded.indices, NOBODY).to_numpy(zero_copy_only=False)[events.seq]
    begins = events.begins[:-1]
    highest = np.maximum.reduceat(codes, begins)
    lowest = np.minimum.reduceat(np.where(codes < 0, np.iinfo(codes.dtype).max, codes), begins)
    has = highest >= 0
    first = codes[begins]
    if not has.any() or (lowest[has] == highest[has]).mean() < STEADY or (first[has] >= 0).mean() < EARLY:
        return None
    return coded.dictionary.take(pa.array(first, mask=first < 0))


def attribute_of(name: str, column: pa.Array | pa.ChunkedArray) -> Attribute:
    """Describe a column of cases."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return Attribute(name, "yes or no", pc.count_distinct(column).as_py())
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return Attribute(name, "time", pc.count_distinct(column).as_py())
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    return Attribute(name, "number" if is_number else "text", pc.count_distinct(column).as_py())
