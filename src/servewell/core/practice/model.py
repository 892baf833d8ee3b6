"""A practice as values: which parts of any service it changes, and how. It holds no rule, no code and no address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from servewell.core.definition.model import Question, QuestionType
from servewell.core.evidence import Effect

Kind = Literal["questions", "pages", "stages", "decisions", "service"]
End = Literal["first", "last"]
Setting = object  # bool, int, Duration, Keep, Promise or a tuple of words, as its key says


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a service chosen by what they are, never by an agency's names."""

    kind: Kind
    type: QuestionType | None = None  # questions of a type, pages that ask one
    is_optional: bool | None = None  # questions that may, or may not, be left empty
    place: End | None = None  # only the first or the last of its kind; end pages are not counted
    has_reasons: bool | None = None  # decisions that give reasons, or do not
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One operation. Its texts are `change.<n>.say.<field>` and `change.<n>.add.<question>.…`, n from 1."""

    parts: Parts
    settings: Mapping[str, Setting] = field(default_factory=dict)
    says: tuple[str, ...] = ()  # fields whose texts are replaced; '{before}' in one stands for the text there was
    move: End | None = None
    adds: tuple[Question, ...] = ()  # to each page chosen


@dataclass(frozen=True, slots=True)
class Signature:
    """Who says that the file is theirs: an Ed25519 key and its signature, both 'ed25519:' and base64."""

    by: str
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Practice:
    """A reusable change with its evidence. Texts: language -> key -> text, as in a definition."""

    name: str
    agency: str
    number: int  # of this edition; a later one replaces an earlier one, never the other way round
    made_on: date
    against: tuple[str, ...]  # kinds of findings
    changes: tuple[Change, ...]
    language: str = "en"
    conditions: int = 0  # how many texts `condition.1` … there are
    cautions: int = 0
    evidence: tuple[Effect, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    signature: Signature | None = None

    def text(self, key: str, language: str | None = None) -> str:
        """Return a text in `language`, else in the practice's own, else ''."""
        return self.texts.get(language or self.language, {}).get(key) or self.texts.get(self.language, {}).get(key, "")
