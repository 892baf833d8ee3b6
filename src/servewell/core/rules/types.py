"""Types of rule values, as far as the checker needs them: enough to refuse a wrong comparison before it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Type:
    """Any type."""

    def describe(self) -> str:
        """Return the type in plain words."""
        return "anything"


@dataclass(frozen=True, slots=True)
class Basic(Type):
    """A type without parts, by its plain name."""

    name: str

    def describe(self) -> str:
        """Return the type in plain words."""
        return self.name


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    """A list whose items are of one type."""

    item: Type

    def describe(self) -> str:
        """Return the type in plain words."""
        return "a list" if self.item == ANY else f"a list ({self.item.describe()} each)"


@dataclass(frozen=True, slots=True)
class ContextOf(Type):
    """A context with named fields; with none, a context of any fields."""

    fields: Mapping[str, Type]

    def __hash__(self) -> int:
        return hash(frozenset(self.fields))  # a mapping has no hash; its names are enough for a set of types

    def describe(self) -> str:
        """Return the type in plain words."""
        return "an entry with " + ", ".join(self.fields) if self.fields else "a context"


@dataclass(frozen=True, slots=True)
class RangeOf(Type):
    """A range between two values of a type."""

    item: Type

    def describe(self) -> str:
        """Return the type in plain words."""
        return "a range"


@dataclass(frozen=True, slots=True)
class FunctionOf(Type):
    """A function with a result type."""

    result: Type

    def describe(self) -> str:
        """Return the type in plain words."""
        return "a function"


ANY: Final = Basic("anything")
NULL: Final = Basic("nothing")
BOOLEAN: Final = Basic("yes or no")
NUMBER: Final = Basic("a number")
STRING: Final = Basic("text")
DATE: Final = Basic("a date")
TIME: Final = Basic("a time")
DATE_TIME: Final = Basic("a date and time")
DAYS_TIME: Final = Basic("a duration of days and time")
YEARS_MONTHS: Final = Basic("a duration of years and months")

Scope: TypeAlias = Mapping[str, Type]


def fits(found: Type, wanted: Type) -> bool:
    """Tell whether a value of `found` may stand where `wanted` is expected; unknown types fit everywhere."""
    if ANY in (found, wanted) or NULL in (found, wanted) or found == wanted:
        return True
    if isinstance(found, ListOf) and isinstance(wanted, ListOf):
        return fits(found.item, wanted.item)
    for kind in (ContextOf, RangeOf, FunctionOf):
        if isinstance(found, kind) and isinstance(wanted, kind):
            return True
    # FEEL turns a single value into a list of one; the other way round hides mistakes, so it is not offered.
    return isinstance(wanted, ListOf) and fits(found, wanted.item)


def common(left: Type, right: Type) -> Type:
    """Return the type that a value has which is one of two."""
    if left == NULL:
        return right
    if right == NULL or left == right:
        return left
    return ANY
