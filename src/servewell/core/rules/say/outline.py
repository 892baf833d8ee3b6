"""A rule in plain words: one sentence where it is short, else a list in lists, so that nobody counts brackets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from servewell.core.rules import nodes
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import inside_not
from servewell.core.rules.say.book import book_of
from servewell.core.rules.say.clauses import flat_parts, say_clause
from servewell.core.rules.say.naming import Naming
from servewell.core.rules.say.values import function_of, say_value
from servewell.core.rules.say.voice import Voice
from servewell.core.rules.say.written import written

INLINE: Final = 2  # so many parts make one sentence still
VALUES: Final = (
    nodes.Arithmetic, nodes.Unary, nodes.ListNode, nodes.ContextNode, nodes.For, nodes.Filter, nodes.Interval,
    nodes.FunctionNode, nodes.Table,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outline:
    """A sentence, or a lead ('all of these') with its parts. `joins` names what joins parts, also inside a sentence."""

    text: str
    parts: tuple[Outline, ...] = ()
    joins: Literal["", "and", "or"] = ""

    def lines(self, indent: str = "") -> Iterator[str]:
        """Yield the lines of a plain text, parts as '- ' items."""
        for part in self.parts:
            yield f"{indent}- {part.text}{':' if part.parts else ''}"
            yield from part.lines(f"{indent}  ")

    def __str__(self) -> str:
        lead = capital(self.text) + (":" if self.parts else "")
        return "\n".join([lead, *self.lines()])


def say(tree: Node, names: Naming, language: str, *, terms: str = "") -> str:
    """Return a rule in plain words; lists as lines that begin with '- '. Never fails.

    `terms` is the path in whose unit or currency the rule's own result is said, as `names` knows it.
    """
    return str(outline(tree, names, language, terms=terms))


def say_false(tree: Node, names: Naming, language: str) -> str:
    """Return what is so when a rule is false: of `age >= 18` that the age is less than 18."""
    return str(outline(tree, names, language, positive=False))


def outline(tree: Node, names: Naming, language: str, *, positive: bool = True, terms: str = "") -> Outline:
    """Return a rule in plain words as a tree of sentences. Never fails: what has no phrase stands as its text."""
    voice = Voice(book_of(language), names)
    try:
        return _outline(voice, tree, positive, terms)
    except RecursionError:
        return Outline(written(tree))


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _outline(voice: Voice, node: Node, positive: bool, terms: str) -> Outline:
    inner = inside_not(node)
    if inner is not None:
        return _outline(voice, inner, not positive, "")
    if isinstance(node, nodes.Logic):
        parts = tuple(_outline(voice, part, positive, "") for part in flat_parts(node))
        return joined(voice.book.language, parts, is_and=(node.operator == "and") is positive)
    if positive and _has_value(voice, node, terms):
        if isinstance(node, nodes.If):
            return _cases(voice, node, terms)
        return Outline(say_value(voice, node, terms or voice.terms(node), say_clause))
    return Outline(say_clause(voice, node, positive))


def joined(language: str, parts: tuple[Outline, ...], *, is_and: bool) -> Outline:
    """Return parts of which all, or at least one, are so."""
    book = book_of(language)
    if len(parts) == 1:
        return parts[0]
    joins: Literal["and", "or"] = "and" if is_and else "or"
    if len(parts) <= INLINE and not any(part.joins for part in parts):
        return Outline(book.say(joins, *(part.text for part in parts)), joins=joins)
    return Outline(book.say("all of these" if is_and else "one of these"), parts, joins)


def _has_value(voice: Voice, node: Node, terms: str) -> bool:
    """Tell whether a node is an amount, a text or a list rather than a statement."""
    if isinstance(node, nodes.If):
        return _has_value(voice, node.then, terms)
    if isinstance(node, nodes.Call):
        return voice.book.has(function_of(node)) and not voice.book.has(f"not {function_of(node)}")
    if isinstance(node, (nodes.Name, nodes.Path)):
        return bool(terms)
    return isinstance(node, VALUES) or (isinstance(node, nodes.Literal) and not isinstance(node.value, bool))


def _cases(voice: Voice, node: nodes.If, terms: str) -> Outline:
    found: list[Outline] = []
    rest: Node = node
    while isinstance(rest, nodes.If):
        value = say_value(voice, rest.then, terms, say_clause)
        found.append(Outline(voice.book.say("case", value, say_clause(voice, rest.condition))))
        rest = rest.otherwise
    found.append(Outline(voice.book.say("otherwise", say_value(voice, rest, terms, say_clause))))
    return Outline(voice.book.say("first of these"), tuple(found))
