"""Writes a log as XES (IEEE 1849-2016) or Parquet, so that people can take it to other tools."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import quoteattr

import pyarrow as pa
import pyarrow.parquet as pq

from servewell.core.eventlog.log import CASE_COLUMNS, EventLog
from servewell.core.eventlog.table import EPOCH
from servewell.core.problem import Problem, ProblemError

_ROWS: Final = 20_000  # turned into text at once
_OURS: Final = frozenset({"case", "activity", "at", "seq", "resource", "lifecycle"})
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KEYS: Final = {"role": "org:role"}
_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def write_log(log: EventLog, target: Path, name: str = "") -> int:
    """Write a log to a file that ends in .xes, .xes.gz or .parquet; return its events.

    The file appears whole or not at all. Raises ProblemError for any other ending, and where it cannot be written.
    """
    write = _writer(target)
    try:
        with _whole(target) as file:
            return write(log, file, name)
    except OSError as error:
        raise ProblemError(Problem("unwritable", found=f"The log cannot be written to {target}: {error}.")) from error


def _writer(target: Path) -> Callable[[EventLog, BinaryIO, str], int]:
    ending = "".join(target.suffixes[-2:]).lower()
    if ending.endswith(".parquet"):
        return _write_parquet
    if ending.endswith((".xes", ".xes.gz")):
        return _write_packed if ending.endswith(".gz") else _write_xes
    found = f"{target.name} does not say how to write the log."
    raise ProblemError(Problem("unknown-format", found=found, expected="a name that ends in .xes, .xes.gz or .parquet"))


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    temporary = target.with_name(f"{target.name}.new")
    try:
        with temporary.open("wb") as file:
            yield file
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _events(log: EventLog) -> pa.Table:
    return log.events.order_by(["case", "at", "seq"]).to_pyarrow()


def _write_parquet(log: EventLog, file: BinaryIO, name: str) -> int:
    """Write one row an event, by names that reading takes for what they are; attributes of cases on every event."""
    events, cases = _events(log), log.cases.order_by("case").to_pyarrow()
    of = events["case"]
    columns: dict[str, Any] = {
        "case_id": cases["case_id"].take(of),
        "activity": pa.array(log.activities, pa.string()).take(events["activity"]),
        "timestamp": events["at"].cast(pa.timestamp("us", "UTC")),
        "resource": pa.array(log.resources, pa.string()).take(events["resource"]),
        "lifecycle": events["lifecycle"],
    }
    columns |= {one: events[one] for one in events.column_names if one not in _OURS}
    columns |= {one: cases[one].take(of) for one in cases.column_names if one not in CASE_COLUMNS}
    told = {key: column for key, column in columns.items() if column.null_count < len(column)}
    pq.write_table(pa.table(told), file, compression="zstd")
    return int(events.num_rows)


def _write_packed(log: EventLog, file: BinaryIO, name: str) -> int:
    with gzip.GzipFile(fileobj=file, mode="wb") as packed:
        return _write_xes(log, packed, name)  # type: ignore[arg-type]  # writes the same


def _write_xes(log: EventLog, file: BinaryIO, name: str) -> int:
    events = _events(log)
    text = TextIOWrapper(file, "utf-8")
    text.write(_HEAD + _attribute("concept:name", name) + "\n")
    text.writelines(_traces(log, events))
    text.write("</log>\n")
    text.detach()
    return int(events.num_rows)


def _traces(log: EventLog, events: pa.Table) -> Iterator[str]:
    cases = log.cases.order_by("case").to_pyarrow()
    free = [one for one in cases.column_names if one not in CASE_COLUMNS]
    case: int | None = None
    for batch in events.to_batches(max_chunksize=_ROWS):
        for row in batch.to_pylist():
            if row["case"] != case:
                yield "" if case is None else "</trace>\n"
                case = row["case"]
                (said,) = cases.slice(case, 1).to_pylist()
                attributes = "".join(_attribute(one, said[one]) for one in free)
                yield f"<trace>{_attribute('concept:name', said['case_id'])}{attributes}\n"
            yield f"<event>{_event(log, row)}</event>\n"
    yield "" if case is None else "</trace>\n"


def _event(log: EventLog, row: dict[str, Any]) -> str:
    resource = None if row["resource"] is None else log.resources[row["resource"]]
    said = {
        "concept:name": log.named(row["activity"]),
        "time:timestamp": EPOCH + timedelta(microseconds=row["at"]),
        "org:resource": resource,
        "lifecycle:transition": row["lifecycle"],
    }
    said |= {name: value for name, value in row.items() if name not in _OURS}
    return "".join(_attribute(name, value) for name, value in said.items())


def _attribute(key: str, value: Any) -> str:
    if value is None:
        return ""
    kind, text = "string", str(value)
    if isinstance(value, bool):
        kind, text = "boolean", str(value).lower()
    elif isinstance(value, int):
        kind = "int"
    elif isinstance(value, float):
        kind, text = "float", repr(value)
    elif isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        kind, text = "date", moment.isoformat(timespec="microseconds")
    return f"<{kind} key={quoteattr(_clean(_KEYS.get(key, key)))} value={quoteattr(_clean(text))}/>"


def _clean(text: str) -> str:
    """Put the sign for what cannot be shown where characters stand that no XML may hold."""
    return _NO_XML.sub("\ufffd", text)
