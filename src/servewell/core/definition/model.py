"""A service as data. Values only: reading, checking and printing live in the modules beside this one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

QuestionType = Literal[
    "text", "long text", "name", "e-mail", "phone", "number", "money", "date", "month", "yes or no",
    "choice", "choices", "address", "place", "file", "declaration", "group",
]  # fmt: skip

Unit = Literal["working days", "days", "weeks", "months", "years"]


@dataclass(frozen=True, slots=True)
class Duration:
    """A span as people write it: '10 working days', '3 years'."""

    count: int
    unit: Unit


Since = Literal["closing", "decision", "submission"]


@dataclass(frozen=True, slots=True)
class Keep:
    """How long something is kept: '2 years after decision'. `since` is the day from which the span counts."""

    span: Duration
    since: Since = "closing"


# What holds where neither question nor page nor service says how long; residents are told so.
DEFAULT_KEEP: Final = Keep(Duration(5, "years"))


@dataclass(frozen=True, slots=True)
class RuleText:
    """A FEEL expression as written, with the place of its first character."""

    text: str
    line: int | None = field(default=None, compare=False)
    column: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Must:
    """What an answer has to fulfil. Its message is the text `question.<path>.must.<n>`, n from 1."""

    rule: RuleText


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a resident is asked. Texts are in `Definition.texts` under `question.<path>.…`."""

    name: str
    type: QuestionType
    optional: bool = False
    only_if: RuleText | None = None
    must: tuple[Must, ...] = ()
    choices: tuple[str, ...] = ()  # keys, in order; type choice, choices
    unit: str | None = None  # type number, shown after the field
    currency: str | None = None  # type money, ISO 4217; default EUR
    places: tuple[str, ...] = ()  # keys of the agency's own place list; type place
    accept: tuple[str, ...] = ()  # file endings without dot; type file
    max_size: int | None = None  # bytes for each file
    max_files: int = 1
    max_length: int | None = None  # characters
    max_words: int | None = None
    at_least: int | None = None  # type group: fewest and most entries
    at_most: int | None = None
    questions: tuple[Question, ...] = ()  # type group: asked for each entry
    keep: Keep | None = None  # None: as the page is kept
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the journey, in file order. `end` pages stop the journey when reached."""

    id: str
    questions: tuple[Question, ...] = ()
    section: str | None = None
    only_if: RuleText | None = None
    is_end: bool = False
    keep: Keep | None = None  # None: as the service's cases are kept
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition of eligibility; its texts are `criterion.<name>.otherwise` and `.instead`."""

    name: str
    rule: RuleText
    line: int | None = field(default=None, compare=False)


Hit = Literal["unique", "first", "any", "collect", "sum", "lowest", "highest", "count"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a decision table: a cell of tests for each column ('-' is anything), and what the row gives."""

    cells: tuple[RuleText, ...]
    gives: RuleText
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. Its name stands in rules for what it gives; `hit` says what several fitting rows come to."""

    name: str
    by: tuple[RuleText, ...]
    rows: tuple[TableRow, ...]
    hit: Hit = "unique"
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a case is. `promise` is the time target of this stage alone."""

    id: str
    promise: Duration | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome staff can choose, with the reasons they choose from."""

    id: str
    reasons: tuple[str, ...] = ()  # keys; texts `decision.<id>.reasons.<key>`
    output: str | None = None
    valid_for: Duration | None = None
    appeal_within: Duration | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Promise:
    """The published time target: decided within `within` for `share` percent of cases."""

    within: Duration
    share: int = 100


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a service. Equal definitions print equally and have the same content hash."""

    service: str
    agency: str
    language: str = "en"
    languages: tuple[str, ...] = ("en",)  # source language first
    life_events: tuple[str, ...] = ()
    channels: tuple[str, ...] = ("online",)
    needs: int = 0  # how many texts `need.1` … there are
    promise: Promise | None = None
    fee: RuleText | None = None
    currency: str = "EUR"
    keep: Keep | None = None  # None: DEFAULT_KEEP
    values: Mapping[str, object] = field(default_factory=dict)  # str, Decimal, bool or lists of these
    tables: tuple[Table, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    sections: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    stages: tuple[Stage, ...] = ()
    decisions: tuple[Decision, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> key -> text

    def text(self, key: str, language: str | None = None) -> str:
        """Return a text in `language`, else in the source language, else ''."""
        return self.texts.get(language or self.language, {}).get(key) or self.texts.get(self.language, {}).get(key, "")

    def has_text(self, key: str) -> bool:
        """Tell whether the definition says anything under `key`."""
        return bool(self.texts.get(self.language, {}).get(key))

    def page(self, page_id: str) -> Page | None:
        """Return the page with this id, or None."""
        return next((page for page in self.pages if page.id == page_id), None)

    def kept(self, path: str = "") -> Keep:
        """Return how long the answer to a question is kept, or a case as a whole without a path."""
        for name, question, page in self.questions():
            if name == path:
                group = next((one for one in page.questions if path.startswith(f"{one.name}.")), question)
                return question.keep or group.keep or page.keep or self.kept()
        return self.keep or DEFAULT_KEEP

    def purpose(self, path: str = "", language: str | None = None) -> str:
        """Return what an answer is needed for: as the question says (`because`), else its page, else the service."""
        for name, _, page in self.questions():
            if name == path:
                own = self.text(f"question.{path}.because", language)
                return own or self.text(f"page.{page.id}.purpose", language) or self.purpose("", language)
        return self.text("purpose", language)

    def questions(self) -> Iterator[tuple[str, Question, Page]]:
        """Yield (path, question, page) in file order, the questions of groups included (`household.born_on`)."""
        for page in self.pages:
            for question in page.questions:
                yield question.name, question, page
                for inner in question.questions:
                    yield f"{question.name}.{inner.name}", inner, page


# What texts may use as {placeholder} besides the names of questions.
STANDARD_PLACEHOLDERS: Final = frozenset({"reference", "service", "agency", "decide_by", "fee", "today"})
