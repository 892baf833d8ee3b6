"""Read XES (IEEE 1849-2016 and its drafts) in one pass and bounded memory, with the line of whatever is rejected."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final
from xml.parsers import expat

import pyarrow as pa

from servewell.core.eventlog.rejections import Reason, Rejections
from servewell.core.eventlog.table import FIXED, Batch, attribute_columns, microseconds
from servewell.core.eventlog.xes_blocks import BEGIN, END, Block, Case, Values, blocks, cases_of

EVENTS: Final = 10_000  # of a batch
KINDS: Final = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
DEEPEST: Final = 50  # levels of attributes in attributes; more is no log
HEAD: Final = 1 << 20  # bytes within which the first case begins
DECLARED: Final = 200  # bytes within which a file says how it is written
ACTIVITY, TIME, RESOURCE, TRANSITION = "concept:name", "time:timestamp", "org:resource", "lifecycle:transition"
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS: Final = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"))

_Row = tuple[str, str, int, str | None, str | None]


class LogError(Exception):
    """A log that cannot be read at all; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_xes(
    chunks: Iterable[bytes], rejections: Rejections, *, classifier: str | None = None, size: int = EVENTS
) -> Iterator[Batch]:
    """Yield the events and cases of a XES file in batches of about `size` events.

    `classifier` names one of the log's own classifiers, whose attributes joined by `+` are then the activity. Raises
    LogError where the file is no XES, with the line.
    """
    taking = _Taking(rejections, classifier)
    try:
        for source in _parts(_in_utf8(chunks)):
            taking.take(source)
            if len(taking.rows) >= size:
                yield taking.batch()
    except ValueError as error:
        raise LogError(error.args[0], "A case does not end.") from error
    taking.check_head()
    yield taking.batch()


class _Source:
    """Some of a file: cases with the kinds of their attributes, and how to read them again with lines."""

    def __init__(self, read: _Reading | None, block: Block | None = None) -> None:
        self.read = read
        self.block = block


def _parts(chunks: Iterator[bytes]) -> Iterator[_Source]:
    """Yield the file in parts, as blocks where cases can be cut out of it."""
    head = b""
    for chunk in chunks:
        head += chunk
        if BEGIN in head or len(head) > HEAD:
            break
    if BEGIN not in head:
        reading = _Reading()
        for chunk in chain([head], chunks):
            reading.feed(chunk, is_last=False)
            yield _Source(reading)
        reading.feed(b"", is_last=True)
        yield _Source(reading)
        return
    around = _Reading()
    cut = blocks(chain([head], chunks))
    around.feed(next(cut).content, is_last=False)
    yield _Source(around)
    block = Block(b"", 1)
    for block in cut:
        if block.content.endswith(END):
            yield _Source(None, block)
    around.before = block.line - around.parser.CurrentLineNumber
    around.feed(block.content, is_last=True)
    yield _Source(around)


def _in_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the file in UTF-8, whatever its mark of order or its declaration says it is written in."""
    source = iter(chunks)
    first = b""
    while len(first) < DECLARED and (chunk := next(source, b"")):
        first += chunk
    declared = _ENCODING.search(first[:DECLARED])
    name = next(
        (name for mark, name in _MARKS if first.startswith(mark)), declared[1].decode() if declared else "utf-8"
    )
    if codecs_name(name) == "utf-8":
        yield first
        yield from source
        return
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for chunk in chain([first], source):
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeDecodeError as error:
        raise LogError(1, f"The file is not written in {name}, as it says.") from error


def codecs_name(name: str) -> str:
    """Return Python's name of an encoding. Raises LogError for one that nobody knows."""
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise LogError(1, f"The file says that it is written in '{name}', which is no known encoding.") from error


def _whole(block: Block) -> _Reading:
    """Read a block by the parser with calls."""
    reading = _Reading(block.line - 1)
    reading.feed(b"<log>", is_last=False)
    reading.feed(block.content, is_last=False)
    reading.feed(b"</log>", is_last=True)
    return reading


class _Reading:
    """The parser with calls. Attributes go to the innermost open event, case or log; nested ones get dotted names."""

    def __init__(self, before: int = 0) -> None:
        self.parser = expat.ParserCreate("utf-8")
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.before = before
        self.classifiers: dict[str, tuple[str, ...]] = {}
        self.has_log = False
        self.kinds: set[tuple[str, str]] = set()
        self.cases: list[Case] = []
        self.case: Case | None = None
        self.event: Values | None = None
        self.path: list[str] = []

    def feed(self, chunk: bytes, *, is_last: bool) -> None:
        """Read on. Raises LogError for what is not XML."""
        try:
            self.parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            found = expat.ErrorString(error.code)
            raise LogError(error.lineno + self.before, f"This is not XML: {found}.") from error

    @property
    def line(self) -> int:
        """Where the parser is, from 1."""
        return int(self.parser.CurrentLineNumber) + self.before

    def refuse(self, *parts: Any) -> None:
        """Refuse a document type."""
        raise LogError(self.line, "The file declares a document type or entities; no log needs them.")

    def done(self) -> list[Case]:
        """Return the cases that have ended, and forget them."""
        cases, self.cases = self.cases, []
        return cases

    def start(self, name: str, attributes: list[str]) -> None:
        if name in KINDS:
            given = dict(zip(attributes[::2], attributes[1::2], strict=True))
            key = given.get("key", "")
            if self.path:
                if len(self.path) > DEEPEST:
                    raise LogError(self.line, "Attributes are nested too deeply.")
                key = f"{self.path[-1]}.{key}"
            self.path.append(key)
            if self.event is not None:
                self.event[key] = given.get("value", "")
            elif self.case is not None:
                self.case.attributes[key] = given.get("value", "")
            self.kinds.add((name, key))
        else:
            self.opened(name.rpartition(":")[2], attributes)

    def end(self, name: str) -> None:
        if name in KINDS:
            self.path.pop()
        else:
            self.closed(name.rpartition(":")[2])

    def opened(self, name: str, attributes: list[str]) -> None:
        if name == "event":
            self.event = {}
            if self.case is None:  # outside of all cases: one without a name
                self.cases.append(Case({}, [self.event], [self.line]))
            else:
                self.case.lines.append(self.line)
        elif name == "trace":
            self.case = Case({}, [], [])
        elif name == "classifier":
            given = dict(zip(attributes[::2], attributes[1::2], strict=True))
            self.classifiers[given.get("name", "")] = tuple(given.get("keys", "").split())
        self.has_log = self.has_log or name == "log"

    def closed(self, name: str) -> None:
        if name == "event":
            if self.case is not None and self.event is not None:
                self.case.events.append(self.event)
            self.event = None
        elif name == "trace" and self.case is not None:
            self.cases.append(self.case)
            self.case = None


