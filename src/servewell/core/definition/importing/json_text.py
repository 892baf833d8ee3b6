"""JSON from strangers: refused before parsing when it nests too deep, and when it says one thing twice."""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn

from servewell.core.definition.tree import BAD_CHARACTERS
from servewell.core.problem import Place, Problem, ProblemError

MOST_BYTES: Final = 5_000_000
DEEPEST: Final = 60
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_LONGEST_NUMBER: Final = 40


def read_json(content: bytes, *, file: str) -> object:
    """Return the value. Raises ProblemError, also for what Python's own reader would take or stumble over."""
    if len(content) > MOST_BYTES:
        _refuse("json-too-large", file, f"The file has {len(content):,} bytes.", f"at most {MOST_BYTES:,} bytes")
    if _depth(content) > DEEPEST:
        _refuse("json-too-deep", file, "The file nests too deep to be a form.", f"at most {DEEPEST} levels")
    try:
        text = content.decode("utf-8-sig")
        value = json.loads(
            text, object_pairs_hook=_unique_pairs, parse_constant=_no_constant, parse_float=_finite, parse_int=_short
        )
    except UnicodeDecodeError as error:
        _refuse("not-json", file, f"Byte {error.start} is not UTF-8 text.", "JSON in UTF-8")
    except json.JSONDecodeError as error:
        raise ProblemError(
            Problem("not-json", Place(file, error.lineno, error.colno), f"This is not JSON: {error.msg}.", "JSON")
        ) from None
    except _RefusedError as error:
        _refuse(error.args[0], file, error.args[1], "JSON as RFC 8259 has it")
    return _clean(value)


class _RefusedError(ValueError):
    """Code and words of what the reader's hooks refuse."""


def _refuse(code: str, file: str, found: str, expected: str) -> NoReturn:
    raise ProblemError(Problem(code, Place(file), found, expected)) from None


def _depth(content: bytes) -> int:
    """Return how deep brackets nest outside of strings."""
    deepest = depth = 0
    for mark in _STRING.sub(b"", content):
        if mark in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in b"]}":
            depth -= 1
    return deepest


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _RefusedError("json-duplicate-key", f"The key '{key[:60]}' stands twice in one object.")
        found[key] = value
    return found


def _no_constant(text: str) -> NoReturn:
    raise _RefusedError("json-not-a-number", f"{text} is not a number that JSON has.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _RefusedError("json-not-a-number", f"{text[:40]} is too large for a number.")
    return number


def _short(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise _RefusedError("json-not-a-number", f"A number has {len(text)} digits.")
    return int(text)


def _clean(value: object) -> object:
    """Return the value with characters removed that no definition may hold."""
    if isinstance(value, str):
        return BAD_CHARACTERS.sub("", value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {BAD_CHARACTERS.sub("", key): _clean(item) for key, item in value.items()}
    return value
