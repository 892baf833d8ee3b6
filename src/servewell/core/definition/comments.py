"""Comments of a YAML file, each attached to the key path it speaks about, so that they survive an edit of the model."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from servewell.core.definition.tree import Entries, Items, Node, Scalar, Tree

Path = tuple[str, ...]
# List items that are mappings are known by what their first key says: ('pages', 'walking').
NAMING_KEYS: Final = ("page", "stage", "example")


@dataclass(frozen=True, slots=True)
class Comment:
    """Comment lines before a key, '' for a blank line among them, and the one after its value; all with '#'."""

    before: tuple[str, ...] = ()
    after: str = ""


Comments = Mapping[Path, Comment]


def paths(node: Node, path: Path = ()) -> Iterator[tuple[Path, int, int]]:
    """Yield (path, line, column) of every key and list item in file order, outer before inner."""
    if isinstance(node, Entries):
        for key, value in node.entries:
            yield (*path, key.text), key.line, key.column
            yield from paths(value, (*path, key.text))
    elif isinstance(node, Items):
        for index, item in enumerate(node.items):
            inner = (*path, item_name(item, index))
            yield inner, item.line, item.column
            yield from paths(item, inner)


def item_name(item: Node, index: int) -> str:
    """Return what a list item is known by in paths."""
    if isinstance(item, Scalar):
        return item.text
    if isinstance(item, Entries) and item.entries:
        key, value = item.entries[0]
        if key.text in NAMING_KEYS and isinstance(value, Scalar):
            return value.text
    return str(index)


def read_comments(tree: Tree) -> dict[Path, Comment]:
    """Return the comments of a file by path. Those after the last key are under ()."""
    if tree.root is None or "#" not in tree.text:
        return {}
    places = list(paths(tree.root))
    lines = [line for _, line, _ in places]
    source = tree.text.split("\n")
    before: dict[Path, list[str]] = {}
    after: dict[Path, str] = {}
    last_line = 0
    for line, text, is_alone in _comments(tree):
        if is_alone:
            index = bisect.bisect_left(lines, line)
            path = places[index][0] if index < len(places) else ()
            kept = before.setdefault(path, [])
            if kept and line > last_line + 1:
                kept.append("")
            kept.append(text)
            last_line = line
            if line < len(source) and not source[line].strip():
                kept.append("")
                last_line += 1
        else:
            index = bisect.bisect_left(lines, line)
            if index == len(places) or lines[index] != line:
                index -= 1
            path = places[max(index, 0)][0]
            after[path] = f"{after[path]} {text}" if path in after else text
    for kept in before.values():
        while kept and not kept[-1] and () in before and kept is before[()]:
            kept.pop()
    return {path: Comment(tuple(before.get(path, ())), after.get(path, "")) for path in {**before, **after}}


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Items):
        for item in node.items:
            yield from _scalars(item)
    else:
        for key, value in node.entries:
            yield key
            yield from _scalars(value)


def _comments(tree: Tree) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, comment, whether it has the line for itself)."""
    text = tree.text
    masked = bytearray(len(text) + 1)
    for scalar in _scalars(tree.root) if tree.root is not None else ():
        start = scalar.start
        if scalar.style in ("|", ">"):
            start = text.find("\n", start)
        if 0 <= start < scalar.end:
            masked[start : scalar.end] = b"\x01" * (scalar.end - start)
    line, line_start, position = 1, 0, text.find("#")
    while position >= 0:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line += text.count("\n", line_start, position)
        line_start = text.rfind("\n", 0, position) + 1
        if not masked[position] and (position == line_start or text[position - 1] in " \t"):
            yield line, text[position:end].rstrip(), not text[line_start:position].strip()
            position = text.find("#", end)
        else:
            position = text.find("#", position + 1)
