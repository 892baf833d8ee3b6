"""Take the hidden data (place, owner, time) out of a HEIC picture, which nothing here can decode and write anew.

A HEIC file is a tree of boxes. The `meta` box lists items (`iinf`) and where each lies (`iloc`); the bytes of the
Exif and XMP items are overwritten in place, so that no offset changes. ISO/IEC 14496-12, 8.11.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from servewell.core.problem import Problem, ProblemError

Box = tuple[bytes, int, int]  # type, start of content, end


def blank_exif(path: Path) -> None:
    """Overwrite the Exif and XMP items of a HEIC file; refuse one whose boxes do not add up."""
    content = bytearray(path.read_bytes())
    try:
        spans = list(_hidden_spans(content))
    except (struct.error, IndexError, StopIteration, ValueError) as error:
        raise _unreadable() from error
    for start, length in spans:
        if start < 0 or length < 0 or start + length > len(content):
            raise _unreadable()
        # The Exif item keeps its header offset; an empty TIFF directory follows.
        content[start : start + length] = bytes(length)
    if spans:
        path.write_bytes(content)


def _hidden_spans(content: bytearray) -> Iterator[tuple[int, int]]:
    meta = next((box for box in _boxes(content, 0, len(content)) if box[0] == b"meta"), None)
    if meta is None:
        raise ValueError("no meta box")
    inside = {kind: (start, end) for kind, start, end in _boxes(content, meta[1] + 4, meta[2])}
    if b"iinf" not in inside or b"iloc" not in inside:
        raise ValueError("no items")
    hidden = set(_hidden_items(content, *inside[b"iinf"]))
    idat = inside.get(b"idat", (0, 0))[0]
    for item, method, start, length in _locations(content, *inside[b"iloc"]):
        if item in hidden:
            if method > 1:
                raise ValueError("constructed from other items")
            yield (start + idat if method == 1 else start), length


def _boxes(content: bytearray, start: int, end: int) -> Iterator[Box]:
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", content, start + 8)[0], 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise ValueError("box beyond its parent")
        yield bytes(kind), start + head, start + size
        start += size


def _hidden_items(content: bytearray, start: int, end: int) -> Iterator[int]:
    first = start + (6 if content[start] == 0 else 8)
    for kind, at, _ in _boxes(content, first, end):
        if kind != b"infe":
            continue
        version = content[at]
        if version < 2:
            continue
        item = struct.unpack_from(">H" if version == 2 else ">I", content, at + 4)[0]
        type_at = at + (8 if version == 2 else 10)
        if bytes(content[type_at : type_at + 4]) in (b"Exif", b"mime", b"uri "):
            yield item


def _locations(content: bytearray, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    version = content[start]
    sizes = struct.unpack_from(">H", content, start + 4)[0]
    offset_size, length_size = sizes >> 12, sizes >> 8 & 15
    base_size, index_size = sizes >> 4 & 15, (sizes & 15 if version else 0)
    at = start + 6

    def number(size: int) -> int:
        nonlocal at
        if at + size > end:
            raise ValueError("item list beyond its box")
        value = int.from_bytes(content[at : at + size], "big")
        at += size
        return value

    for _ in range(number(2 if version < 2 else 4)):
        item = number(2 if version < 2 else 4)
        method = number(2) & 15 if version else 0
        number(2)  # data reference
        base = number(base_size)
        for _ in range(number(2)):
            number(index_size)
            offset = number(offset_size)
            yield item, method, base + offset, number(length_size)


def _unreadable() -> ProblemError:
    return ProblemError(
        Problem(
            code="file-content",
            found="The picture cannot be read.",
            fix="Take the photo again, or send it as JPG.",
        )
    )
