"""Characters in typed text: what is kept, what is silently left out, what cannot be stored.

Nobody's name is refused for being odd. NUL and lone surrogates cannot be stored by the databases, other
controls have no meaning in an answer. Invisible format characters stay only where a script needs them.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_LINE_BREAKS: Final = {"\n", "\t"}
_DIRECTION_MARKS: Final = {"\u200e", "\u200f", "\u061c"}
_JOINERS: Final = {"\u200c", "\u200d"}
_WORD_BREAK: Final = "\u200b"
_INVISIBLE: Final = (
    _DIRECTION_MARKS
    | _JOINERS
    | {_WORD_BREAK, "\u2060", "\ufeff", "\u00ad", "\u180e"}
    | {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2061, 0x2070))}
)
_BLACK_FLAG: Final = "\U0001f3f4"  # flags of nations such as Wales follow it with tag characters
# Scripts whose letters join (Arabic, Syriac, N'Ko, Mongolian) or form conjuncts (the Brahmic ones).
_JOINING: Final = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x109F), (0x1780, 0x18AF), (0xA800, 0xABFF))
# Scripts that write no spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer.
_UNSPACED: Final = ((0x0E00, 0x109F), (0x1780, 0x17FF))
UNSHOWABLE: Final = "\ufffd"


def has_bad_character(text: str) -> bool:
    """Tell whether the text holds something that no store keeps faithfully: NUL, lone surrogates, controls."""
    return any(_is_bad(char) for char in text)


def clean(text: str) -> str:
    """Return the text in NFC, trimmed, without invisible characters that its script does not need."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isascii():
        text = "".join(char for at, char in enumerate(text) if char not in _INVISIBLE or _is_needed(text, at))
        if _BLACK_FLAG not in text:
            text = "".join(char for char in text if not 0xE0000 <= ord(char) <= 0xE007F)
    return text.strip()


def clean_line(text: str) -> str:
    """Return `clean` text as one line with single spaces."""
    return " ".join(clean(text).split())


def showable(text: str) -> str:
    """Return typed text with what cannot be sent to a browser replaced by a visible sign."""
    if text.isprintable():
        return text
    return "".join(UNSHOWABLE if _is_bad(char) else char for char in text)


def _is_bad(char: str) -> bool:
    if char in _LINE_BREAKS or char == "\r":
        return False
    code = ord(char)
    return unicodedata.category(char) in ("Cc", "Cs") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _is_needed(text: str, at: int) -> bool:
    char = text[at]
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if char in _JOINERS:
        is_emoji = char == "\u200d" and _is_pictograph(before) and _is_pictograph(after)
        return is_emoji or _is_in(before, _JOINING)
    if char in _DIRECTION_MARKS:
        return any(unicodedata.bidirectional(other) in ("R", "AL") for other in text if other not in _DIRECTION_MARKS)
    return char == _WORD_BREAK and _is_in(before, _UNSPACED) and _is_in(after, _UNSPACED)


def _is_pictograph(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) in ("So", "Sk") or char == "\ufe0f")


def _is_in(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return bool(char) and any(first <= ord(char) <= last for first, last in ranges)
