"""Events as numbers: names of cases, activities and resources turned into dense codes as the log is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servewell.core.eventlog.ordered import NOBODY, Ints, Longs
from servewell.core.eventlog.table import Batch

# What is a code in every event. The last three may be missing; `turn` says whose turn the wait before the event was.
CODED: Final[Mapping[str, str]] = {
    "case": "case_id", "activity": "activity", "resource": "resource", "lifecycle": "transition", "turn": "turn",
}  # fmt: skip


@dataclass(slots=True)
class Names:
    """Codes of names in the order in which they were first seen."""

    codes: dict[str, int] = field(default_factory=dict)

    def encode(self, column: pa.ChunkedArray) -> Ints:
        """Return the code of each name, new ones for new names, and -1 where there is none."""
        coded = column.combine_chunks().dictionary_encode()
        codes = self.codes
        known = np.array([codes.setdefault(name, len(codes)) for name in coded.dictionary.to_pylist()], dtype=np.int32)
        if not len(known):
            return np.full(len(coded), NOBODY, np.int32)
        if not coded.indices.null_count:
            return np.asarray(known.take(coded.indices.to_numpy(), mode="clip"))
        places = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
        return np.where(places < 0, NOBODY, known[places])

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class Coded:
    """Events in the order of their source.

    `codes` has an array for each of CODED that the log tells of, `names` the name that each code stands for.
    `at` is in microseconds since 1970, UTC; the code -1 stands for what one event does not say.
    """

    at: Longs
    codes: Mapping[str, Ints]
    names: Mapping[str, tuple[str, ...]]
    case_ids: pa.Array


@dataclass(slots=True)
class Coder:
    """Codes batches one by one: about 40 bytes an event whatever the log says besides. The result can be taken once."""

    names: Mapping[str, Names] = field(default_factory=lambda: {name: Names() for name in CODED if name != "case"})
    case_ids: list[pa.Array] = field(default_factory=list)
    at: list[Longs] = field(default_factory=list)
    parts: list[dict[str, Ints]] = field(default_factory=list)

    def add(self, events: pa.Table) -> None:
        """Code the events of a batch."""
        self.at.append(events["happened_us"].to_numpy())
        self.case_ids += events["case_id"].chunks
        part = {}
        for name, names in self.names.items():
            column = CODED[name]
            if column in events.column_names and events[column].null_count < events.num_rows:
                part[name] = names.encode(events[column])
        self.parts.append(part)

    def result(self) -> Coded:
        """Return everything that was added."""
        told = {name: names for name, names in self.names.items() if len(names) or name == "activity"}
        codes: dict[str, Ints] = {}
        for name, names in told.items():
            codes[name] = np.full(sum(map(len, self.at)), NOBODY, smallest(len(names)))
            start = 0
            for part, at in zip(self.parts, self.at, strict=True):
                if name in part:
                    codes[name][start : start + len(at)] = part.pop(name)
                start += len(at)
        at, self.at = np.concatenate([np.empty(0, np.int64), *self.at]), []
        codes["case"], case_ids = _in_codes(self.case_ids)
        self.case_ids = []
        pa.default_memory_pool().release_unused()
        return Coded(at, codes, {name: tuple(names) for name, names in told.items()}, case_ids)


def _in_codes(chunks: list[pa.Array]) -> tuple[Ints, pa.Array]:
    """Return texts as dense codes, and what each stands for; what the source keeps in codes is not read again."""
    if chunks and all(pa.types.is_dictionary(chunk.type) for chunk in chunks):
        column = pa.chunked_array(chunks).unify_dictionaries()
    else:
        column = pa.chunked_array(chunks, pa.string()).dictionary_encode()
    codes = np.concatenate([np.empty(0, np.int32), *(chunk.indices.to_numpy() for chunk in column.chunks)])
    texts = column.chunk(0).dictionary if column.num_chunks else pa.array([], pa.string())
    is_used = np.bincount(codes, minlength=len(texts)) > 0
    if is_used.all():
        return codes, texts
    dense = np.cumsum(is_used, dtype=np.int32) - 1  # a rejected event may have been the only one of its case
    return dense[codes], texts.filter(pa.array(is_used))


def smallest(names: int) -> Any:
    """Return the smallest type of number that holds codes of so many names, and -1."""
    return np.int16 if names < 2**15 else np.int32


def coded_batches(batches: Iterable[Batch]) -> Coded:
    """Return the events of all batches as codes; free attributes are left out."""
    coder = Coder()
    for batch in batches:
        coder.add(batch.events)
    return coder.result()
