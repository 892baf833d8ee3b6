"""Types of decision models: what conforms to them, and what is made to (DMN 1.5, 7.3.2 and 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element

from servewell.core.rules.dmn.xml import child, children, text_of, type_of
from servewell.core.rules.frame import NESTING, Frame
from servewell.core.rules.nodes import TypeName
from servewell.core.rules.values import Function, conforms

SPELLINGS: Final[Mapping[str, str]] = {
    "dateTime": "date and time", "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration", "any": "Any",
}  # fmt: skip
Test: TypeAlias = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class ItemType:
    """One type. `fields` of a context, `item` of a list, else a plain `name`; `allowed` narrows its values down."""

    name: str = "Any"
    fields: Mapping[str, ItemType] | None = None
    item: ItemType | None = None
    is_function: bool = False
    allowed: Test | None = field(default=None, compare=False)

    def admits(self, value: Any) -> bool:
        """Tell whether a value, which is not null, is of this type."""
        return self.has_form(value) and (self.allowed is None or self.allowed(value))

    def has_form(self, value: Any) -> bool:
        """Tell whether a value is of this type but for what its values are narrowed down to."""
        if self.item is not None:
            return isinstance(value, (list, tuple)) and all(one is None or self.item.admits(one) for one in value)
        if self.is_function:
            return isinstance(value, Function)
        if self.fields is not None:
            return isinstance(value, Mapping) and all(
                name in value and (value[name] is None or kind.admits(value[name]))
                for name, kind in self.fields.items()
            )
        return conforms(value, TypeName(self.name))


def fitted(frame: Frame, value: Any, kind: ItemType | None) -> Any:
    """Return the value as `coerced` does; the walk through what it holds is paid for."""
    if kind is not None and isinstance(value, NESTING):
        frame.step(frame.weigh(value))
    return coerced(value, kind)


def coerced(value: Any, kind: ItemType | None) -> Any:
    """Return the value as one of the type, else null: a list of one and its item stand for each other."""
    if kind is None or value is None or kind.admits(value):
        return value
    if kind.item is not None and not isinstance(value, (list, tuple)):
        return [value] if kind.admits([value]) else None
    if isinstance(value, (list, tuple)) and len(value) == 1 and value[0] is not None and kind.admits(value[0]):
        return value[0]
    if kind.name == "date and time" and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(tzinfo=UTC))
    return None


class Types:
    """The types of one model by name, read when they are asked for, since one may name another before it stands."""

    def __init__(self, definitions: Iterable[Element], allowed: Callable[[str], Test | None]) -> None:
        self._elements = {one.get("name", ""): one for one in definitions}
        self._allowed = allowed
        self._made: dict[str, ItemType] = {}
        self.imported: dict[str, Types] = {}

    def named(self, name: str) -> ItemType | None:
        """Return a type; None for one that does not narrow anything down."""
        name = name.removeprefix("feel:").strip()
        if name in self._made:
            return self._made[name]
        prefix, _, rest = name.partition(".")
        if prefix in self.imported:
            return self.imported[prefix].named(rest)
        element = self._elements.get(name)
        if element is not None:
            self._made[name] = ItemType()  # of a type that holds itself, the inner one is not looked into
            self._made[name] = self._read(element)
            return self._made[name]
        plain = SPELLINGS.get(name, name)
        return None if plain in ("", "Any") else ItemType(plain)

    def knows(self, name: str) -> bool:
        """Tell whether a model gave this name to a type."""
        return name in self._elements or name.partition(".")[0] in self.imported

    def _read(self, element: Element) -> ItemType:
        parts = list(children(element, "itemComponent"))
        constraint = child(element, "allowedValues")
        allowed = None if constraint is None else self._allowed(text_of(constraint))
        if parts:
            kind = ItemType("context", {part.get("name", ""): self._read(part) for part in parts}, allowed=allowed)
        elif child(element, "functionItem") is not None:
            kind = ItemType("function", is_function=True)
        else:
            base = self.named(type_of(element)) or ItemType()
            kind = ItemType(base.name, base.fields, base.item, base.is_function, _both(base.allowed, allowed))
        return ItemType("list", item=kind) if element.get("isCollection") == "true" else kind


def _both(one: Test | None, other: Test | None) -> Test | None:
    if one is None or other is None:
        return one or other
    first, second = one, other
    return lambda value: first(value) and second(value)
