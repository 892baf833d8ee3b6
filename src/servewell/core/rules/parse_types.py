"""The part of the parser that reads types: `list<number>`, `context<age: number>`, `function<date> -> date`."""

from __future__ import annotations

from servewell.core.rules.cursor import Cursor
from servewell.core.rules.lex import KEYWORDS
from servewell.core.rules.nodes import TypeName


class Types(Cursor):
    """Reads types."""

    def type_name(self) -> TypeName:
        self.deeper()
        found = self.named_type()
        self.depth -= 1
        return found

    def named_type(self) -> TypeName:
        name = self.type_words()
        if not self.take("<"):
            return TypeName(name)
        if name == "context":
            fields = self.typed_fields()
            self.need(">")
            return TypeName(name, fields=fields)
        arguments = [] if self.is_here(">") else [self.type_name()]
        while self.take(","):
            arguments.append(self.type_name())
        self.need(">")
        result = self.type_name() if name == "function" and self.take("->") else None
        return TypeName(name, tuple(arguments), result=result)

    def typed_fields(self) -> tuple[tuple[str, TypeName], ...]:
        found: list[tuple[str, TypeName]] = []
        while not self.is_here(">"):
            name = self.new_name()
            self.need(":")
            found.append((name, self.type_name()))
            if not self.take(","):
                break
        return tuple(found)

    def type_words(self) -> str:
        known = self.known.longest(self.tokens, self.at)  # a type of a model may have any name
        if known is not None and known[1] > 1:
            self.at += known[1]
            return known[0]
        parts: list[str] = []
        while self.here.kind == "word" and (self.here.text not in KEYWORDS or self.here.text in ("and", "function")):
            if self.here.text == "and" and parts[-1:] not in (["date"], ["days"], ["years"]):
                break
            parts.append(self.next().text)
        if not parts:
            raise self.fault("the name of a type")
        while self.is_here("."):  # a type of an imported model
            self.next()
            parts[-1] += "." + self.next().text
        return " ".join(parts)
