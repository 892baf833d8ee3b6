"""Where the parser stands: tokens one after another, and the names it knows there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from servewell.core.rules import hints
from servewell.core.rules.faults import DEEPEST, Fault, RuleError, too_deep
from servewell.core.rules.lex import Token, tokens_of
from servewell.core.rules.names import known
from servewell.core.rules.nodes import Node

MOST_WORDS = 20  # of a name


class Cursor:
    """Walks the tokens of one rule and knows the names that may stand at each place."""

    def __init__(self, text: str, names: Collection[str], functions: Collection[str]) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.at = 0
        self.depth = 0
        self.known = known(frozenset(names) | frozenset(functions))

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def is_here(self, *texts: str) -> bool:
        return self.here.text in texts and self.here.kind in ("word", "operator")

    def next(self) -> Token:
        token = self.here
        self.at += token.kind != "end"
        return token

    def take(self, *texts: str) -> bool:
        if self.is_here(*texts):
            self.at += 1
            return True
        return False

    def deeper(self) -> None:
        """Count one level of nesting; the caller takes it back."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_deep(self.here.start, DEEPEST)

    def need(self, text: str, why: str = "") -> Token:
        if not self.is_here(text):
            raise self.fault(f"'{text}'{' ' + why if why else ''}")
        return self.next()

    def fault(self, expected: str) -> RuleError:
        token = self.here
        found = f"Found '{token.text}'." if token.kind != "end" else "The rule ends too early."
        fix = hints.for_token(self.tokens, self.at)
        return RuleError([Fault("rule-syntax", token.start, max(token.end - token.start, 1), found, expected, fix)])

    def made(self, kind: Callable[..., Node], start: int, *parts: object) -> Node:
        return kind(*parts, start=start, end=self.tokens[max(self.at - 1, 0)].end)

    def with_names(self, names: Iterable[str], read: Callable[[], Node]) -> Node:
        outer = self.known
        self.known = outer.and_also(names)
        node = read()
        self.known = outer
        return node

    def new_name(self, *stops: str) -> str:
        """Read a name that the rule itself gives: words up to a stop word or sign."""
        parts: list[str] = []
        while self.here.kind in ("word", "number") and self.here.text not in stops and len(parts) < MOST_WORDS:
            parts.append(self.next().text)
        if not parts:
            raise self.fault("a name")
        return " ".join(parts)