class _Taking:
    """Turns cases into rows, and rows into batches."""

    def __init__(self, rejections: Rejections, classifier: str | None) -> None:
        self.rejections = rejections
        self.classifier = classifier
        self.head: _Reading | None = None
        self.kinds: dict[str, str] = {}
        self.cases: list[Values] = []
        self.rows: list[_Row] = []
        self.attributes: list[Values] = []
        self.seq = 0

    def take(self, source: _Source) -> None:
        """Take the cases of a part of the file, by the pattern where it does."""
        if source.read is not None:
            self.head = self.head or source.read
            self.know(source.read.kinds)
            self.keep(source.read.done())
            return
        block = source.block or Block(b"", 1)
        found = cases_of(block)
        if found is not None:
            rows = [self.row(case, values) for case in found[0] for values in case.events]
            if None not in rows:
                self.know(found[1])
                self.rows += rows  # type: ignore[arg-type]  # none is None
                self.attributes += [values for case in found[0] for values in case.events]
                self.cases += [case.attributes for case in found[0] if case.attributes.get(ACTIVITY)]
                return
        reading = _whole(block)
        self.know(reading.kinds)
        self.keep(reading.done())

    def know(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note the kinds of attributes; one that has two kinds is a text."""
        for kind, key in pairs:
            if self.kinds.setdefault(key, kind) != kind:
                self.kinds[key] = "string"

    def keep(self, cases: list[Case]) -> None:
        """Keep the good events of cases of which the lines are known, and reject the others."""
        for case in cases:
            if case.attributes.get(ACTIVITY):
                self.cases.append(case.attributes)
            for values, line in zip(case.events, case.lines, strict=True):
                row = self.row(case, values)
                if row is None:
                    self.rejections.add(line, self.reason(case, values), str(values))
                else:
                    self.rows.append(row)
                    self.attributes.append(values)

    def row(self, case: Case, values: Values) -> _Row | None:
        """Return what is known of every event, or None for an event that cannot be used."""
        case_id, activity = case.attributes.get(ACTIVITY), self.activity(values)
        time = values.get(TIME)
        happened = microseconds(time) if time else None
        if not case_id or not activity or happened is None or happened < 0:
            return None
        transition = values.get(TRANSITION)
        return case_id, activity, happened, values.get(RESOURCE), transition and transition.lower()

    def reason(self, case: Case, values: Values) -> Reason:
        """Say why an event cannot be used."""
        if not case.attributes.get(ACTIVITY):
            return "no case"
        if not self.activity(values):
            return "no activity"
        time = values.get(TIME)
        if not time:
            return "no time"
        return "unreadable time" if microseconds(time) is None else "time before 1970"

    def activity(self, values: Mapping[str, str]) -> str | None:
        if self.classifier is None:
            return values.get(ACTIVITY)
        keys = self.head.classifiers.get(self.classifier, ()) if self.head else ()
        return "+".join(values.get(key, "") for key in keys)

    def check_head(self) -> None:
        """Raise LogError for what is no XES, or has no such classifier."""
        if self.head is None or not self.head.has_log:
            raise LogError(1, "This is XML, but no XES log: the element 'log' is missing.")
        if self.classifier is not None and self.classifier not in self.head.classifiers:
            names = ", ".join(f"'{name}'" for name in self.head.classifiers) or "none"
            raise LogError(1, f"The log has no classifier '{self.classifier}'; it has {names}.")

    def batch(self) -> Batch:
        """Return what was read since the last batch, and forget it."""
        case_id, activity, happened, resource, transition = (
            (list(column) for column in zip(*self.rows, strict=True)) if self.rows else ([] for _ in range(5))
        )
        seq = range(self.seq, self.seq + len(self.rows))
        columns = (case_id, activity, happened, seq, resource, transition)
        fixed = {one.name: pa.array(values, one.type) for one, values in zip(FIXED, columns, strict=True)}
        taken = (ACTIVITY, TIME, RESOURCE, TRANSITION) if not self.classifier else (TIME, RESOURCE, TRANSITION)
        events = fixed | attribute_columns(self.attributes, self.kinds, taken)
        cases = {"case_id": pa.array([case[ACTIVITY] for case in self.cases], pa.string())}
        cases |= attribute_columns(self.cases, self.kinds, (ACTIVITY,))
        self.seq += len(self.rows)
        self.rows, self.attributes, self.cases = [], [], []
        return Batch(pa.table(events), pa.table(cases))
