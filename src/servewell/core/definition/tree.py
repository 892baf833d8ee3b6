"""YAML as a tree of texts with places: nothing is typed, and what hides meaning is refused.

Tags, anchors, aliases, merge keys, directives and second documents are faults: they hide meaning and
allow expansion bombs (docs/decisions/2026-11-23-definition-scalars.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import yaml

from servewell.core.definition.syntax import explain_yaml_error
from servewell.core.problem import Place, Problem

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 16
LARGEST_KEPT: Final = 50_000  # bytes of a file whose tree is remembered
# C0 and C1 controls, line separators that YAML counts as line ends but editors do not, lone surrogates,
# byte order marks and non-characters.
BAD_CHARACTERS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# libyaml's, not PyYAML's own: it is faster and takes a question mark at the end of a text in braces.
LOADER: Final = yaml.CSafeLoader


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written. `start` and `end` are offsets into the source; style is one of '', ', \", | and >."""

    text: str
    line: int
    column: int
    style: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping: pairs in file order, keys unique."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int


Node = Scalar | Items | Entries


@dataclass(frozen=True, slots=True)
class Tree:
    """A file read as YAML: root is None when it could not be."""

    root: Node | None
    text: str
    problems: tuple[Problem, ...]


class _Refused(Exception):  # noqa: N818 - it carries a Problem and is not an error of the program
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_tree(source: str | bytes, *, file: str) -> Tree:
    """Read YAML text; never raises. A file that cannot be read gives one problem, duplicate keys one each."""
    return _read_again(source, file) if len(source) <= LARGEST_KEPT else _read(source, file)


def _read(source: str | bytes, file: str) -> Tree:
    text, problems = _clean(source, file)
    if problems:
        return Tree(None, text, problems)
    builder = _Builder(file)
    try:
        root = builder.read(text)
    except _Refused as refusal:
        return Tree(None, text, (*builder.problems, refusal.problem))
    except yaml.YAMLError as error:
        return Tree(None, text, (*builder.problems, explain_yaml_error(error, text, file)))
    return Tree(root, text, tuple(builder.problems))


# Translations are read anew with every change of the definition beside them.
_read_again = lru_cache(maxsize=16)(_read)


def _decode(source: bytes, file: str) -> str | Problem:
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        found = f"The file is not UTF-8: byte {source[error.start]:#04x} cannot be read."
        return Problem("not-utf-8", Place(file, line), found, "", "Save the file as UTF-8 in your editor.")


def _clean(source: str | bytes, file: str) -> tuple[str, tuple[Problem, ...]]:
    if len(source) > MAX_BYTES:
        found = f"The file has more than {MAX_BYTES:,} bytes."
        fix = "Move long texts to a page of your website and link to it."
        return "", (Problem("too-large", Place(file, 1), found, f"at most {MAX_BYTES:,} bytes", fix),)
    decoded = _decode(source, file) if isinstance(source, bytes) else source
    if isinstance(decoded, Problem):
        return "", (decoded,)
    text = decoded.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems = []
    for match in BAD_CHARACTERS.finditer(text):
        line, column = _place(text, match.start())
        problems.append(_bad_character(match.group(), Place(file, line, column)))
        if len(problems) == 20:
            break
    return text, tuple(problems)


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _bad_character(character: str, where: Place) -> Problem:
    found = f"There is an invisible character here (U+{ord(character):04X})."
    return Problem("bad-character", where, found, "", "Delete it and type the text again.")


def _start(event: yaml.Event) -> tuple[int, int, int]:
    """Return line and column, from 1, and the offset where an event begins."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1, mark.index) if mark else (1, 1, 0)


class _Builder:
    """Turns YAML events into nodes; stops at the first thing that is not a plain tree."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def read(self, text: str) -> Node:
        events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version or event.tags:
                    raise self._refuse("yaml-directive", event, "Lines that begin with '%' are not used here.")
                if root is not None:
                    raise self._refuse("several-documents", event, "A second document begins here ('---').")
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 1)
        if root is None or (isinstance(root, Scalar) and not root.text):
            raise _Refused(Problem("empty-file", Place(self.file, 1), "The file is empty."))
        return root

    def _refuse(self, code: str, event: yaml.Event, found: str, fix: str = "") -> _Refused:
        line, column, _ = _start(event)
        return _Refused(Problem(code, Place(self.file, line, column), found, "", fix))

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if getattr(event, "anchor", None) is not None:
            fix = "Write the text out; put a text that begins with '&' or '*' in quotes."
            raise self._refuse("yaml-anchor", event, "Anchors (&) and aliases (*) are not used here.", fix)
        if (tag := getattr(event, "tag", None)) is not None:
            fix = "Remove it; put a text that begins with '!' in quotes."
            raise self._refuse("yaml-tag", event, f"Tags such as '{tag[:60]}' are not used here.", fix)
        if depth > MAX_DEPTH:
            raise self._refuse("too-deep", event, f"This is nested more than {MAX_DEPTH} levels deep.")
        line, column, offset = _start(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line, column, offset)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self._node(item, events, depth + 1))
            return Items(tuple(items), line, column)
        return Entries(tuple(self._entries(events, depth)), line, column)

    def _scalar(self, event: yaml.ScalarEvent, line: int, column: int, offset: int) -> Scalar:
        if bad := BAD_CHARACTERS.search(event.value):
            raise _Refused(_bad_character(bad.group(), Place(self.file, line, column)))
        end = event.end_mark.index if event.end_mark else offset
        return Scalar(event.value, line, column, event.style or "", offset, end)

    def _entries(self, events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Scalar) or not key.text or "\n" in key.text:
                raise self._refuse("bad-key", event, "A key has to be a short text on one line.")
            if key.text == "<<" and not key.style:
                raise self._refuse("yaml-merge-key", event, "Merge keys (<<) are not used here.", "Write the keys out.")
            value = self._node(next(events), events, depth + 1)
            if key.text in seen:
                found = f"The key '{key.text}' stands here twice: it is already on line {seen[key.text]}."
                where = Place(self.file, key.line, key.column)
                self.problems.append(Problem("duplicate-key", where, found, "", "Remove or rename one of the two."))
                continue
            seen[key.text] = key.line
            yield key, value
