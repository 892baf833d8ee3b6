"""The shape of a built-in function: its name, parameters with their types, result, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from servewell.core.rules.functions.type_words import WORDS
from servewell.core.rules.types import ANY, Type


@dataclass(frozen=True, slots=True)
class Builtin:
    """One signature. `call` gets positional values; a value of a wrong kind must give None."""

    name: str
    parameters: tuple[tuple[str, Type], ...]
    result: Type
    call: Callable[..., Any]
    optional: int = 0  # how many of the last parameters may be left out
    is_variadic: bool = False  # the last parameter may be repeated
    reads_clock: bool = False  # gets the present moment as its first value
    is_quadratic: bool = False  # compares every item with every other one
    cost: int = 1  # steps of one call, besides those for what it is given
    cost_a_character: int = 0  # of the first text, which may have as many places to work on

    def takes(self, count: int) -> bool:
        """Tell whether it can be called with so many values."""
        if self.is_variadic:
            return count >= 1
        return len(self.parameters) - self.optional <= count <= len(self.parameters)


def builtin(name: str, parameters: str, result: Type, call: Callable[..., Any], **more: Any) -> Builtin:
    """Write a signature: `"string:text match:text?"`; `?` marks what may be left out, `*` what may be repeated."""
    pairs = [part.split(":") for part in parameters.split(", ")] if parameters else []
    optional = sum(kind.endswith("?") for _, kind in pairs)
    is_variadic = bool(pairs) and pairs[-1][1].endswith("*")
    typed = tuple((label, WORDS.get(kind.rstrip("?*"), ANY)) for label, kind in pairs)
    return Builtin(name, typed, result, call, optional=optional, is_variadic=is_variadic, **more)
