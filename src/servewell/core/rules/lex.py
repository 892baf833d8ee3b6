"""Cut the text of a rule into tokens. Names with spaces are put together by the parser, which knows the scope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from servewell.core.rules.faults import Fault, RuleError

_SPACE: Final = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER: Final = re.compile(r"(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORD: Final = re.compile(r"[^\W\d][\w]*|\?", re.UNICODE)
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
    fix = 'Put texts into straight double quotes: "yes".' if text[at] in "“”„«»‘’" else ""
    return Fault("rule-syntax", at, 1, f"The sign '{text[at]}' means nothing in a rule.", fix=fix)


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
