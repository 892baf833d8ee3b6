"""Short, stable, unique names for imported questions, pages, choices and services."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from servewell.core.definition.keys import RESERVED

_FILLERS_TEXT: Final = """
a an the is are was were be been do does did done have has had having you your yours we our us i me my it its
this that these those of to in on at by for from with as and or if will would can could should shall may might
must what which who whom when where why how please tell give enter select choose provide there any here so than
then into about also more most e g etc s t re ve ll y yr ydy ydych yw oes eich ein ei i o a ac ar am yn ei ch
wrth sydd beth pa pwy pryd ble sut rydych byddwch dywedwch wrthym
"""
_FILLERS: Final = frozenset(_FILLERS_TEXT.split())
# Names of FEEL's built-in functions and types that are one word: a question called so would be hard to read.
_FUNCTIONS_TEXT: Final = """
date time number string duration list count min max sum mean all any sublist append concatenate union flatten
product median stddev mode floor ceiling abs modulo sqrt log exp odd even range before after meets overlaps
during starts finishes includes coincides today now month week day year reverse sort contains matches replace
split substring concat is decimal insert remove channel
"""
_FUNCTIONS: Final = frozenset(_FUNCTIONS_TEXT.split())
_MOST_WORDS: Final = 6
_LONGEST: Final = 44


def plain_words(text: str) -> list[str]:
    """Return the text's words in small ASCII letters and digits."""
    plain = unicodedata.normalize("NFKD", re.sub(r"[’']s?\b", "", text)).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain.lower())


def question_name(title: str, fallback: str, taken: set[str]) -> str:
    """Return a name made from the words that matter in a title, and note it as taken."""
    words = plain_words(title)
    while words and words[0].isdigit():
        words = words[1:]
    kept = [word for word in words if word not in _FILLERS] or words or plain_words(fallback) or ["question"]
    name = ""
    for word in kept[:_MOST_WORDS]:
        if name and len(name) + len(word) + 1 > _LONGEST:
            break
        name = f"{name}_{word}" if name else word[:_LONGEST]
    if not name[0].isalpha():
        name = f"q_{name}"
    if name in RESERVED or name in _FUNCTIONS or len(name) == 1:
        name = f"{name}_answer"
    return _unique(name, "_", taken)


def slug(text: str, fallback: str, taken: set[str], longest: int = 60) -> str:
    """Return a short name for addresses made from a text, and note it as taken."""
    words = plain_words(text) or plain_words(fallback) or ["page"]
    found = ""
    for word in words:
        if found and len(found) + len(word) + 1 > longest:
            break
        found = f"{found}-{word}" if found else word[:longest]
    return _unique(found, "-", taken)


def choice_key(value: str, text: str, taken: set[str]) -> str:
    """Return a key for a choice, from its stored value when that is short, else from its words."""
    words = plain_words(value) if len(value) <= 30 and plain_words(value) else plain_words(text)
    stem = "_".join(words)[:40].strip("_") or "choice"
    return _unique(stem, "_", taken)


def _unique(stem: str, glue: str, taken: set[str]) -> str:
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}{glue}{number}", number + 1
    taken.add(name)
    return name
