"""Reads single values out of a tree, noting every fault with its place and keeping the texts found on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from re import Pattern
from typing import TYPE_CHECKING, TypeVar

from servewell.core.definition.keys import RESERVED, Key
from servewell.core.definition.model import Duration, Keep, RuleText
from servewell.core.definition.scalars import (
    KEY,
    NAME,
    SINCE,
    SLUG,
    TRUTH,
    clean_text,
    read_count,
    read_duration,
    read_keep,
)
from servewell.core.definition.tree import Entries, Items, Node, Scalar
from servewell.core.problem import Place, Problem, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = TypeVar("Value")
Fields = Mapping[str, Node]
SHAPES = {Scalar: "a text", Items: "a list", Entries: "a mapping (key: value)"}
MOST_SUGGESTIONS = 100
FORMS = {NAME: "small letters, digits and _, beginning with a letter", SLUG: "small letters, digits, - and _",
         KEY: "letters, digits, - and _"}  # fmt: skip


class Reader:
    """Collects what one file says: its texts, where they stand, and its problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self.page: str | None = None
        self.question: str | None = None

    @contextmanager
    def at(self, *, page: str | None = None, question: str | None = None) -> Iterator[None]:
        """Name the page or question in problems found inside."""
        before = self.page, self.question
        self.page, self.question = page or self.page, question or self.question
        yield
        self.page, self.question = before

    def place(self, node: Node) -> Place:
        """Return where a node stands, with the page and question being read."""
        return Place(self.file, node.line, node.column, self.page, self.question)

    def refuse(self, code: str, node: Node, found: str, expected: str = "", fix: str = "") -> None:
        """Note a fault at a node."""
        self.problems.append(Problem(code, self.place(node), found, expected, fix))

    def nearest(self, name: str, known: Iterable[str]) -> str | None:
        """Return the valid name closest to a misspelt one. After many faults no more: the search takes long."""
        return nearest(name[:100], known) if len(self.problems) < MOST_SUGGESTIONS else None

    def fields(self, node: Node, keys: Sequence[Key], what: str) -> Fields:
        """Return the known keys of a mapping with their values; unknown and missing ones are faults."""
        if not isinstance(node, Entries):
            names = ", ".join(key.name for key in keys[:4])
            self.refuse("wrong-shape", node, f"{what} is {SHAPES[type(node)]}.", f"a mapping with keys such as {names}")
            return {}
        known = {key.name for key in keys}
        found: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text in known:
                found[key.text] = value
            else:
                self._unknown_key(key, known, what)
        for required in keys:
            if required.is_required and required.name not in found:
                self.refuse("missing-key", node, f"{what} has no '{required.name}'.", "", required.meaning)
        return found

    def _unknown_key(self, key: Scalar, known: Iterable[str], what: str) -> None:
        close = self.nearest(key.text, known)
        fix = f"Did you mean '{close}'?" if close else f"Known keys: {', '.join(sorted(known))}."
        self.refuse("unknown-key", key, f"{what} has no key '{_short(key.text)}'.", "", fix)

    def scalar(self, node: Node | None, what: str) -> Scalar | None:
        """Return a node that has to be a text, or None with a fault."""
        if node is None or isinstance(node, Scalar):
            return node
        self.refuse("wrong-shape", node, f"{what} is {SHAPES[type(node)]}.", "a text")
        return None

    def text(self, fields: Fields, name: str, key: str) -> None:
        """Keep the text of a field under a dotted key; an empty one is a fault."""
        scalar = self.scalar(fields.get(name), f"'{name}'")
        if scalar is not None:
            self.keep_text(key, scalar)

    def keep_text(self, key: str, scalar: Scalar) -> None:
        """Keep a text under a dotted key; an empty one is a fault."""
        text = clean_text(scalar.text)
        where = self.place(scalar)
        # The text of a block begins on the line below its sign.
        self.places[key] = replace(where, line=scalar.line + 1) if scalar.style in ("|", ">") else where
        if text:
            self.texts[key] = text
        else:
            self.refuse("missing-text", scalar, "This text is empty.", "", "Write it, or remove its key.")

    def default_text(self, key: str, text: str, node: Node) -> None:
        """Keep a text that follows from a name where the file gives none."""
        if key not in self.places:
            self.texts[key] = text
            self.places[key] = self.place(node)

    def need_text(self, key: str, node: Node, found: str, fix: str) -> None:
        """Note a fault when the file gives no text under a key."""
        if key not in self.places:
            self.refuse("missing-text", node, found, "", fix)

    def rule(self, fields: Fields, name: str) -> RuleText | None:
        """Return a rule with the place of its first character."""
        scalar = self.scalar(fields.get(name), f"'{name}'")
        if scalar is None:
            return None
        return self.rule_in(scalar, f"The rule of '{name}'", "Write it, or remove its key.")

    def rule_in(self, scalar: Scalar, what: str, fix: str) -> RuleText | None:
        """Return the rule that a text holds; an empty one is a fault."""
        if not scalar.text.strip():
            self.refuse("rule-syntax", scalar, f"{what} is empty.", "", fix)
            return None
        line, column = scalar.line, scalar.column
        if scalar.style in ("|", ">"):
            line, column = line + 1, 1
        elif scalar.style:
            column += 1
        leading = len(scalar.text) - len(scalar.text.lstrip())
        text = "\n".join(part.rstrip() for part in scalar.text.strip().split("\n"))
        return RuleText(text, line + scalar.text[:leading].count("\n"), column)

    def truth(self, fields: Fields, name: str) -> bool:
        """Return yes or no; no when the key is missing."""
        return bool(self.parsed(fields, name, TRUTH.get, "bad-yes-no", "yes or no"))

    def duration(self, fields: Fields, name: str) -> Duration | None:
        """Return a span of time, or None."""
        expected = "a number and working days, days, weeks, months or years, such as '10 working days' or '3 years'"
        return self.parsed(fields, name, read_duration, "bad-duration", expected)

    def keep(self, fields: Fields, name: str) -> Keep | None:
        """Return how long something is kept, or None. A misspelt beginning of the span is told by its nearest name."""
        scalar = self.scalar(fields.get(name), f"'{name}'")
        keep = None if scalar is None else read_keep(scalar.text)
        if scalar is not None and keep is None:
            given = scalar.text.lower().partition(" after ")[2].strip()
            close = self.nearest(given, SINCE) if given and given not in SINCE else None
            expected = f"a span and from when, such as '2 years' or '6 months after decision' ({', '.join(SINCE)})"
            fix = f"Did you mean 'after {close}'?" if close else ""
            self.refuse("bad-duration", scalar, f"'{name}' is '{_short(scalar.text)}'.", expected, fix)
        return keep

    def count(self, fields: Fields, name: str, most: int) -> int | None:
        """Return a whole number from 1 to `most`, or None."""
        return self.parsed(
            fields, name, lambda text: read_count(text, most) or None, "bad-count", f"a whole number from 1 to {most}"
        )

    def parsed(
        self, fields: Fields, name: str, read: Callable[[str], Value | None], code: str, expected: str
    ) -> Value | None:
        """Return a field's text as `read` understands it; None with a fault when it does not."""
        scalar = self.scalar(fields.get(name), f"'{name}'")
        if scalar is None:
            return None
        value = read(scalar.text.strip())
        if value is None:
            self.refuse(code, scalar, f"'{name}' is '{_short(scalar.text)}'.", expected)
        return value

    def word(self, fields: Fields, name: str, form: Pattern[str]) -> str | None:
        """Return a field that has to be an identifier of some form."""
        expected = FORMS.get(form, "a code")
        return self.parsed(fields, name, lambda text: text if form.fullmatch(text) else None, "bad-name", expected)

    def identifier(self, scalar: Scalar, form: Pattern[str], what: str) -> str | None:
        """Return a key that names something, or None with a fault."""
        name = scalar.text
        if not form.fullmatch(name):
            self.refuse("bad-name", scalar, f"'{_short(name)}' cannot be the name of {what}.", FORMS[form])
            return None
        if form is NAME and name in RESERVED:
            found = f"'{name}' cannot be the name of {what}: rules give it another meaning."
            self.refuse("bad-name", scalar, found, "", f"Write '{name}_' or another word.")
            return None
        return name

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """Return the items of a list."""
        if node is None:
            return ()
        if isinstance(node, Items):
            return node.items
        self.refuse("wrong-shape", node, f"{what} is {SHAPES[type(node)]}.", "a list, such as [a, b]")
        return ()

    def entries(self, node: Node | None, what: str) -> tuple[tuple[Scalar, Node], ...]:
        """Return the entries of a mapping."""
        if node is None:
            return ()
        if isinstance(node, Entries):
            return node.entries
        self.refuse("wrong-shape", node, f"{what} is {SHAPES[type(node)]}.", "a mapping, such as {key: text}")
        return ()

    def words(self, fields: Fields, name: str, known: Sequence[str], code: str) -> tuple[str, ...]:
        """Return a list of known words, each once."""
        found: list[str] = []
        for item in self.items(fields.get(name), f"'{name}'"):
            scalar = self.scalar(item, f"An item of '{name}'")
            if scalar is None:
                continue
            if known and scalar.text not in known:
                close = self.nearest(scalar.text, known)
                fix = f"Did you mean '{close}'?" if close else ""
                self.refuse(code, scalar, f"'{_short(scalar.text)}' is not known here.", ", ".join(known), fix)
            elif scalar.text in found:
                self.refuse("duplicate-name", scalar, f"'{_short(scalar.text)}' stands in '{name}' twice.")
            else:
                found.append(scalar.text)
        return tuple(found)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
