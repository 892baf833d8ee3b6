"""Functions over texts, by code points. Regular expressions run on RE2: no pattern takes exponential time."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from types import NoneType
from typing import Any

import re2

from servewell.core.rules.faults import BudgetError
from servewell.core.rules.frame import LONGEST_VALUE
from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.functions.patterns import pattern_of
from servewell.core.rules.types import BOOLEAN, NUMBER, STRING, ListOf

PATTERN_STEPS = 20
COSTS = {"cost": PATTERN_STEPS, "cost_a_character": 2}  # each place that is found takes as long as two steps


def text_only(call: Any) -> Any:
    """Let a function see texts only; anything else gives None."""

    @functools.wraps(call)
    def guarded(*values: Any) -> Any:
        return call(*values) if all(isinstance(value, str) for value in values) else None

    return guarded


def substring(text: Any, start: Any, length: Any = None) -> str | None:
    """Return a part of a text; positions begin at 1, negative ones at the end."""
    if not isinstance(text, str) or not isinstance(start, Decimal) or not start:
        return None
    begin = int(start) - 1 if start > 0 else len(text) + int(start)
    if length is None:
        return text[max(begin, 0) :]
    if not isinstance(length, Decimal) or length < 1:
        return None
    return text[max(begin, 0) : max(begin + int(length), 0)]


def matches(text: Any, pattern: Any, flags: Any = "") -> bool | None:
    """Tell whether a pattern is found in a text."""
    if not isinstance(text, str) or not isinstance(pattern, str) or not isinstance(flags, (str, NoneType)):
        return None
    compiled = pattern_of(pattern, flags or "")
    return None if compiled is None else compiled.search(text) is not None


def replace(text: Any, pattern: Any, replacement: Any, flags: Any = "") -> str | None:
    """Replace what a pattern finds; `$1` names a group."""
    if not all(isinstance(value, str) for value in (text, pattern, replacement, "" if flags is None else flags)):
        return None
    compiled = pattern_of(pattern, flags or "")
    if compiled is None:
        return None
    try:
        return str(compiled.sub(_template(replacement, compiled.groups), _bounded(text, replacement)))
    except re2.error:
        return None


def _template(replacement: str, groups: int) -> str:
    """Turn XPath's replacement (`$1`, `\\$` for the sign itself) into RE2's; a group that is not there is empty."""

    def one(match: re.Match[str]) -> str:
        digits = match.group(1)
        if digits is None:
            return {"\\$": "$"}.get(match.group(), "\\\\")
        while len(digits) > 1 and int(digits) > groups:
            digits = digits[:-1]
        rest = match.group(1)[len(digits) :]
        return (f"\\g<{digits}>" if int(digits) <= groups else "") + rest

    return re.sub(r"\$([0-9]{1,2})|\\\$|\\\\|\\", one, replacement)


def _bounded(text: str, replacement: str) -> str:
    """Return the text, unless replacing at every sign could make far more than a rule may make."""
    if (len(text) + 1) * len(replacement) > 100 * LONGEST_VALUE:
        raise BudgetError(f"Replacing may make a text of more than {LONGEST_VALUE} characters.")
    return text


def split(text: Any, delimiter: Any) -> list[str] | None:
    """Cut a text at a pattern."""
    if not isinstance(text, str) or not isinstance(delimiter, str):
        return None
    compiled = pattern_of(delimiter, "")
    return None if compiled is None else list(compiled.split(text))


def string_join(items: Any, delimiter: Any = "") -> str | None:
    """Put texts together."""
    if isinstance(items, str):
        items = [items]
    if not isinstance(items, (list, tuple)) or not all(isinstance(item, str) or item is None for item in items):
        return None
    texts = [item for item in items if item is not None]
    between = delimiter if isinstance(delimiter, str) else ""
    if sum(map(len, texts)) + len(between) * len(texts) > LONGEST_VALUE:
        raise BudgetError(f"The rule made a text of more than {LONGEST_VALUE} characters.")
    return between.join(texts)


def before(text: str, match: str) -> str:
    return text[: text.index(match)] if match in text else ""


def after(text: str, match: str) -> str:
    return text[text.index(match) + len(match) :] if match in text else ""


BUILTINS = (
    builtin("substring", "string:text, start position:number, length:number?", STRING, substring),
    builtin("string length", "string:text", NUMBER, text_only(lambda text: Decimal(len(text)))),
    builtin("upper case", "string:text", STRING, text_only(lambda text: text.upper())),
    builtin("lower case", "string:text", STRING, text_only(lambda text: text.lower())),
    builtin("trim", "string:text", STRING, text_only(lambda text: text.strip())),
    builtin("substring before", "string:text, match:text", STRING, text_only(before)),
    builtin("substring after", "string:text, match:text", STRING, text_only(after)),
    builtin("contains", "string:text, match:text", BOOLEAN, text_only(lambda text, match: match in text)),
    builtin("starts with", "string:text, match:text", BOOLEAN, text_only(lambda text, match: text.startswith(match))),
    builtin("ends with", "string:text, match:text", BOOLEAN, text_only(lambda text, match: text.endswith(match))),
    builtin("matches", "input:text, pattern:text, flags:text?", BOOLEAN, matches, cost=PATTERN_STEPS),
    builtin("replace", "input:text, pattern:text, replacement:text, flags:text?", STRING, replace, **COSTS),
    builtin("split", "string:text, delimiter:text", ListOf(STRING), split, **COSTS),
    builtin("string join", "list:texts, delimiter:text?", STRING, string_join),
)
