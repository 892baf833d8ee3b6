"""Rules in plain words: one phrase book a language, names and values from whoever knows them."""

from servewell.core.rules.say.book import LANGUAGES, book_of, spoken_language
from servewell.core.rules.say.clauses import flat_parts
from servewell.core.rules.say.naming import Naming, Plain, Thing
from servewell.core.rules.say.outline import Outline, capital, joined, outline, say, say_false

__all__ = [
    "LANGUAGES", "Naming", "Outline", "Plain", "Thing", "book_of", "capital", "flat_parts", "joined",
    "outline", "say",
    "say_false", "spoken_language",
]  # fmt: skip
