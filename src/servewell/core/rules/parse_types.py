"""The part of the parser that reads types: `list<number>`, `context<age: number>`, `function<date> -> date`."""

from __future__ import annotations

from servewell.core.rules.cursor import Cursor
from servewell.core.rules.lex import KEYWORDS


class Types(Cursor):
    """Reads types."""

    def inner_type(self) -> None:
        self.deeper()
        self.type_name()
        self.depth -= 1

    def type_name(self) -> str:
        parts: list[str] = []
        while self.here.kind == "word" and (self.here.text not in KEYWORDS or (parts and self.here.text == "and")
                                            or self.here.text == "function"):  # fmt: skip
            if self.here.text == "and" and parts[-1:] not in (["date"], ["days"], ["years"]):
                break
            parts.append(self.next().text)
        if not parts:
            raise self.fault("the name of a type")
        if self.take("<"):
            depth = 1
            while depth and self.here.kind != "end":
                text = self.next().text
                depth += (text == "<") - (text == ">")
            if self.take("->"):
                self.inner_type()
        return " ".join(parts)
