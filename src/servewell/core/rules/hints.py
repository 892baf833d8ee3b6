"""What people from spreadsheets, forms and other languages write at first, and what they mean by it in a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from servewell.core.rules.lex import Token  # which takes its hints for single signs from here

PLAIN: Final = "Write numbers with a point, and nothing between the thousands: 1500.50."
QUOTES: Final = 'Put texts into straight double quotes: "yes".'
ALONE: Final = "Write the number alone, without a unit or currency."
SIGNS: Final = {
    "&": "Write 'and'.",
    "|": "Write 'or'.",
    "%": "Write percent as a part of one: 15 percent is 0.15.",
    "≥": "Write >=.",
    "≤": "Write <=.",
    "≠": "Write !=.",
    "!": "Write not(…), or != for 'is not'.",
    "×": "Write * for times.",
    "÷": "Write / for divided by.",
    "–": "Write the minus sign of the keyboard: -.",
    "−": "Write the minus sign of the keyboard: -.",
    "€": ALONE,
    "$": ALONE,
    "£": ALONE,
} | dict.fromkeys("“”„«»‘’", QUOTES)  # fmt: skip
_TWICE: Final = {("=", "="): "Write = once.", ("=", ">"): "Write >=.", ("=", "<"): "Write <=.", ("<", ">"): "Write !=."}


def for_sign(sign: str) -> str:
    """Return what to write instead of a sign that means nothing in a rule; empty when nothing is known."""
    return SIGNS.get(sign, "")


def for_token(tokens: Sequence[Token], at: int) -> str:
    """Return what to do about a token that cannot stand where it stands; empty when nothing is known."""
    here, before = tokens[at], tokens[at - 1] if at else None
    if here.text == "'":
        return QUOTES
    if before is None:
        return ""
    if before.text == "not" and here.kind in ("word", "string", "number"):
        return "Put what 'not' turns round into brackets: not(…)."
    if (before.text, here.text) in _TWICE:
        return _TWICE[before.text, here.text]
    if before.kind == "number":
        return _after_number(tokens, at)
    return for_sign(here.text)


def _after_number(tokens: Sequence[Token], at: int) -> str:
    before, here = tokens[at - 1], tokens[at]
    if here.text == "," and tokens[at + 1].kind == "number" and tokens[at + 1].start == before.end + 1:
        return PLAIN
    return ALONE if here.kind == "word" else ""
