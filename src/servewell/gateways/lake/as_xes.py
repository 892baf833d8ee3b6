"""Writes the log of one service as XES (IEEE 1849-2016), for tools that read nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Final
from xml.sax.saxutils import quoteattr

import pyarrow as pa

from servewell.gateways.lake.manifest import LogKind
from servewell.gateways.lake.opening import tables_of

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ROWS: Final = 20_000  # turned into text at once
# What an event says besides its name, time and role; `turn` is whose turn the wait before it was.
_FREE: Final = (
    "turn",
    "version",
    "arm",
    "channel",
    "device",
    "language",
    "page",
    "question",
    "fault",
    "reason",
    "decision",
)
_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def write_service_xes(root: Path, service: str, target: Path, kind: LogKind = "case") -> int:
    """Write the log that the lake in `root` has of a service to `target`, gzipped when it ends so; return its events.

    The file appears whole or not at all. Raises ProblemError when there is no such log.
    """
    steps = pa.concat_tables(tables_of(root, service, kind))
    steps = steps.sort_by([(name, "ascending") for name in ("case_id", "happened_us", "seq")])
    temporary = target.with_name(f"{target.name}.new")
    with temporary.open("wb") as raw, _packed(raw, target) as packed, TextIOWrapper(packed, "utf-8") as file:
        file.write(_HEAD + _text("concept:name", service) + "\n")
        file.writelines(_traces(steps))
        file.write("</log>\n")
    temporary.replace(target)
    return int(steps.num_rows)


def _packed(raw: BinaryIO, target: Path) -> BinaryIO:
    return gzip.GzipFile(fileobj=raw, mode="wb") if target.suffix == ".gz" else raw  # type: ignore[return-value]  # writes the same


def _traces(steps: pa.Table) -> Iterator[str]:
    case: str | None = None
    for batch in steps.to_batches(max_chunksize=_ROWS):
        for row in batch.to_pylist():
            if row["case_id"] != case:
                yield ("" if case is None else "</trace>\n") + "<trace>" + _text("concept:name", row["case_id"]) + "\n"
                case = row["case_id"]
            moment = (_EPOCH + timedelta(microseconds=row["happened_us"])).isoformat(timespec="microseconds")
            said = "".join(_text(name, row[name]) for name in _FREE if row[name] is not None)
            yield (
                f'<event>{_text("concept:name", row["activity"])}<date key="time:timestamp" value="{moment}"/>'
                f"{_text('org:role', row['resource'] or '')}{said}</event>\n"
            )
    yield "" if case is None else "</trace>\n"


def _text(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"
