"""Cut the text of a rule into tokens. Names with spaces are put together by the parser, which knows the scope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from servewell.core.rules import hints
from servewell.core.rules.faults import Fault, RuleError

_SPACE: Final = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER: Final = re.compile(r"(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
# DMN 1.5, 10.3.1.2, grammar rules 28 and 29; `?` is a word of its own.
_STARTS: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WORD: Final = re.compile(rf"[{_STARTS}][{_STARTS}0-9\u00b7\u0300-\u036f\u203f\u2040]*|\?")
_OPERATOR: Final = re.compile(r"\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{},:.@']")
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
KEYWORDS: Final = frozenset(
    {
        "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between", "instance",
        "of", "true", "false", "null", "function",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A number, string, word or operator with its place; `end` is the end of the whole text."""

    kind: str  # number, string, word, operator, end
    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a rule, the last of kind `end`; raise RuleError at a sign that cannot stand in a rule."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        for kind, pattern in (("string", _STRING), ("number", _NUMBER), ("word", _WORD), ("operator", _OPERATOR)):
            if match := pattern.match(text, at):
                tokens.append(Token(kind, match.group(), at, match.end()))
                at = match.end()
                break
        else:
            raise RuleError([_unreadable(text, at)])
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _unreadable(text: str, at: int) -> Fault:
    if text[at] == '"':
        return Fault("rule-syntax", at, len(text) - at, "A text begins here and never ends.", fix='Close it with ".')
    sign = f"'{text[at]}'" if text[at].isprintable() else f"U+{ord(text[at]):04X}, which cannot be seen,"
    found = f"The sign {sign} means nothing in a rule."
    return Fault("rule-syntax", at, 1, found, "a value, a name or an operator", hints.for_sign(text[at]))


def string_value(token: str) -> str:
    """Return what a quoted text says; a lone surrogate pair written as two escapes becomes one sign."""

    def one(match: re.Match[str]) -> str:
        body = match.group(1)
        if len(body) > 1:
            code = int(body[1:], 16)
            return chr(code) if code <= 0x10FFFF else match.group()
        return _ESCAPES.get(body, match.group())

    value = _ESCAPE.sub(one, token[1:-1])
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
