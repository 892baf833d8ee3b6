"""Writes a tree of texts as YAML in one canonical layout, with comments. Knows nothing of definitions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from servewell.core.definition.comments import NAMING_KEYS, Comment, Comments, Path
from servewell.core.definition.tree import BAD_CHARACTERS

WIDTH: Final = 110
# Keys whose mappings and lists always stand one entry a line: what people look for and compare.
ALWAYS_BLOCK: Final = frozenset({"pages", "ask", "criteria", "decisions"})
BLANK_BEFORE: Final = frozenset(
    {"tables", "criteria", "sections", "pages", "ask", "declaration", "stages", "decisions"}
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text that has to stand in quotes, because it would be read as a number or yes and no without."""

    text: str


Out: TypeAlias = "str | Quoted | Mapping[str, Out] | Sequence[Out]"


def write_yaml(root: Mapping[str, Out], comments: Comments) -> str:
    """Return the canonical text. A comment whose place is gone moves to the nearest thing above that is left."""
    writer = _Writer(_rehome(comments, set(_paths(root, ()))))
    lines = list(writer.mapping(root, (), 0))
    lines += _comment_lines(writer.comments.get((), Comment()).before, 0)
    return "\n".join(lines).strip("\n") + "\n"


def _paths(node: Out, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _paths(value, (*path, key))
    elif not isinstance(node, (str, Quoted)):
        for index, item in enumerate(node):
            yield from _paths(item, (*path, _item_name(item, index)))


def _item_name(item: Out, index: int) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, Quoted):
        return item.text
    if isinstance(item, Mapping) and item:
        key, value = next(iter(item.items()))
        if key in NAMING_KEYS and isinstance(value, str):
            return value
    return str(index)


def _rehome(comments: Comments, known: set[Path]) -> dict[Path, Comment]:
    homes: dict[Path, Comment] = {path: comment for path, comment in comments.items() if path in known}
    for path, comment in comments.items():
        if path in known:
            continue
        home = path
        while home not in known:
            home = home[:-1]
        kept = homes.get(home, Comment())
        lines = tuple(line for line in (*comment.before, comment.after) if line)
        homes[home] = replace(kept, before=(*kept.before, *lines))
    return homes


def _comment_lines(lines: Sequence[str], indent: int) -> Iterator[str]:
    for line in lines:
        yield " " * indent + line if line else ""


def _is_of_table(path: Path) -> bool:
    """Tell whether a decision table stands here, or its rows: they stand one below the other."""
    return path[:1] == ("tables",) and (len(path) < 3 or (len(path) == 3 and path[2] == "rows"))


