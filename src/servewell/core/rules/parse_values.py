"""The part of the parser that reads what stands alone: constants, names, brackets, lists, contexts."""

from __future__ import annotations

from abc import abstractmethod

from servewell.core.rules import nodes
from servewell.core.rules.cursor import MOST_WORDS
from servewell.core.rules.faults import Fault, RuleError
from servewell.core.rules.lex import KEYWORDS, string_value
from servewell.core.rules.nodes import Node
from servewell.core.rules.parse_types import Types
from servewell.core.rules.temporal import read_at_literal
from servewell.core.rules.values import CONTEXT

OPEN_ENDS = frozenset({"<", "<=", ">", ">=", "=", "!="})
NAME_SIGNS = frozenset({".", "/", "-", "'", "+", "*", "**"})


class Values(Types):
    """Reads values; whatever stands inside one is an expression again."""

    @abstractmethod
    def limit(self) -> Node:
        """Read what may stand at the end of a range."""

    @abstractmethod
    def expression(self) -> Node:
        """Read an expression."""

    def primary(self) -> Node:
        token = self.here
        if token.kind == "number":
            return self.number()
        if token.kind == "string":
            self.next()
            return self.made(nodes.Literal, token.start, string_value(token.text))
        if token.kind == "word":
            return self.word()
        forms = {"(": self.parenthesis, "[": self.bracket, "]": self.bracket, "{": self.context, "@": self.at_literal}
        if token.kind == "operator" and token.text in forms:
            return forms[token.text]()
        raise self.fault("a value, a name or '('")

    def number(self) -> Node:
        token = self.next()
        value = CONTEXT.create_decimal(token.text)
        if not value.is_finite():
            found, expected = "This number is too large for a rule.", "a number of at most 6144 digits"
            raise RuleError([Fault("rule-syntax", token.start, token.end - token.start, found, expected)])
        return self.made(nodes.Literal, token.start, value)

    def word(self) -> Node:
        token = self.here
        known = self.known.longest(self.tokens, self.at)
        if known is not None and not (token.text in KEYWORDS and known[1] == 1):
            self.at += known[1]
            return self.made(nodes.Name, token.start, known[0])
        constants: dict[str, object] = {"true": True, "false": False, "null": None}
        if token.text in constants:
            self.next()
            return self.made(nodes.Literal, token.start, constants[token.text])
        if token.text in KEYWORDS:
            if token.text in ("if", "for", "some", "every", "function"):
                return self.expression()
            raise self.fault("a value or a name")
        return self.unknown_name()

    def unknown_name(self) -> Node:
        """Read words that name nothing known as one name, so that the checker can say which one is meant."""
        start = self.here.start
        parts = [self.next().text]
        while self.here.kind == "word" and self.here.text not in KEYWORDS and len(parts) < MOST_WORDS:
            parts.append(self.next().text)
        return self.made(nodes.Name, start, " ".join(parts))

    def parenthesis(self) -> Node:
        start = self.next().start
        if self.here.kind == "operator" and self.here.text in OPEN_ENDS:
            return self.open_range(start)
        node = self.expression()
        if self.is_here(".."):
            return self.range_end(start, node, includes_low=False)
        self.need(")")
        return node

    def open_range(self, start: int) -> Node:
        """Read the rest of `(< 10)`, a range without a lower end; `(= 10)` is the range of one value."""
        operator = self.next().text
        end = self.limit()
        nothing = self.made(nodes.Literal, start, None)
        self.need(")")
        if operator == "!=":  # all below and all above
            below = self.made(nodes.Interval, start, nothing, end, False, False, True)
            above = self.made(nodes.Interval, start, end, nothing, False, False, True)
            return self.made(nodes.ListNode, start, (below, above))
        low, high = (nothing if operator in ("<", "<=") else end), (nothing if operator in (">", ">=") else end)
        has_low, has_high = operator in (">=", "="), operator in ("<=", "=")
        return self.made(nodes.Interval, start, low, high, has_low, has_high, True)

    def range_end(self, start: int, low: Node, *, includes_low: bool) -> Node:
        self.need("..")
        high = self.expression()
        if not self.is_here(")", "]", "["):
            raise self.fault("the end of the range: ']' with its end, ')' without")
        return self.made(nodes.Interval, start, low, high, includes_low, self.next().text == "]")

    def bracket(self) -> Node:
        token = self.next()
        if token.text == "]":
            return self.range_end(token.start, self.expression(), includes_low=False)
        items: list[Node] = []
        while not self.is_here("]"):
            items.append(self.expression())
            if len(items) == 1 and self.is_here(".."):
                return self.range_end(token.start, items[0], includes_low=True)
            if not self.take(","):
                break
        self.need("]")
        return self.made(nodes.ListNode, token.start, tuple(items))

    def context(self) -> Node:
        start = self.next().start
        entries: list[tuple[str, Node]] = []
        outer = self.known
        while not self.is_here("}"):
            token = self.here
            name = string_value(self.next().text) if token.kind == "string" else self.entry_name()
            self.need(":")
            entries.append((name, self.expression()))
            self.known = self.known.and_also([name])
            if not self.take(","):
                break
        self.known = outer
        self.need("}")
        return self.made(nodes.ContextNode, start, tuple(entries))

    def entry_name(self) -> str:
        """Read the name of an entry, which may hold the signs that names may hold (DMN 1.5, grammar rule 27)."""
        start = self.here.start
        while self.here.kind in ("word", "number") or (self.here.kind == "operator" and self.here.text in NAME_SIGNS):
            end = self.next().end
            if self.is_here(":"):
                return " ".join(self.text[start:end].split())
        raise self.fault("a name and ':'")

    def at_literal(self) -> Node:
        start = self.next().start
        if self.here.kind != "string":
            raise self.fault('a date, time or duration in quotes, like @"2026-11-23"')
        token = self.next()
        value = read_at_literal(string_value(token.text))
        if value is None:
            found = f"{token.text} is no date, time or duration."
            raise RuleError(
                [Fault("rule-syntax", token.start, token.end - token.start, found, '@"2026-11-23", @"P3M" or @"PT2H"')]
            )
        return self.made(nodes.Literal, start, value)
