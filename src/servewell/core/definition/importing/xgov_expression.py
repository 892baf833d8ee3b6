"""Conditions that old forms wrote as text: `section.age < 18 and (colour == 'red' or not student)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field compared with a literal. The operator `in` is turned round: field contains value."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Junction:
    """Parts joined by and, or; or one part negated."""

    kind: Literal["and", "or", "not"]
    parts: tuple[Expression, ...]


Expression: TypeAlias = "Comparison | Junction | str"  # a lone name stands for itself

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<number>-?[0-9]+(?:\.[0-9]+)?)"""
    r"""|(?P<name>[A-Za-z_][\w.-]*)|(?P<sign>===|!==|==|!=|>=|<=|<|>|\(|\)|!|&&|\|\|))"""
)
_MOST_TOKENS: Final = 500
_DEEPEST: Final = 40


class ExpressionError(ValueError):
    """The text is none of the expressions that forms used."""


def parse_expression(text: str) -> Expression:
    """Return the expression. Raises ExpressionError."""
    reader = _Reader(_tokens(text))
    found = reader.either(0)
    if reader.rest:
        raise ExpressionError(f"'{reader.rest[0][1]}' was not expected")
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or len(tokens) == _MOST_TOKENS:
            raise ExpressionError(f"'{text[position : position + 20]}' cannot be read")
        kind = match.lastgroup or ""
        word = match[kind]
        if kind == "text":
            word = re.sub(r"\\(.)", r"\1", word[1:-1])
        kind, word = {"&&": ("name", "and"), "||": ("name", "or"), "!": ("name", "not")}.get(word, (kind, word))
        tokens.append((kind, word))
        position = match.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.rest = tokens

    def either(self, depth: int) -> Expression:
        parts = [self.both(depth)]
        while self._takes("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Junction("or", tuple(parts))

    def both(self, depth: int) -> Expression:
        parts = [self.single(depth)]
        while self._takes("and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else Junction("and", tuple(parts))

    def single(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise ExpressionError("it nests too deep")
        if self._takes("not"):
            return Junction("not", (self.single(depth + 1),))
        if self._takes("("):
            found = self.either(depth + 1)
            if not self._takes(")"):
                raise ExpressionError("a bracket is not closed")
            return found
        return self._comparison()

    def _comparison(self) -> Expression:
        kind, word = self._next()
        if not self.rest or self.rest[0][1] in ("and", "or", ")"):
            if kind != "name":
                raise ExpressionError(f"'{word}' stands alone")
            return word
        _, operator = self._next()
        other_kind, other = self._next()
        operator = operator.replace("===", "==").replace("!==", "!=")
        is_literal = other_kind != "name" or other in ("true", "false")
        if kind == "name" and is_literal and operator in ("==", "!=", ">=", "<=", "<", ">"):
            return Comparison(word, operator, other)
        if kind != "name" and other_kind == "name" and operator in ("==", "!=", "in"):
            return Comparison(other, "contains" if operator == "in" else operator, word)
        raise ExpressionError(f"'{word} {operator} {other}' is not a field compared with a value")

    def _next(self) -> tuple[str, str]:
        if not self.rest:
            raise ExpressionError("it ends too early")
        return self.rest.pop(0)

    def _takes(self, word: str) -> bool:
        if self.rest and self.rest[0] in (("name", word), ("sign", word)):
            self.rest.pop(0)
            return True
        return False
