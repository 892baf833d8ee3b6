"""Canonical bytes of what events say: the subset of RFC 8785 (JCS) without floating-point numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from servewell.core.problem import Problem, ProblemError

# UTF-8 cannot say a lone surrogate, and PostgreSQL no NUL.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def canonical_bytes(value: object) -> bytes:
    """Return JSON with sorted keys, without spaces, in UTF-8. Raises ProblemError for anything but plain values."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _check(value: object) -> None:
    if value is None or isinstance(value, (bool, int)):
        return
    if isinstance(value, str):
        if (not value.isascii() and _UNSTORABLE.search(value)) or "\x00" in value:
            raise ProblemError(Problem("bad-character", found="A text holds a character that cannot be stored."))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"keys are texts, not {type(key).__name__}")
            _check(key)
            _check(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _check(inner)
    else:
        raise TypeError(f"an event holds plain values, not {type(value).__name__}")
