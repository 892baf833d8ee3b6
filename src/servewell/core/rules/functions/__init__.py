"""The built-in functions of FEEL (DMN 1.5, 10.3.4), one module a family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from servewell.core.rules.functions import conversions, dates, lists, numbers, strings
from servewell.core.rules.functions.builtin import Builtin

BUILTINS: Final[Mapping[str, tuple[Builtin, ...]]] = {
    name: tuple(
        one for family in (conversions, dates, lists, numbers, strings) for one in family.BUILTINS if one.name == name
    )
    for family in (conversions, dates, lists, numbers, strings)
    for name in (one.name for one in family.BUILTINS)
}

__all__ = ["BUILTINS", "Builtin"]
