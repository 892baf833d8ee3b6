"""From the store to the lake, in increments: what is new becomes new parts; the parts of before stay as they are."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.lake.manifest import (
    Manifest,
    Part,
    checksum,
    read_manifest,
    sync_folder,
    write_manifest,
)
from servewell.gateways.lake.source import Read, numbered_until, reader

LONGEST_WAIT: Final = 20.0  # seconds for another export into the same folder
SPAN: Final = 500_000  # events whose steps are in memory at once
Progress = Callable[[int], None]
_CODED: Final = [
    "case_id", "activity", "previous", "turn", "resource", "service", "version", "arm", "channel", "device",
    "language", "page", "question", "fault", "reason", "decision",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export added, and how many rows the lake has now."""

    rows: int
    parts: int
    total: int


def export_record(
    root: Path,
    *,
    service: str | None = None,
    is_alone: bool = False,
    progress: Progress = lambda rows: None,
) -> Exported:
    """Add to the lake in `root` the steps of all numbered events that it does not have yet; again: nothing.

    A lake of an older kind is written anew. Killed at any moment it leaves the lake as it was after the last span of
    events. Raises ProblemError when another export does not leave the folder to this one in time. `is_alone`: this
    process has no other connection to the store.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _alone_in(root):
        manifest = read_manifest(root, or_older=True)
        before = len(manifest.parts)
        rows = manifest.rows
        _remove_strays(root, manifest)
        until = numbered_until()
        read = reader(is_alone=is_alone)
        after = manifest.until if service is None else manifest.mark(service)
        while after < until:
            end = min(after + SPAN, until)
            manifest = manifest.grown(_exported(root, manifest, read, (after, end), service), end, service)
            write_manifest(root, manifest)
            progress(manifest.rows - rows)
            after = end
        return Exported(manifest.rows - rows, len(manifest.parts) - before, manifest.rows)


def _exported(
    root: Path, manifest: Manifest, read: Read, span: tuple[int, int], service: str | None
) -> tuple[Part, ...]:
    """Write the parts of a span of events."""
    steps = read(*span, service)
    for name, mark in manifest.services.items():
        if service is None and mark > span[0]:  # this one was exported by itself
            known = pc.and_(pc.equal(steps["service"], name), pc.less_equal(steps["event"], mark))
            steps = steps.filter(pc.invert(known))
    parts = tuple(_written(root, log, name, month, rows) for log, name, month, rows in _by_part(steps))
    for folder in {(root / part.file).parent for part in parts}:
        sync_folder(folder)
    return parts


def _by_part(steps: pa.Table) -> Iterator[tuple[Any, str, str, pa.Table]]:
    """Yield the rows of each part, sorted by case and time."""
    if not steps.num_rows:
        return
    happened = steps["happened_us"].cast(pa.timestamp("us"))
    months = pc.add(pc.multiply(pc.year(happened), 100), pc.month(happened))
    keyed = steps.append_column("month", months).combine_chunks()
    keyed = keyed.sort_by(
        [(name, "ascending") for name in ("log", "service", "month", "case_id", "happened_us", "seq")]
    )
    changes = np.zeros(keyed.num_rows - 1, dtype=np.bool_)
    for name in ("log", "service", "month"):
        codes = keyed[name].combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
        changes |= codes[1:] != codes[:-1]
    starts = [0, *(np.flatnonzero(changes) + 1).tolist(), keyed.num_rows]
    for start, end in pairwise(starts):
        rows = keyed.slice(start, end - start)
        log, name, month = (rows[column][0].as_py() for column in ("log", "service", "month"))
        yield log, name or "", f"{month // 100:04}-{month % 100:02}", rows.drop_columns(["month", "log"])


def _written(root: Path, log: Any, service: str, month: str, rows: pa.Table) -> Part:
    first, last = pc.min(rows["event"]).as_py(), pc.max(rows["event"]).as_py()
    file = f"{log}/{quote(service, safe='') or 'none'}/{month}/{first:012}-{last:012}.parquet"
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as target:
        pq.write_table(rows, target, compression="zstd", use_dictionary=_CODED)
        target.flush()
        os.fsync(target.fileno())
    digest = checksum(temporary)
    temporary.replace(path)
    return Part(file, log, service, month, rows.num_rows, first, last, digest)


def _remove_strays(root: Path, manifest: Manifest) -> None:
    """Remove what an export left that was killed before it wrote the manifest."""
    known = {root / part.file for part in manifest.parts}
    for log in ("case", "journey"):
        for ending in ("parquet", "new"):
            for path in (root / log).glob(f"*/*/*.{ending}"):
                if path not in known:
                    path.unlink()


@contextmanager
def _alone_in(root: Path) -> Iterator[None]:
    with (root / ".exporting").open("a") as lock:
        given_up_at = time.monotonic() + LONGEST_WAIT
        while not _locked(lock):
            if time.monotonic() >= given_up_at:
                found = "Another export works on this folder."
                raise ProblemError(Problem("already-exporting", Place(file=str(root)), found, fix="Wait for it."))
            time.sleep(0.05)
        yield


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
