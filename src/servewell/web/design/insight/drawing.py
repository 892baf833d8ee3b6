"""Shapes of a picture as SVG text: escaped, mirrored for languages that are read from the right.

A drawing is as wide as a phone (360 units), so that one picture can be read at 360 pixels and on paper. Its colours
are classes of `insight.css`; it has no ids but those of its title and description, which begin with the caller's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 360.0
# Widths of letters in a system font, in units of the font's size, rather too wide than too narrow.
_NARROW: Final = frozenset("iljtfrI.,:;'|!()[] -·‘’")
_WIDE: Final = frozenset("mwMWQOGCDHNU@%—ABEKPRSVXYZ&_")


class Drawing:
    """Shapes that are added one after the other; `svg` returns them all."""

    def __init__(self, *, is_mirrored: bool = False, width: float = WIDTH) -> None:
        self.width = width
        self.is_mirrored = is_mirrored
        self._parts: list[Markup] = []

    def rectangle(self, x: float, y: float, width: float, height: float, kind: str, radius: float = 0) -> None:
        """Add a rectangle by its start corner at the top."""
        left = self.width - x - width if self.is_mirrored else x
        self._add(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
            kind, said(left), said(y), said(max(width, 0)), said(height), said(radius),
        )  # fmt: skip

    def line(self, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
        """Add a straight line."""
        (x1, y1), (x2, y2) = self._at(start), self._at(end)
        self._add('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', kind, said(x1), said(y1), said(x2), said(y2))

    def circle(self, centre: tuple[float, float], radius: float, kind: str) -> None:
        """Add a circle."""
        x, y = self._at(centre)
        self._add('<circle class="{}" cx="{}" cy="{}" r="{}"/>', kind, said(x), said(y), said(radius))

    def lines(self, points: Iterable[tuple[float, float]], kind: str, *, is_closed: bool = False) -> None:
        """Add lines from point to point."""
        at = " ".join(f"{said(x)},{said(y)}" for x, y in map(self._at, points))
        self._add(
            '<polygon class="{}" points="{}"/>' if is_closed else '<polyline class="{}" fill="none" points="{}"/>',
            kind,
            at,
        )

    def curve(self, points: Sequence[tuple[float, float]], kind: str, width: float | None = None) -> None:
        """Add a curve: a start, then for each piece two points that pull it and the point where it ends."""
        at = [f"{said(x)} {said(y)}" for x, y in map(self._at, points)]
        pieces = " ".join("C" + " ".join(at[place : place + 3]) for place in range(1, len(at), 3))
        thick = Markup(' stroke-width="{}"').format(said(width)) if width is not None else ""
        self._add('<path class="{}" fill="none"{} d="M{} {}"/>', kind, thick, at[0], pieces)

    def text(self, x: float, y: float, text: str, kind: str, anchor: str = "start") -> None:
        """Add a line of text; `anchor` is start, middle or end as one reads."""
        direction = Markup(' direction="rtl"') if self.is_mirrored else ""
        x, y = self._at((x, y))
        self._add(
            '<text class="{}" x="{}" y="{}" text-anchor="{}"{}>{}</text>',
            kind, said(x), said(y), anchor, direction, printable(text),
        )  # fmt: skip

    def group(self, kind: str, title: str = "") -> None:
        """Begin a group of shapes with a title that a pointer shows; ended by `end_group`."""
        self._add('<g class="{}">', kind)
        if title:
            self._add("<title>{}</title>", printable(title))

    def end_group(self) -> None:
        """End the group that was begun last."""
        self._add("</g>")

    def svg(self, height: float, anchor: str, title: str, described: str, kind: str = "sw-picture__svg") -> Markup:
        """Return the picture; `anchor` is an id that the page gives to nothing else."""
        size = Markup('viewBox="0 0 {} {}" width="{}" height="{}"').format(
            *(said(one) for one in (self.width, height, self.width, height))
        )
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" {size} role="img" '
            'aria-labelledby="{at}-t {at}-d"><title id="{at}-t">{title}</title><desc id="{at}-d">{described}</desc>'
        ).format(kind=kind, size=size, at=anchor, title=printable(title), described=printable(described))
        return head + Markup("").join(self._parts) + Markup("</svg>")

    def _at(self, point: tuple[float, float]) -> tuple[float, float]:
        return (self.width - point[0], point[1]) if self.is_mirrored else point

    def _add(self, pattern: str, *values: object) -> None:
        self._parts.append(Markup(pattern).format(*(escape(value) for value in values)))  # noqa: S704 patterns are ours


def said(number: float) -> str:
    """Return a length with at most one decimal place."""
    return f"{number:.1f}".removesuffix(".0")


def printable(text: str) -> str:
    """Return a text without the control characters that XML forbids."""
    return "".join(" " if letter in "\t\n\r" else letter for letter in text if is_allowed(letter))


def is_allowed(letter: str) -> bool:
    """Tell whether XML 1.0 may hold a character."""
    return letter in "\t\n\r" or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in "\ufffe\uffff")


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is; never much too narrow."""
    return size * sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0.0
    return 0.36 if letter in _NARROW else 0.74 if letter in _WIDE else 0.58


def shortened(text: str, width: float, size: float) -> str:
    """Return a text that fits into a width, with an ellipsis where something was left out."""
    text = " ".join(printable(text).split())
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, width: float, size: float, lines: int) -> tuple[str, ...]:
    """Return a text in at most so many lines of a width; long words are broken, the last line may be shortened."""
    words = " ".join(printable(text).split()).split(" ")
    found: list[str] = []
    while words and len(found) < lines - 1:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size) <= width:
            line = f"{line} {words.pop(0)}"
        kept = line
        while text_width(kept, size) > width:
            kept = kept[:-1]
        if kept != line:
            words.insert(0, line[len(kept) :])
        found.append(kept)
    if words:
        found.append(shortened(" ".join(words), width, size))
    return tuple(found)
