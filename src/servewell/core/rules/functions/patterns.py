"""Patterns as FEEL writes them (XPath and XQuery Functions 3.1, 5.6), put into words that RE2 reads.

RE2 takes no exponential time. What it cannot do, a group that refers back to another, is refused.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any, Final

import re2

MEMORY: Final = 1 << 19  # bytes: bounds how long RE2 takes to compile a pattern with large repetitions
LONGEST: Final = 5_000  # characters: what is compiled is remembered, and answers may be patterns too
FLAGS: Final = frozenset("smix")
# The blocks of Unicode that forms ask for; RE2 knows scripts and categories only.
BLOCKS: Final = {
    "IsBasicLatin": "\\x00-\\x7f", "IsLatin-1Supplement": "\\x80-\\xff", "IsLatinExtended-A": "\\x{100}-\\x{17f}",
    "IsLatinExtended-B": "\\x{180}-\\x{24f}", "IsGreek": "\\x{370}-\\x{3ff}", "IsCyrillic": "\\x{400}-\\x{4ff}",
    "IsHebrew": "\\x{590}-\\x{5ff}", "IsArabic": "\\x{600}-\\x{6ff}",
}  # fmt: skip
_PIECE: Final = re.compile(
    r"(?P<block>\\[pP]\{\s*I\s*s[^}]*\})|(?P<escape>\\\s*.)|(?P<open>\[\^?)|(?P<dot>\.)|(?P<space>\s)|(?P<sign>.)",
    re.DOTALL,
)
_SIGN: Final = re.compile(r"\\(?P<escaped>[\\\-\[\]^.*+?(){}|$nrt])|(?P<plain>[^\\\[\]])", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t"}


@functools.lru_cache(maxsize=512)
def pattern_of(pattern: str, flags: str) -> Any:
    """Compile a pattern; None when it, or a flag, is none that the standard knows."""
    if not set(flags) <= FLAGS or len(pattern) > LONGEST:
        return None
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    options.case_sensitive = "i" not in flags
    options.dot_nl = "s" in flags
    try:
        text = "".join(_translated(pattern, flags))
        return re2.compile(("(?m)" if "m" in flags else "") + text, options)
    except (re2.error, ValueError):
        return None


def _translated(pattern: str, flags: str) -> Iterator[str]:
    at = 0
    while at < len(pattern):
        match = _PIECE.match(pattern, at)
        if match is None:
            raise ValueError(pattern)
        at = match.end()
        if match["open"]:
            text, at = _class(pattern, match.start())
            yield text
        elif match["block"]:
            yield _block("".join(match["block"].split()) if "x" in flags else match["block"])
        elif match["escape"]:
            yield _escape(match["escape"], flags)
        elif match["dot"]:
            yield "." if "s" in flags else "[^\\n\\r]"
        elif not (match["space"] and "x" in flags):
            yield match.group()


def _escape(text: str, flags: str) -> str:
    text = "\\" + text[1:].strip() if "x" in flags and text[1:].strip() else text
    if text[1:].isdigit():
        raise ValueError(text)  # groups that refer back, and \\0
    return text


def _block(text: str) -> str:
    signs = BLOCKS.get(text[3:-1])
    if signs is None:
        raise ValueError(text)
    return f"[{signs}]" if text[1] == "p" else f"[^{signs}]"


def _class(pattern: str, start: int) -> tuple[str, int]:
    """Return a class of signs for RE2 and where it ends; `[A-Z-[OI]]` leaves signs out."""
    depth, at, less = 1, start + 1, -1
    while depth:
        sign = pattern[at : at + 1]
        if not sign or (sign == "\\" and pattern[at + 1 : at + 2].isdigit()):
            raise ValueError(pattern)
        if sign == "[":
            if depth == 2 or pattern[at - 1] != "-":
                raise ValueError(pattern)
            less = at
        depth += (sign == "[") - (sign == "]")
        at += 2 if sign == "\\" else 1
    text = pattern[start:at]
    if less < 0:
        return text, at
    kept = _ranges(pattern[start + 1 : less - 1])
    for low, high in _ranges(pattern[less + 1 : at - 2]):
        kept = [part for one in kept for part in _without(one, low, high)]
    if not kept:
        raise ValueError(pattern)
    return "[" + "".join(f"\\x{{{low:x}}}-\\x{{{high:x}}}" for low, high in kept) + "]", at


def _ranges(text: str) -> list[tuple[int, int]]:
    signs: list[tuple[int, bool]] = []
    at = 0
    while at < len(text):
        match = _SIGN.match(text, at)
        if match is None or text.startswith("^"):
            raise ValueError(text)
        at = match.end()
        escaped = match["escaped"]
        signs.append((ord(_ESCAPED.get(escaped, escaped) if escaped else match["plain"]), match["plain"] == "-"))
    found: list[tuple[int, int]] = []
    while signs:
        low, _ = signs.pop(0)
        if len(signs) > 1 and signs[0][1]:
            found.append((low, signs[1][0]))
            del signs[:2]
        else:
            found.append((low, low))
    return found


def _without(one: tuple[int, int], low: int, high: int) -> Iterator[tuple[int, int]]:
    if high < one[0] or low > one[1]:
        yield one
        return
    if one[0] < low:
        yield one[0], low - 1
    if one[1] > high:
        yield high + 1, one[1]
