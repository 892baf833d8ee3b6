"""The quick way through XES: whole cases at once by cutting at quotes, where they are written as nearly all are.

A parser that calls back for each attribute spends most of its time on calling. Cut at its quotes, a block of cases is a
key, a value, and what stands between: of that there are few different texts, each of which is checked once. Cases in
which these texts account for every `<`, every line break and the nesting of every element are well-formed XML, and are
taken as they stand. A block in which anything else is found (nested attributes, comments, other quotes, a fault) or
whose events are not all good is left to the parser with calls, which also knows lines: so both ways say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

LONGEST: Final = 1 << 29  # bytes of one case; more is no log
BEGIN, END = b"<trace>", b"</trace>"
_BETWEEN: Final = re.compile(r"\s*(/>)?\s*((?:</?(?:event|trace)>\s*)*)(?:<(\w+)\s+key=)?")
_TAG: Final = re.compile(r"</?(?:event|trace)>")
_KINDS: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})
_CONTROLS: Final = bytes(sorted({*range(32)} - {9, 10, 13}))  # no XML 1.0 may hold them
_NO_CHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_REFERENCE: Final = re.compile(r"&(?:(lt|gt|amp|quot|apos);)?")
_CHARACTERS: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
# Where a tag may stand, and where one is after it: outside of cases, in a case, in an event.
_INSIDE: Final = {"<trace>": "", "<event>": "trace", "</event>": "event", "</trace>": "trace"}
_THEN: Final = {"<trace>": "trace", "<event>": "event", "</event>": "trace", "</trace>": ""}

Values = dict[str, str]


class Block(NamedTuple):
    """Some whole cases as bytes, and the line on which they begin (from 1)."""

    content: bytes
    line: int


class Case(NamedTuple):
    """The attributes of a case and of its events; `lines` of the events where they are known."""

    attributes: Values
    events: list[Values]
    lines: list[int]


def blocks(chunks: Iterable[bytes]) -> Iterator[Block]:
    """Cut a file, of which the first chunk holds the first case's beginning, after ends of cases.

    The first block is what comes before all cases, the last what comes after them. Raises ValueError for a case that
    does not end.
    """
    rest, line, is_head = b"", 1, True
    for chunk in chunks:
        rest += chunk
        if is_head:
            start = rest.find(BEGIN)
            yield Block(rest[:start], line)
            line += rest.count(b"\n", 0, start)
            rest, is_head = rest[start:], False
        end = rest.rfind(END) + len(END)
        if end >= len(END):
            yield Block(rest[:end], line)
            line += rest.count(b"\n", 0, end)
            rest = rest[end:]
        elif len(rest) > LONGEST:
            raise ValueError(line)
    yield Block(rest, line)


def cases_of(block: Block) -> tuple[list[Case], set[tuple[str, str]]] | None:
    """Return the cases of a block, and each pair of kind and key of its attributes; None when they must be parsed."""
    cut = _cut(block.content)
    if cut is None:
        return None
    between, keys, values = cut
    tags: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for place, text in enumerate(dict.fromkeys(between)):
        told = _told(text, is_first=not place)
        if told is None:
            return None
        tags[text], kinds[text] = told
    if between.count(between[0]) > 1 or kinds[between[-1]]:
        return None
    cases = _taken([(place, some) for place, text in enumerate(between) if (some := tags[text])], keys, values)
    if cases is None:
        return None
    return cases, {(kinds[text], key) for text, key in set(zip(between, keys, strict=False))}


def _cut(content: bytes) -> tuple[list[str], list[str], list[str]] | None:
    """Return what stands between attributes, their keys and their values, one text between more than there are keys."""
    if len(content.translate(None, _CONTROLS)) < len(content) or any(one in content for one in _NO_CHARACTERS):
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    parts = text.split('"')
    between, keys, equals, values = parts[0::4], parts[1::4], parts[2::4], parts[3::4]
    if len(parts) % 4 != 1 or equals.count(" value=") < len(equals):
        return None
    counts = Counter(between)
    for sign in "<\n\t\r":  # none of them may stand in a key or a value
        if text.count(sign) != sum(one.count(sign) * times for one, times in counts.items()):
            return None
    if "&" not in text:
        return between, keys, values
    try:
        return between, [_plain(key) for key in keys], [_plain(value) for value in values]
    except KeyError:
        return None


def _told(text: str, *, is_first: bool) -> tuple[list[str], str] | None:
    """Return the tags of a text between attributes, and the kind of the attribute that begins after it."""
    found = _BETWEEN.fullmatch(text)
    if found is None or (found[1] is None) != is_first or (found[3] and found[3] not in _KINDS):
        return None
    return _TAG.findall(found[2]), found[3] or ""


def _taken(tags: list[tuple[int, list[str]]], keys: list[str], values: list[str]) -> list[Case] | None:
    """Put events and cases together; None when a tag stands where it must not."""
    cases: list[Case] = []
    events: list[Values] = []
    attributes: Values = {}
    current: Values = {}
    begun, inside = 0, ""
    for place, some in tags:
        if place > begun:
            current.update(zip(keys[begun:place], values[begun:place], strict=True))
            begun = place
        for tag in some:
            if _INSIDE[tag] != inside:
                return None
            inside = _THEN[tag]
            if tag == "<event>":
                current = {}
            elif tag == "</event>":
                events.append(current)
                current = attributes
            elif tag == "<trace>":
                current = attributes = {}
                events = []
            else:
                cases.append(Case(attributes, events, []))
                current = {}
    return None if inside else cases


def _plain(text: str) -> str:
    """Put characters for their references. Raises KeyError for a reference that XML does not know."""
    return _REFERENCE.sub(lambda found: _CHARACTERS[found[1]], text) if "&" in text else text
