"""The built-in functions of FEEL (DMN 1.5, 10.3.4), one module a family."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Final

from servewell.core.rules.functions import (
    contexts,
    conversions,
    dates,
    identity,
    lists,
    numbers,
    ranges,
    replacing,
    sorting,
    strings,
)
from servewell.core.rules.functions.builtin import Builtin

_ALL: Final = tuple(
    chain.from_iterable(
        family.BUILTINS
        for family in (conversions, dates, strings, numbers, lists, replacing, sorting, contexts, ranges, identity)
    )
)
BUILTINS: Final[Mapping[str, tuple[Builtin, ...]]] = {
    name: tuple(one for one in _ALL if one.name == name) for name in dict.fromkeys(one.name for one in _ALL)
}

__all__ = ["BUILTINS", "Builtin"]