class _Writer:
    def __init__(self, comments: Mapping[Path, Comment]) -> None:
        self.comments = comments
        self.commented = {path[:length] for path in comments for length in range(len(path))}

    def mapping(self, node: Mapping[str, Out], path: Path, indent: int) -> Iterator[str]:
        """Yield the lines of a block mapping."""
        for position, (key, value) in enumerate(node.items()):
            if position and not indent and key in BLANK_BEFORE:
                yield ""
            yield from self.entry(f"{write_scalar(key, in_flow=False)}:", value, (*path, key), key, indent)

    def entry(self, lead: str, value: Out, path: Path, key: str, indent: int) -> Iterator[str]:
        """Yield the lines of 'key: value' or '- value'; `lead` ends with ':' or is '-'."""
        comment = self.comments.get(path, Comment())
        margin = " " * indent
        is_block = path in self.commented or key in ALWAYS_BLOCK or _is_of_table(path)
        short = None if is_block else flow(value)
        after = f"  {comment.after}" if comment.after else ""
        is_short = short is not None and len(margin) + len(lead) + 1 + len(short) <= WIDTH
        text = value.text if isinstance(value, Quoted) else value
        if isinstance(text, str) and not is_short:
            yield from _comment_lines((*comment.before, *([comment.after] if comment.after else [])), indent)
            yield from _long_text(f"{margin}{lead}", text, indent + 2)
            return
        yield from _comment_lines(comment.before, indent)
        if is_short:
            plain = write_scalar(text, in_flow=False) if isinstance(value, str) and isinstance(text, str) else short
            yield f"{margin}{lead} {plain}{after}"
        elif isinstance(value, Mapping):
            yield from self._block_mapping(lead, value, path, indent, after)
        elif not isinstance(value, (str, Quoted)):
            yield f"{margin}{lead}{after}"
            yield from self.sequence(value, path, indent + 2, is_spaced=key == "pages")

    def _block_mapping(self, lead: str, value: Mapping[str, Out], path: Path, indent: int, after: str) -> Iterator[str]:
        if lead != "-":
            yield f"{' ' * indent}{lead}{after}"
            yield from self.mapping(value, path, indent + 2)
            return
        # The first key of a list item stands behind the dash, so its own comments go above the dash.
        first = (*path, next(iter(value)))
        own = self.comments.get(first, Comment())
        yield from _comment_lines(own.before, indent)
        hidden = {key: comment for key, comment in self.comments.items() if key != first}
        trailing = "  ".join(filter(None, (own.after, after.strip())))
        inner = _Writer({**hidden, **({first: Comment((), trailing)} if trailing else {})})
        lines = list(inner.mapping(value, path, indent + 2))
        yield f"{' ' * indent}- {lines[0].lstrip()}"
        yield from lines[1:]

    def sequence(self, node: Sequence[Out], path: Path, indent: int, *, is_spaced: bool) -> Iterator[str]:
        """Yield the lines of a block list."""
        for index, item in enumerate(node):
            if index and is_spaced:
                yield ""
            inner = (*path, _item_name(item, index))
            key = "pages" if is_spaced else ""
            yield from self.entry("-", item, inner, key, indent)


def flow(node: Out) -> str | None:
    """Return a node on one line, or None when a text in it has several lines."""
    if isinstance(node, (str, Quoted)):
        text = node if isinstance(node, str) else node.text
        return None if "\n" in text else write_scalar(text, in_flow=True, is_quoted=isinstance(node, Quoted))
    if isinstance(node, Mapping):
        parts = [(write_scalar(key, in_flow=True), flow(value)) for key, value in node.items()]
        if any(value is None for _, value in parts):
            return None
        return "{" + ", ".join(f"{key}: {value}" for key, value in parts) + "}"
    items = [flow(item) for item in node]
    return None if None in items else "[" + ", ".join(filter(None, items)) + "]"


PLAIN: Final = re.compile(
    r"""(?!\.\.\.|[-?:,\[\]{}#&*!|>'"%@`\s])[^\n\t]*(?<![\s:])|-[A-Za-z0-9]([^\n\t]*(?<![\s:]))?"""
)
FLOW_MARKS: Final = re.compile(r"[,\[\]{}:]")


def write_scalar(text: str, *, in_flow: bool, is_quoted: bool = False) -> str:
    """Return a one-line text, in quotes only where YAML needs them."""
    is_plain = PLAIN.fullmatch(text) and ": " not in text and " #" not in text and text != "<<"
    if is_plain and not is_quoted and not BAD_CHARACTERS.search(text) and not (in_flow and FLOW_MARKS.search(text)):
        return text
    if ('"' in text or "\\" in text) and not BAD_CHARACTERS.search(text) and "\n" not in text and "\t" not in text:
        return "'" + text.replace("'", "''") + "'"
    return BAD_CHARACTERS.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=False))


def _long_text(lead: str, text: str, indent: int) -> Iterator[str]:
    margin = " " * indent
    if "\n" in text:
        yield f"{lead} |"
        for line in text.split("\n"):
            yield margin + line if line else ""
        return
    words = text.split(" ")
    if "" in words or len(words) == 1 or BAD_CHARACTERS.search(text):
        yield f"{lead} {write_scalar(text, in_flow=False)}"
        return
    yield f"{lead} >-"
    line = margin + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > WIDTH:
            yield line
            line = margin + word
        else:
            line += f" {word}"
    yield line
