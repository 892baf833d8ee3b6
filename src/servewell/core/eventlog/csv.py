"""Read an event log from CSV in one pass and bounded memory: separator, encoding, roles and times found by itself.

A row that cannot be used is rejected with its line; cells of free columns stay texts, so that one odd cell in a million
rows changes no other (`typed` gives a column its type once all of it is known).
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from servewell.core.eventlog.moments import moments_of
from servewell.core.eventlog.rejections import Reason, Rejections
from servewell.core.eventlog.roles import SAMPLE, Roles, propose
from servewell.core.eventlog.table import FIXED, Batch
from servewell.core.eventlog.xes import LogError

EVENTS: Final = 50_000  # of a batch
SEPARATORS: Final = ",;\t|"
LOOKED_AT: Final = 1 << 18  # bytes from which encoding and separator are found
LONGEST: Final = 1 << 20  # characters of a cell
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


class Row(NamedTuple):
    """A row with the line on which it ends; `cells` is None where it is no row."""

    line: int
    cells: list[str] | None
    content: str


def read_csv(
    chunks: Iterable[bytes],
    rejections: Rejections,
    *,
    case: str | None = None,
    activity: str | None = None,
    time: str | None = None,
    resource: str | None = None,
    zone: str = "UTC",
    size: int = EVENTS,
    told: Callable[[Roles], None] = lambda roles: None,
) -> Iterator[Batch]:
    """Yield the events of a CSV file in batches of about `size`.

    Roles not given are proposed from names and values, and `told`. Raises LogError where the file is no table, and
    ProblemError where a role cannot be found.
    """
    rows = _rows(chunks)
    header = _header(rows)
    sample = list(islice(rows, SAMPLE))
    cells = [row.cells for row in sample if row.cells is not None and len(row.cells) == len(header)]
    given = {"case": case, "activity": activity, "time": time, "resource": resource}
    roles = propose(header, cells, given, zone)
    told(roles)
    taking = _Taking(header, roles, rejections)
    for source in (iter(sample), rows):
        for row in source:
            taking.take(row)
            if len(taking.happened) >= size:
                yield taking.batch()
    yield taking.batch()


def typed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of texts as numbers, yes or no, or times where every one of them is; else as it is.

    Texts in codes, with one dictionary for all, are judged by their dictionary.
    """
    if pa.types.is_dictionary(column.type) and column.num_chunks:
        texts = column.chunk(0).dictionary
        known = typed(pa.chunked_array([texts]))
        if known.type == texts.type:
            return column
        return pa.chunked_array([known.take(chunk.indices).combine_chunks() for chunk in column.chunks], known.type)
    if not pa.types.is_string(column.type):
        return column
    some = column.drop_null()
    values = pc.unique(some).to_pylist()[:SAMPLE]
    if not values or any(len(one) > 1 and one[0] == "0" and one[1].isdigit() for one in values):
        return column  # codes like 0123 are no numbers
    if {one.casefold() for one in values} <= {"true", "false"}:
        return pc.equal(pc.utf8_lower(column), "true")
    for kind in (pa.int64(), pa.float64()):
        try:
            return column.cast(kind)
        except pa.ArrowInvalid:
            continue
    moments = moments_of(values)
    if moments is None or moments.form in ("seconds", "milliseconds", "microseconds"):
        return column
    read = moments.reader()
    known = {text: read(text) for text in pc.unique(some).to_pylist()}
    if None in known.values():
        return column
    texts = column.to_pylist()
    return pa.chunked_array([pa.array([text and known[text] for text in texts], pa.timestamp("us", "UTC"))])


def _rows(chunks: Iterable[bytes]) -> Iterator[Row]:
    """Yield the rows of a file; what is no row comes without cells."""
    csv.field_size_limit(LONGEST)
    source = iter(chunks)
    start = b""
    while len(start) < LOOKED_AT and (chunk := next(source, b"")):
        start += chunk
    encoding = _encoding(start)
    lines = _Lines(_texts(start, source, encoding))
    separator = _separator(start.decode(encoding, errors="replace"))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        begun = lines.number + 1
        lines.held.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field limit" in str(error):
                raise LogError(begun, "A quote that opens in the row that begins here does not close.") from error
            yield Row(begun, None, "".join(lines.held))
            continue
        if cells:
            content = "".join(lines.held)
            yield Row(begun, cells if _is_text(content) else None, content)


