"""Phrase books: for each language the words of rules, with {a}, {b} and {c} in the place of what they speak about.

A key that a book lacks is a fault that a test finds. A language without a book speaks English, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from servewell.core.rules.say import ar, cy, en, es

LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": en.PHRASES, "es": es.PHRASES, "ar": ar.PHRASES, "cy": cy.PHRASES,
}  # fmt: skip
FALLBACK: Final = "en"
RIGHT_TO_LEFT: Final = frozenset({"ar"})
# Words that a language runs together where a phrase meets what is put in.
CONTRACTIONS: Final = {"es": ((re.compile(r"\bde el\b"), "del"), (re.compile(r"\ba el\b"), "al"))}


@dataclass(frozen=True, slots=True)
class Book:
    """The phrases of one language; `language` is the one that it really speaks."""

    language: str
    phrases: Mapping[str, str]

    def has(self, key: str) -> bool:
        """Tell whether there is a phrase."""
        return key in self.phrases

    def say(self, key: str, a: str = "", b: str = "", c: str = "") -> str:
        """Return a phrase, filled in one pass: braces in what is filled in stay as they are."""
        said = self.phrases[key].format(a=a, b=b, c=c)
        for apart, together in CONTRACTIONS.get(self.language, ()):
            said = apart.sub(together, said)
        return said

    def quoted(self, text: str) -> str:
        """Return a text in the language's quotation marks."""
        return self.say("quote", text)

    def value(self, text: str) -> str:
        """Return a value; where text runs from right to left it keeps its own direction (80 m stays 80 m)."""
        return f"\u2068{text}\u2069" if text and self.language in RIGHT_TO_LEFT else text

    def listed(self, items: Sequence[str], last: str) -> str:
        """Return 'a, b or c'; `last` is the key of the phrase for the last two."""
        if len(items) < 2:
            return "".join(items)
        return self.say(last, self.phrases["list comma"].join(items[:-1]), items[-1])


def book_of(language: str) -> Book:
    """Return the book of a language, else the English one."""
    known = language.partition("-")[0]
    spoken = known if known in LANGUAGES else FALLBACK
    return Book(spoken, LANGUAGES[spoken])


def spoken_language(language: str) -> str:
    """Return the language in which rules are said to readers of this one."""
    return book_of(language).language
