"""Read XES (IEEE 1849-2016 and its drafts) in one pass and bounded memory, with the line of whatever is rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from xml.parsers import expat

import pyarrow as pa

from servewell.core.eventlog.rejections import Reason, Rejections
from servewell.core.eventlog.table import FIXED, Batch, attribute_columns, microseconds

EVENTS: Final = 20_000  # of a batch
KINDS: Final = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
DEEPEST: Final = 50  # levels of attributes in attributes; more is no log
ACTIVITY, TIME, RESOURCE, TRANSITION = "concept:name", "time:timestamp", "org:resource", "lifecycle:transition"


class LogError(Exception):
    """A log that cannot be read at all; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Handler:
    """What the parser calls. Attributes go to the innermost open event, case or log; nested ones get dotted names."""

    def __init__(self, rejections: Rejections, classifier: str | None) -> None:
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._starting()
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.rejections = rejections
        self.classifier = classifier
        self.classifiers: dict[str, tuple[str, ...]] = {}
        self.cases: list[dict[str, str]] = []
        self.case: dict[str, str] | None = None
        self.event: dict[str, str] | None = None
        self.line = 0
        self.rows: list[tuple[str, str, int, int, str | None, str | None]] = []
        self.attributes: list[dict[str, str]] = []
        self.seq = 0
        self.has_log = False

    def refuse(self, *parts: Any) -> None:
        line = self.parser.CurrentLineNumber
        raise LogError(line, "The file declares a document type or entities; no log needs them.")

    def _starting(self) -> Callable[[str, list[str]], None]:
        """Return the handler of starts; it sets that of ends. Closures, since both run millions of times."""
        path: list[str] = []
        kinds_of: dict[str, str] = {}
        nowhere: dict[str, str] = {}
        current = nowhere

        def start(name: str, attributes: list[str]) -> None:
            nonlocal current
            if name in KINDS:
                if len(attributes) == 4 and attributes[0] == "key":
                    key, value = attributes[1], attributes[3]
                else:
                    given = dict(zip(attributes[::2], attributes[1::2], strict=True))
                    key, value = given.get("key", ""), given.get("value", "")
                if path:
                    key = self.nested(path, key)
                path.append(key)
                current[key] = value
                if kinds_of.get(key) != name:
                    kinds_of[key] = name if key not in kinds_of else "string"
            else:
                current = self.opened(name, attributes, nowhere)

        def end(name: str) -> None:
            nonlocal current
            if name in KINDS:
                path.pop()
            else:
                current = self.closed(name, nowhere)

        self.kinds = kinds_of  # of each attribute by name
        self.parser.EndElementHandler = end
        return start

    def nested(self, path: list[str], key: str) -> str:
        if len(path) > DEEPEST:
            raise LogError(self.parser.CurrentLineNumber, "Attributes are nested too deeply.")
        return f"{path[-1]}.{key}"

    def opened(self, name: str, attributes: list[str], nowhere: dict[str, str]) -> dict[str, str]:
        """Note that an element begins which is no attribute; return where its attributes go."""
        name = name.rpartition(":")[2]
        if name == "event":
            self.line = self.parser.CurrentLineNumber
            self.event = {}
            return self.event
        if name == "trace":
            self.case = {}
            return self.case
        if name == "classifier":
            given = dict(zip(attributes[::2], attributes[1::2], strict=True))
            self.classifiers[given.get("name", "")] = tuple(given.get("keys", "").split())
        self.has_log = self.has_log or name == "log"
        return nowhere

    def closed(self, name: str, nowhere: dict[str, str]) -> dict[str, str]:
        """Note that an element ends which is no attribute; return where the attributes after it go."""
        name = name.rpartition(":")[2]
        if name == "event" and self.event is not None:
            self.take(self.event)
            self.event = None
        elif name == "trace" and self.case is not None:
            if self.case.get(ACTIVITY):
                self.cases.append(self.case)
            self.case = None
        nowhere.clear()
        return nowhere if self.case is None else self.case

    def take(self, values: dict[str, str]) -> None:
        """Keep the event that ends here, or reject it."""
        case_id = self.case.get(ACTIVITY) if self.case is not None else None
        activity = self.activity(values)
        time = values.get(TIME)
        happened = microseconds(time) if time else None
        reason: Reason | None = None
        if not case_id:
            reason = "no case"
        elif not activity:
            reason = "no activity"
        elif not time:
            reason = "no time"
        elif happened is None:
            reason = "unreadable time"
        elif happened < 0:
            reason = "time before 1970"
        if reason is not None:
            self.rejections.add(self.line, reason, str(values))
        else:
            transition = values.get(TRANSITION)
            resource = values.get(RESOURCE)
            self.rows.append(
                (case_id, activity, happened, self.seq, resource, transition and transition.lower())  # type: ignore[arg-type]  # none is None without a reason
            )
            self.attributes.append(values)
        self.seq += 1

    def activity(self, values: Mapping[str, str]) -> str | None:
        keys = self.classifiers.get(self.classifier or "")
        return "+".join(values.get(key, "") for key in keys) if keys else values.get(ACTIVITY)

    def batch(self) -> Batch:
        """Return what was read since the last batch, and forget it."""
        columns = zip(*self.rows, strict=True) if self.rows else ([] for _ in FIXED)
        fixed = {one.name: pa.array(list(values), one.type) for one, values in zip(FIXED, columns, strict=True)}
        taken = (ACTIVITY, TIME, RESOURCE, TRANSITION) if not self.classifier else (TIME, RESOURCE, TRANSITION)
        events = fixed | attribute_columns(self.attributes, self.kinds, taken)
        cases = {"case_id": pa.array([case[ACTIVITY] for case in self.cases], pa.string())}
        cases |= attribute_columns(self.cases, self.kinds, (ACTIVITY,))
        self.rows, self.attributes, self.cases = [], [], []
        return Batch(pa.table(events), pa.table(cases))


def read_xes(
    chunks: Iterable[bytes], rejections: Rejections, *, classifier: str | None = None, size: int = EVENTS
) -> Iterator[Batch]:
    """Yield the events and cases of a XES file in batches of about `size` events.

    `classifier` names one of the log's own classifiers, whose attributes joined by `+` are then the activity. Raises
    LogError where the file is no XES, with the line.
    """
    handler = _Handler(rejections, classifier)
    try:
        for chunk in chunks:
            handler.parser.Parse(chunk, False)
            if len(handler.rows) >= size:
                yield handler.batch()
        handler.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise LogError(error.lineno, f"This is not XML: {expat.ErrorString(error.code)}.") from error
    if not handler.has_log:
        raise LogError(1, "This is XML, but no XES log: the element 'log' is missing.")
    if classifier is not None and classifier not in handler.classifiers:
        names = ", ".join(f"'{name}'" for name in handler.classifiers) or "none"
        raise LogError(1, f"The log has no classifier '{classifier}'; it has {names}.")
    yield handler.batch()
