"""The result of a log of road fines (its measures are those of the real log), and one whose every text is hostile."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

HOSTILE = "</title></style><script>alert(1)</script>\"'>&amp;<img src=x onerror=alert(1)>\x00\x07%(count)s {{ 7*7 }}"


@cache
def _road_fines() -> str:
    return (Path(__file__).parent / "road-fines.json").read_text(encoding="utf-8")


def road_fines() -> dict[str, Any]:
    """Return a result of `servewell insight` with a finding for each kind of picture."""
    found: dict[str, Any] = json.loads(_road_fines())
    return found


def hostile() -> dict[str, Any]:
    """Return the same result with every text replaced, but the words that choose a shape."""
    return dict(_poisoned(road_fines(), kept=""))


def _poisoned(value: Any, kept: str) -> Any:
    if isinstance(value, dict):
        ending = HOSTILE if kept in {"start", "end", "rejected"} else ""
        return {name + ending: _poisoned(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_poisoned(one, kept) for one in value]
    return value + HOSTILE if isinstance(value, str) and kept not in {"kind", "confidence"} else copy.copy(value)