def _is_text(content: str) -> bool:
    """Tell whether all of it could be decoded; bytes that could not stand in it as surrogates."""
    try:
        content.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Lines:
    """Lines of a text, counted, and kept until the row is whole."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._ready: list[str] = []
        self._rest = ""
        self.number = 0
        self.held: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        while not self._ready:
            text = next(self._texts, None)
            if text is None:
                if not self._rest:
                    raise StopIteration
                self._ready, self._rest = [self._rest], ""
                break
            lines = (self._rest + text).replace("\r\n", "\n").split("\n")
            self._rest = lines.pop()
            self._ready = [f"{line}\n" for line in reversed(lines)]
        self.number += 1
        line = self._ready.pop()
        self.held.append(line)
        return line


def _texts(start: bytes, source: Iterator[bytes], encoding: str) -> Iterator[str]:
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    yield decoder.decode(start)
    for chunk in source:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)


def _encoding(start: bytes) -> str:
    """Return UTF-8 unless a mark says otherwise, or what stands there is mostly no UTF-8: then Windows-1252."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start)
    except UnicodeDecodeError:
        wrong = start.decode("utf-8", errors="replace").count("\ufffd")
        right = sum(byte >= 0xC2 for byte in start) - wrong
        return "utf-8" if right > wrong else "cp1252"
    if start[1::2].count(0) > 0.4 * len(start):
        return "utf-16-le"
    return "utf-8"


def _separator(text: str) -> str:
    """Return the separator by which the first rows have the most equal number of cells."""
    lines = text.splitlines()[:100]
    best = (0.0, ",")
    for separator in SEPARATORS:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            continue
        if counts and counts[0] > 1:
            alike = sum(count == counts[0] for count in counts) / len(counts)
            best = max(best, (alike * counts[0] ** 0.5, separator), key=lambda one: one[0])
    return best[1]


def _header(rows: Iterator[Row]) -> list[str]:
    first = next(rows, None)
    if first is None:
        raise LogError(1, "The file is empty.")
    if first.cells is None or len(first.cells) < 2:
        raise LogError(1, "The first line does not name the columns of a table, separated by , ; | or tabs.")
    names: list[str] = []
    for place, cell in enumerate(first.cells, 1):
        name = cell.strip() or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return names


class _Taking:
    """Turns rows into batches."""

    def __init__(self, header: Sequence[str], roles: Roles, rejections: Rejections) -> None:
        self.width = len(header)
        self.rejections = rejections
        place = {name: number for number, name in enumerate(header)}
        self.case = place[roles.case]
        self.read = roles.moments.reader()
        self.steps: list[tuple[str, int]] = [(name, place[name]) for name in roles.dates]
        self.activity = None if roles.dates else place[roles.activity]
        self.time = None if roles.dates else place[roles.time]
        self.resource = place.get(roles.resource or "")
        self.transition = place.get(roles.transition or "")
        used = {self.case, self.activity, self.time, self.resource, self.transition, *(at for _, at in self.steps)}
        self.free: Mapping[str, int] = {name: number for name, number in place.items() if number not in used}
        self.seq = 0
        self.clear()

    def clear(self) -> None:
        self.rows: list[list[str]] = []
        self.activities: list[str] = []
        self.happened: list[int] = []

    def take(self, row: Row) -> None:
        """Keep the events of a row, or reject it."""
        cells = row.cells
        if cells is None or len(cells) != self.width:
            self.rejections.add(row.line, "broken row", row.content)
        elif not cells[self.case].strip():
            self.rejections.add(row.line, "no case", row.content)
        elif self.activity is not None and self.time is not None:
            self.keep(row, cells, cells[self.activity].strip(), cells[self.time])
        else:
            for name, place in self.steps:
                if cells[place].strip():
                    self.keep(row, cells, name, cells[place])

    def keep(self, row: Row, cells: list[str], activity: str, time: str) -> None:
        happened = self.read(time) if time.strip() else None
        reason: Reason | None = None
        if not activity:
            reason = "no activity"
        elif not time.strip():
            reason = "no time"
        elif happened is None:
            reason = "unreadable time"
        elif happened < 0:
            reason = "time before 1970"
        if reason is not None or happened is None:
            self.rejections.add(row.line, reason or "unreadable time", row.content)
            return
        self.rows.append(cells)
        self.activities.append(activity)
        self.happened.append(happened)

    def batch(self) -> Batch:
        """Return what was taken since the last batch, and forget it."""
        columns = {
            "case_id": pa.array([row[self.case].strip() for row in self.rows], pa.string()),
            "activity": pa.array(self.activities, pa.string()),
            "happened_us": pa.array(self.happened, pa.int64()),
            "seq": pa.array(range(self.seq, self.seq + len(self.rows)), pa.int64()),
            "resource": self._texts(self.resource),
            "transition": pc.utf8_lower(self._texts(self.transition)),
        }
        fixed = {one.name: columns[one.name] for one in FIXED}
        free = {name: self._texts(place) for name, place in self.free.items()}
        self.seq += len(self.rows)
        self.clear()
        return Batch(pa.table(fixed | free), pa.table({"case_id": pa.array([], pa.string())}))

    def _texts(self, place: int | None) -> pa.Array:
        if place is None:
            return pa.nulls(len(self.rows), pa.string())
        return pa.array([row[place] or None for row in self.rows], pa.string())
