"""XML of decision models, without what XML can do harm with: no document types, no entities, bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser

LARGEST: Final = 2_000_000  # characters; the largest model of the conformance suite has half a million
DEEPEST: Final = 100  # elements in elements: what reads them calls itself
NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
KIND: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"


class ModelError(Exception):
    """A decision model that cannot be read; says what is wrong and where."""


def read_xml(text: str, name: str) -> Element:
    """Return the root element of a text; raise ModelError when it is no harmless XML."""
    if len(text) > LARGEST:
        raise ModelError(f"{name} has {len(text)} characters; at most {LARGEST} are read.")
    parser = XMLParser(target=_Builder())  # noqa: S314  # document types, and with them entities, are refused
    try:
        parser.feed(text)
        root: Element = parser.close()
    except SyntaxError as error:
        raise ModelError(f"{name} is no XML: {error}") from error
    return root


class _Builder(TreeBuilder):
    depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ModelError(f"Elements stand more than {DEEPEST} levels deep in one another.")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self.depth -= 1
        return super().end(tag)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ModelError("The file declares a document type, which no decision model needs.")


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield the children of these names, in order."""
    return (child for child in element if isinstance(child.tag, str) and local(child) in names)


def child(element: Element, name: str) -> Element | None:
    """Return the first child of a name."""
    return next(children(element, name), None)


def text_of(element: Element | None, name: str = "text") -> str:
    """Return the text of a child, without the blanks around it; '' when there is none."""
    found = None if element is None else child(element, name)
    return "" if found is None else (found.text or "").strip()


def name_of(element: Element) -> str:
    """Return the name that others use for an element: its variable's, else its own; blanks count once."""
    variable = child(element, "variable")
    name = (variable.get("name") if variable is not None else None) or element.get("name") or ""
    return " ".join(name.split())


def type_of(element: Element) -> str:
    """Return the type that an element, or its variable, names; '' for none."""
    variable = child(element, "variable")
    for one in (variable, element):
        if one is not None:
            found = one.get("typeRef") or text_of(one, "typeRef")
            if found:
                return found
    return ""
