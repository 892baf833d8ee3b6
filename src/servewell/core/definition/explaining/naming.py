"""What the names of a definition's rules are called: for everybody, and for one person with what she answered.

`RuleNames` never sees an answer, so what it says of a rule can be shown to anyone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from servewell.core.definition.answers import say_answer
from servewell.core.definition.answers.say import FormatDate, FormatNumber
from servewell.core.definition.model import Definition, Question
from servewell.core.rules import BudgetError, Value
from servewell.core.rules.compile import compiled
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Name, Node, Path
from servewell.core.rules.reads import names_in
from servewell.core.rules.say import Thing, book_of
from servewell.core.rules.say.written import iso_duration, written_value
from servewell.core.rules.values import YearsMonths

FEE: Final = "fee"  # terms of amounts in the definition's own currency
LONGEST_WORTH: Final = 80
_PLACEHOLDER: Final = re.compile(r"\{\w+\}")
_CODE: Final = re.compile(r"[0-9A-Z][0-9A-Z -]*")  # postcodes and numbers of things need no quotation marks
_NOT_SAID: Final = frozenset({"group", "file", "long text", "place"})  # too long to stand in a sentence
_MANY: Final = frozenset({"group", "file", "choices"})


@dataclass(frozen=True, slots=True)
class Formats:
    """How a language writes dates, numbers with their currency, and spans such as (3, "years")."""

    date: FormatDate
    number: FormatNumber
    duration: Callable[[int, str], str]


class RuleNames:
    """Names and constants of a definition in one language.

    `group`: the group whose rule is said. `text`: the rule as written, where the names of tables still stand.
    """

    def __init__(
        self, definition: Definition, language: str, formats: Formats, group: str = "", text: str = ""
    ) -> None:
        self.definition = definition
        self.language = language
        self.formats = formats
        self._group = group
        self._text_of_rule = text
        self._questions = {path: question for path, question, _ in definition.questions()}
        self._criteria = {criterion.name for criterion in definition.criteria}

    def question(self, path: str) -> tuple[str, Question] | None:
        """Return a question with its whole path; inside a group its own questions come first."""
        for known in (f"{self._group}.{path}", path):
            if known in self._questions:
                return known, self._questions[known]
        return None

    def thing(self, path: str) -> Thing | None:
        """Return what a name stands for."""
        if path in self.definition.values:
            return Thing("value", path, value=self.definition.values[path])  # type: ignore[arg-type]  # see model
        if path in self._criteria:
            return Thing("condition", self._text(f"criterion.{path}.title") or path)
        if path == "channel":
            return Thing("answer", path, book_of(self.language).say("channel"))
        found = self.question(path)
        if found is None:
            return None
        whole, question = found
        return Thing(
            "yes or no" if question.type in ("yes or no", "declaration") else "answer",
            self._text(f"question.{whole}.label") or path,
            self._text(f"question.{whole}.as"),
            is_date=question.type in ("date", "month"),
            is_many=question.type in _MANY,
        )

    def said(self, value: Value, terms: str) -> str:
        """Return a constant in the terms of a question."""
        if isinstance(value, (YearsMonths, timedelta)):
            return self._said_duration(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            found = self.question(terms)
            return self.formats.date(value, found is not None and found[1].type == "month")
        if isinstance(value, time):
            return value.strftime("%H:%M")
        if isinstance(value, Decimal):
            return self._said_number(value, terms)
        if isinstance(value, str):
            return self._said_text(value, terms)
        return written_value(value)

    def unit(self, terms: str) -> str:
        """Return the currency of money, the unit of a number."""
        if terms == FEE:
            return self.definition.currency
        _, question = self.question(terms) or ("", None)
        if question is None:
            return ""
        money = question.currency or self.definition.currency
        return money if question.type == "money" else question.unit or ""

    def table(self, node: Node) -> str:
        """Return the name of a decision table, whose tree stands at the place of its name in the rule."""
        return self._text_of_rule[node.start : node.end].replace("_", " ")

    def worth(self, node: Node, terms: str) -> str:
        """Return nothing: there is no person."""
        return ""

    def truth(self, node: Node) -> bool | None:
        """Return None: there is no person."""
        return None

    def _text(self, key: str) -> str:
        return _PLACEHOLDER.sub("…", self.definition.text(key, self.language))

    def _said_number(self, value: Decimal, terms: str) -> str:
        text = f"{value.normalize():f}" if abs(value.adjusted()) < LONGEST_WORTH else str(value)
        if terms == FEE:
            return self.formats.number(text, self.definition.currency)
        found = self.question(terms)
        if found is not None and found[1].type in ("number", "money"):
            return self._answer(found[0], found[1], text)
        return text if terms.endswith(".year") else self.formats.number(text, "")

    def _said_text(self, value: str, terms: str) -> str:
        found = self.question(terms)
        if found is not None and value in (*found[1].choices, *found[1].places):
            kind = "choices" if value in found[1].choices else "places"
            return book_of(self.language).quoted(self._text(f"question.{found[0]}.{kind}.{value}") or value)
        return value if _CODE.fullmatch(value) else book_of(self.language).quoted(value)

    def _answer(self, path: str, question: Question, answer: object) -> str:
        said = say_answer(
            question,
            path,
            answer,
            self.definition,
            self.language,
            format_date=self.formats.date,
            format_number=self.formats.number,
        )
        return said.replace("\n", ", ")

    def _said_duration(self, value: YearsMonths | timedelta) -> str:
        if isinstance(value, YearsMonths):
            years, months = divmod(value.months, 12)
            spans = [(years, "years"), (months, "months")]
        else:
            weeks, days = (0, value.days) if value.days % 7 else (value.days // 7, 0)
            spans = [(weeks, "weeks"), (days, "days")] if not value.seconds else []
        said = [self.formats.duration(count, unit) for count, unit in spans if count > 0]
        is_plain = said and all(count >= 0 for count, _ in spans)
        return book_of(self.language).listed(said, "list and") if is_plain else iso_duration(value)


class PersonNames(RuleNames):
    """The same for one person: `answers` as she gave them, `values` what the rules made of them."""

    def __init__(
        self,
        definition: Definition,
        language: str,
        formats: Formats,
        answers: Mapping[str, object],
        values: Mapping[str, Value],
        now: datetime,
        text: str = "",
    ) -> None:
        super().__init__(definition, language, formats, text=text)
        self._answers = answers
        self._values = values
        self._now = now

    def worth(self, node: Node, terms: str) -> str:
        """Return what a part of a rule comes to with her answers; '' for what no answer went into."""
        read = names_in(node)
        if not any(name in self._questions for name in read):
            return ""
        if isinstance(node, Name):
            _, question = self.question(node.name) or ("", None)
            if question is None or question.type in _NOT_SAID or node.name not in self._answers:
                return ""
            return _short(self._answer(node.name, question, self._answers[node.name]))
        value = self._decided(node)
        if value is None or isinstance(value, (bool, list, tuple, dict)) or not _is_sayable(value):
            return ""
        said = value if isinstance(value, str) and isinstance(node, Path) else self.said(value, terms)
        return _short(said)

    def truth(self, node: Node) -> bool | None:
        """Return what a condition came to; None while an answer it reads is open."""
        if any(self._values.get(name) is None for name in names_in(node)):
            return None
        value = self._decided(node)
        return value if isinstance(value, bool) else None

    def lacking(self, node: Node) -> frozenset[str]:
        """Return the questions of an open part of a rule that have no answer, or whose entries lack one."""
        read = frozenset(name for name in names_in(node) if name in self._questions)
        empty = frozenset(name for name in read if self._values.get(name) is None)
        return empty or frozenset(name for name in read if self._questions[name].type == "group")

    def _decided(self, node: Node) -> Value:
        try:
            value: Value = compiled(node)(Frame(self._values, self._now))
        except (BudgetError, RecursionError):
            return None
        return value


def _is_sayable(value: Value) -> bool:
    return isinstance(value, (Decimal, str, date, time, YearsMonths, timedelta))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_WORTH else f"{text[: LONGEST_WORTH - 1].rstrip()}…"
