"""The keys a practice may have, and what may be set and said of each kind of part. What is not listed is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from servewell.core.definition.keys import Key
from servewell.core.practice.model import Kind

TOP: Final = (
    Key("practice", "word", "The practice's short name: small letters, digits, hyphens.", True),
    Key("title", "text", "What it does, in a few words.", True),
    Key("summary", "text", "What changes for residents and staff, and why.", True),
    Key("agency", "word", "Short name of the agency that offers it.", True),
    Key("edition", "count", "1, and one more with every change of the file.", True),
    Key("made on", "word", "The day of this edition.", True),
    Key("language", "word", "Language of the texts; en when left out."),
    Key("against", "words", "Kinds of findings it helps against.", True),
    Key("changes", "other", "What it changes: a list of operations on parts of a service.", True),
    Key("conditions", "texts", "When it fits."),
    Key("cautions", "texts", "What to look out for."),
    Key("evidence", "other", "What trials of it measured, also those that went badly."),
    Key("translations", "other", "Texts in other languages: language, then key and text."),
    Key("signed", "other", "Who signed it; written by `servewell practice sign`."),
)
CHANGE: Final = (
    Key("questions", "other", "The questions it is about: {type: file}, {optional: no}, {} for all."),
    Key("pages", "other", "The pages it is about: {asking: file}, {place: last}."),
    Key("stages", "other", "The stages it is about: {place: first}."),
    Key("decisions", "other", "The decisions it is about: {with reasons: yes}."),
    Key("service", "other", "The service as a whole: {}."),
    Key("set", "other", "What is set on each."),
    Key("say", "other", "Texts of each; {before} stands for the text there was."),
    Key("move", "word", "Where each goes: first or last."),
    Key("add", "other", "Questions added to each page: name and what it is."),
)
_TYPE = Key("type", "word", "Only questions of this type.")
_PLACE = Key("place", "word", "Only the first, or the last.")
PARTS: Final[Mapping[Kind, tuple[Key, ...]]] = {
    "questions": (_TYPE, Key("optional", "yes or no", "Only those that may, or may not, be left empty."), _PLACE),
    "pages": (Key("asking", "word", "Only pages that ask a question of this type."), _PLACE),
    "stages": (_PLACE,),
    "decisions": (Key("with reasons", "yes or no", "Only decisions that give reasons, or give none."), _PLACE),
    "service": (),
}
SETTINGS: Final[Mapping[Kind, tuple[Key, ...]]] = {
    "questions": (
        Key("optional", "yes or no", "Whether it may be left empty."),
        Key("accept", "words", "File endings that are taken."),
        Key("max size", "size", "Most bytes a file."),
        Key("max files", "count", "Most files."),
        Key("max length", "count", "Most characters."),
        Key("keep", "keep", "How long the answer is kept."),
    ),
    "pages": (),
    "stages": (Key("promise", "duration", "Time target of this stage alone."),),
    "decisions": (
        Key("appeal within", "duration", "How long one can object."),
        Key("valid for", "duration", "How long the output is valid."),
    ),
    "service": (
        Key("promise", "other", "The published time target: {decide within: 10 working days, for: 90%}."),
        Key("keep", "keep", "How long a case is kept."),
        Key("channels", "words", "How one can apply."),
    ),
}
SAYS: Final[Mapping[Kind, tuple[Key, ...]]] = {
    "questions": tuple(Key(name, "text", "") for name in ("label", "hint", "help", "because")),
    "pages": tuple(Key(name, "text", "") for name in ("title", "text")),
    "stages": tuple(Key(name, "text", "") for name in ("title", "text")),
    "decisions": tuple(Key(name, "text", "") for name in ("title", "text", "appeal")),
    "service": tuple(Key(name, "text", "") for name in ("summary", "for", "fee text", "declaration")),
}
MOVES: Final = frozenset({"questions", "pages"})
SIGNED: Final = (
    Key("by", "word", "The agency.", True),
    Key("key", "word", "Its public key.", True),
    Key("signature", "word", "The signature.", True),
)
MOST_CHANGES: Final = 40
MOST_EVIDENCE: Final = 200
MOST_ADDED: Final = 10
MOST_TEXTS: Final = 30  # conditions, cautions, languages
